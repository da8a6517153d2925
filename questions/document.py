"""Questions as plain JSON values: in full for people, and without loss for storage.

Fractions are written "n/d" (or "n"), dates in ISO at their precision. What `dump_…` writes,
`load_…` reads back equal; a value that was not dumped raises KeyError or ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from questions.facts import Source
from questions.gaps import with_blanks
from questions.numerals import in_digits
from questions.question import (
    Asked,
    ChoiceKey,
    Citation,
    DateKey,
    Gap,
    GapsKey,
    Key,
    NumberAnswer,
    NumberKey,
    OpenKey,
    Option,
    OrderKey,
    PairsKey,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
    Why,
)
from questions.when import When

Json = dict[str, Any]
_NO_SOURCES: Mapping[str, Source] = MappingProxyType({})


def document(question: Question, bank_id: str, sources: Mapping[str, Source] = _NO_SOURCES) -> Json:
    """One question in full, key and receipts included, for `quizapp bank build --out`.

    With the bank's `sources`, each citation names the title and kind of its source.
    """
    asked, sealed = question.asked, question.sealed
    right = _right_ids(sealed.key)
    whys = {why.option: why for why in sealed.whys}
    written: Json = {
        "bank": bank_id,
        "id": question.id,
        "type": question.type,
        "stem": with_blanks(asked),
        "language": asked.language,
    }
    if asked.prompts:
        written["prompts"] = [{"id": prompt.id, "text": prompt.text} for prompt in asked.prompts]
    if asked.options:
        written["options"] = [
            {
                "id": option.id,
                "text": option.text,
                **({"correct": option.id in right} if right is not None else {}),
                "why": whys[option.id].text if option.id in whys else "",
                "rule": whys[option.id].rule if option.id in whys else "",
            }
            for option in asked.options
        ]
    return written | {
        **_answer(question),
        "explanation": sealed.explanation.value,
        "citations": [_receipt(citation, sources) for citation in sealed.citations],
        "facts": list(question.facts),
        "targets": [list(target) for target in question.targets],
        "anchor": question.anchor,
        "pattern": question.pattern,
        "topic": question.topic,
        "weight": question.weight,
        "difficulty": question.difficulty,
        "signals": list(question.signals),
        "sensitive": asked.sensitive,
    }


def dump_question(question: Question) -> Json:
    """The whole question; the inverse of `load_question`."""
    return {
        "id": question.id,
        "asked": dump_asked(question.asked),
        "sealed": dump_sealed(question.sealed),
        "anchor": question.anchor,
        "pattern": question.pattern,
        "variant": question.variant,
        "facts": list(question.facts),
        "targets": [list(target) for target in question.targets],
        "topic": question.topic,
        "weight": question.weight,
        "difficulty": question.difficulty,
        "signals": list(question.signals),
    }


def load_question(dumped: Json) -> Question:
    return Question(
        **dumped
        | {
            "asked": load_asked(dumped["asked"]),
            "sealed": load_sealed(dumped["sealed"]),
            "facts": tuple(dumped["facts"]),
            "targets": _pairs(dumped["targets"]),
            "signals": tuple(dumped["signals"]),
        }
    )


def dump_asked(asked: Asked) -> Json:
    """What a student may see before answering."""
    return {
        "type": asked.type,
        "stem": asdict(asked.stem),
        "options": [asdict(option) for option in asked.options],
        "prompts": [asdict(prompt) for prompt in asked.prompts],
        "pick": asked.pick,
        "unit": asked.unit,
        "precision": asked.precision,
        "answer_kind": asked.answer_kind,
        "sensitive": asked.sensitive,
        "language": asked.language,
        **_if_any(
            tells=list(asked.tells),
            betrays=list(asked.betrays),
            gaps=[asdict(gap) | {"options": list(gap.options)} for gap in asked.gaps],
            options_format="" if asked.options_format == "plain" else asked.options_format,
            reuses_options=asked.reuses_options,
            keeps_order=asked.keeps_order,
        ),
    }


def load_asked(dumped: Json) -> Asked:
    return Asked(
        **dumped
        | {
            "stem": Text(**dumped["stem"]),
            "options": tuple(Option(**option) for option in dumped["options"]),
            "prompts": tuple(Option(**prompt) for prompt in dumped["prompts"]),
            "tells": tuple(dumped.get("tells", ())),
            "betrays": tuple(dumped.get("betrays", ())),
            "gaps": tuple(Gap(**gap | {"options": tuple(gap["options"])}) for gap in dumped.get("gaps", ())),
        }
    )


def dump_sealed(sealed: Sealed) -> Json:
    """Key, reasons and receipts."""
    return {
        "key": dump_key(sealed.key),
        "explanation": asdict(sealed.explanation),
        "whys": [_dump_why(why) for why in sealed.whys],
        "citations": [dump_citation(citation) for citation in sealed.citations],
    }


def dump_citation(citation: Citation) -> Json:
    plain = asdict(citation)
    brought = {name: plain.pop(name) for name in ("title", "passage")}
    return plain | _if_any(**brought)


def load_sealed(dumped: Json) -> Sealed:
    return Sealed(
        key=load_key(dumped["key"]),
        explanation=Text(**dumped["explanation"]),
        whys=tuple(Why(**why) for why in dumped["whys"]),
        citations=tuple(Citation(**citation) for citation in dumped["citations"]),
    )


def _dump_why(why: Why) -> Json:
    plain = {"option": why.option, "text": why.text, "rule": why.rule}
    return plain | _if_any(format="" if why.format == "plain" else why.format)


def dump_key(key: Key) -> Json:
    """What counts as right, tagged with its kind."""
    match key:
        case ChoiceKey(right, shares):
            return {"kind": "choice", "right": list(right), **_if_any(shares=_dump_shares(shares))}
        case VerdictKey(true, wrong_part, corrected):
            return {"kind": "verdict", "true": true, "wrong_part": wrong_part, "corrected": corrected}
        case TextKey(accepted, rivals):
            return {
                "kind": "text",
                "accepted": list(accepted),
                "rivals": list(rivals),
                **_if_any(
                    partly=_dump_shares(key.partly), has_wildcards=key.has_wildcards, is_exact=key.is_exact
                ),
            }
        case NumberKey(value, tolerance, others):
            return {
                "kind": "number",
                "value": str(value),
                "tolerance": str(tolerance),
                **_if_any(others=[[str(one.value), str(one.tolerance), str(one.share)] for one in others]),
            }
        case DateKey(value=date, tolerance_days=days):
            return {"kind": "date", "value": date.isoformat(), "tolerance_days": days}
        case OrderKey(order):
            return {"kind": "order", "order": list(order)}
        case PairsKey(pairs):
            return {"kind": "pairs", "pairs": [list(pair) for pair in pairs]}
        case GapsKey(keys):
            return {"kind": "gaps", "keys": [[gap, dump_key(one)] for gap, one in keys]}
        case OpenKey(guide):
            return {"kind": "open", "guide": asdict(guide)}


def load_key(dumped: Json) -> Key:
    match dumped["kind"]:
        case "choice":
            return ChoiceKey(tuple(dumped["right"]), _load_shares(dumped.get("shares", [])))
        case "verdict":
            return VerdictKey(dumped["true"], dumped["wrong_part"], dumped["corrected"])
        case "text":
            return TextKey(
                tuple(dumped["accepted"]),
                tuple(dumped["rivals"]),
                _load_shares(dumped.get("partly", [])),
                dumped.get("has_wildcards", False),
                dumped.get("is_exact", False),
            )
        case "number":
            others = (NumberAnswer(*map(Fraction, one)) for one in dumped.get("others", []))
            return NumberKey(Fraction(dumped["value"]), Fraction(dumped["tolerance"]), tuple(others))
        case "date":
            return DateKey(When.parse(dumped["value"]), dumped["tolerance_days"])
        case "order":
            return OrderKey(tuple(dumped["order"]))
        case "pairs":
            return PairsKey(_pairs(dumped["pairs"]))
        case "gaps":
            return GapsKey(tuple((gap, _load_gap_key(one)) for gap, one in dumped["keys"]))
        case "open":
            return OpenKey(Text(**dumped["guide"]))
        case unknown:
            raise ValueError(f"no kind of key is called {unknown!r}")


def _load_gap_key(dumped: Json) -> ChoiceKey | TextKey | NumberKey:
    key = load_key(dumped)
    if not isinstance(key, ChoiceKey | TextKey | NumberKey):
        raise ValueError(f"no gap has a key of the kind {dumped['kind']!r}")
    return key


def _dump_shares(shares: Iterable[tuple[str, Fraction]]) -> list[list[str]]:
    return [[name, str(share)] for name, share in shares]


def _load_shares(dumped: Iterable[Sequence[str]]) -> tuple[tuple[str, Fraction], ...]:
    return tuple((name, Fraction(share)) for name, share in dumped)


def _if_any(**values: Any) -> Json:
    """What says something: questions written before it could be said keep their hashes."""
    return {name: value for name, value in values.items() if value}


def _pairs(dumped: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) for one, other in dumped)


def _right_ids(key: Key) -> tuple[str, ...] | None:
    """The options that are right where options are right or wrong by themselves."""
    return key.right if isinstance(key, ChoiceKey) else None


def _answer(question: Question) -> Json:
    """The key as a person reads it."""
    texts = {option.id: option.text for option in (*question.asked.options, *question.asked.prompts)}
    return _key_in_words(question.sealed.key, texts, question.asked.unit)


def _key_in_words(key: Key, texts: Mapping[str, str], unit: str) -> Json:
    match key:
        case ChoiceKey(right):
            return {"answer": [texts[option] for option in right]}
        case VerdictKey(true, wrong_part, corrected):
            return {"value": true, "wrong_part": texts.get(wrong_part, ""), "corrected": corrected}
        case TextKey(accepted, rivals):
            return {"accepted": list(accepted), "rivals": list(rivals)}
        case NumberKey(value, tolerance):
            return {
                "value": in_digits(value),
                "tolerance": in_digits(tolerance),
                "unit": unit,
            }
        case DateKey(value=date, tolerance_days=days):
            return {"value": date.isoformat(), "tolerance_days": days}
        case OrderKey(order):
            return {"order": [texts[option] for option in order]}
        case PairsKey(pairs):
            return {"pairs": [[texts[prompt], texts[option]] for prompt, option in pairs]}
        case GapsKey(keys):
            return {"gaps": {gap: _key_in_words(one, texts, "") for gap, one in keys}}
        case OpenKey(guide):
            return {"guide": guide.value}


def _receipt(citation: Citation, sources: Mapping[str, Source]) -> Json:
    """A citation with the names a reader needs; empty fields left out."""
    source = sources.get(citation.source)
    written = {
        "source": citation.source,
        "title": source.title if source else citation.title,
        "kind": source.kind if source else "",
        "paragraph": citation.paragraph,
        "record": citation.record,
        "quote": citation.quote,
        "fact": citation.fact,
        "about": citation.about,
    }
    kept = {name: value for name, value in written.items() if value not in ("", None)}
    return kept | {"proves": citation.proves}

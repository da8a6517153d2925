"""An item as a row of a table, and what such a row cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from questions.formats.item import Fit, Item
from questions.formats.receipts import carried, lost_provenance
from questions.formats.shares import in_percent, is_exact_in_percent, shares_of
from questions.formats.tables.cells import joined
from questions.formats.tables.heading import LETTERS
from questions.formats.tables.heading_words import SINGLE
from questions.formats.tables.types_named import NAMES
from questions.formats.typed_gaps import UNLIKE, losses_of_typing, may_be_typed, typed_text
from questions.numerals import in_digits
from questions.question import (
    ChoiceKey,
    DateKey,
    GapsKey,
    Key,
    NumberKey,
    OpenKey,
    OrderKey,
    PairsKey,
    Text,
    TextKey,
    VerdictKey,
)
from questions.types.numeric import answer_names

Cells = dict[str, str]
"""What a row says, by the names of its columns."""

_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\(picture:[^)\s]{0,500}\)")
_WHOLE = Fraction(1)
_SERIES_ORDER = ("option", "match", "share", "feedback")


def fit_of(item: Item) -> Fit:
    """What a row loses of this item."""
    question = item.question
    if question.type == "cloze":
        if not may_be_typed(question):
            return Fit(refused=UNLIKE)
        return Fit((*losses_of_typing(question), *_losses(item), *lost_provenance(question)))
    most = max(len(question.asked.options), len(question.asked.prompts), len(_answers(question.sealed.key)))
    if most > len(LETTERS):
        return Fit(refused=f"It has {most} options; a row of a table holds {len(LETTERS)}.")
    return Fit((*_losses(item), *lost_provenance(question)))


def row_of(item: Item) -> Cells:
    """The row of an item that fits; columns that say nothing are left out."""
    question, (explanation, tags) = item.question, carried(item)
    asked = question.asked
    stem = Text(typed_text(question), asked.stem.format) if question.type == "cloze" else asked.stem
    texts = {"question": stem, "explanation": explanation}
    if isinstance(question.sealed.key, OpenKey):
        texts["guide"] = question.sealed.key.guide
    texts |= {f"hint {place}": hint for place, hint in enumerate(item.hints, start=1)}
    texts |= _feedback(item)
    cells = {name: _without_pictures(text.value) for name, text in texts.items()}
    cells |= {
        "type": NAMES[question.type],
        "unit": asked.unit,
        "choose": str(asked.pick or ""),
        "keep order": "yes" if asked.keeps_order else "",
        "language": "" if asked.language == "en" else asked.language,
        "title": item.title,
        "category": joined(item.category, "/"),
        "tags": joined(tags, ","),
        "points": "" if item.points == 1 else _in_digits(item.points),
        "penalty": "" if item.penalty is None else in_percent(item.penalty),
        "reference": item.reference,
        "markdown": _marked(texts, item),
    }
    cells |= _key_cells(item)
    return {name: text for name, text in cells.items() if text}


def columns_in_order(used: set[str]) -> list[str]:
    """The columns of a table in the order in which people read them."""
    series = [
        f"{name} {letter}" for name in _SERIES_ORDER for letter in LETTERS if f"{name} {letter}" in used
    ]
    hints = sorted((name for name in used if name.startswith("hint ")), key=lambda name: int(name[5:]))
    of_options = [name for name in series if name.startswith(("option", "match"))]
    first = [name for name in ("type", "question") if name in used]
    rest = [name for name in SINGLE if name in used and name not in first]
    return [*first, *of_options, *rest, *(name for name in series if name not in of_options), *hints]


def _key_cells(item: Item) -> Cells:
    asked, key = item.question.asked, item.question.sealed.key
    if isinstance(key, GapsKey):
        return {}
    options = {
        f"option {letter}": option.text for letter, option in zip(LETTERS, asked.options, strict=False)
    }
    letters = {option.id: letter for letter, option in zip(LETTERS, asked.options, strict=False)}
    match key:
        case ChoiceKey(right):
            shares = (
                shares_of(tuple(letters), key, single=asked.type == "single_choice") if key.shares else {}
            )
            percents = {f"share {letters[id]}": in_percent(share) for id, share in shares.items()}
            return options | percents | {"correct": ", ".join(letters[id] for id in right)}
        case OrderKey(order):
            return options | {"correct": ", ".join(letters[id] for id in order)}
        case VerdictKey(true, wrong_part, corrected):
            verdict = "TRUE" if true else "FALSE"
            return options | {
                "correct": verdict,
                "wrong part": letters.get(wrong_part, ""),
                "corrected": corrected,
            }
        case PairsKey(pairs):
            return _pair_cells(item, dict(pairs))
        case DateKey(value, days):
            precision = "" if asked.precision == value.precision else asked.precision
            return {"correct": value.isoformat(), "tolerance": str(days or ""), "precision": precision}
    return _typed_cells(key)


def _pair_cells(item: Item, pairs: dict[str, str]) -> Cells:
    """Each prompt beside what belongs to it; what belongs to none stands alone."""
    asked = item.question.asked
    cells: Cells = {}
    for letter, prompt in zip(LETTERS, asked.prompts, strict=False):
        cells |= {f"option {letter}": prompt.text, f"match {letter}": asked.texts[pairs[prompt.id]]}
    spare = [option.text for option in asked.options if option.id not in pairs.values()]
    return cells | {
        f"match {letter}": text for letter, text in zip(LETTERS[len(asked.prompts) :], spare, strict=False)
    }


def _typed_cells(key: Key) -> Cells:
    answers = _answers(key)
    shares = {
        f"share {letter}": in_percent(share)
        for letter, (_, share) in zip(LETTERS, answers, strict=False)
        if share != _WHOLE
    }
    cells = shares | {"also accepted": joined((text for text, _ in answers[1:]), "|")}
    match key:
        case TextKey(rivals=rivals, has_wildcards=has_wildcards, is_exact=is_exact):
            cells |= {
                "correct": answers[0][0],
                "not accepted": joined(rivals, "|"),
                "wildcards": "yes" if has_wildcards else "",
                "match case": "yes" if is_exact else "",
            }
        case NumberKey(value, tolerance):
            cells |= {"correct": _in_digits(value), "tolerance": _in_digits(tolerance) if tolerance else ""}
    return cells


def _answers(key: Key) -> list[tuple[str, Fraction]]:
    """The typed answers of a key with what each earns, the first one earning the whole."""
    match key:
        case TextKey(accepted, _, partly):
            return [*((text, _WHOLE) for text in accepted), *partly]
        case NumberKey(value, tolerance, others):
            return [
                (_ranged(value, tolerance), _WHOLE),
                *((_ranged(one.value, one.tolerance), one.share) for one in others),
            ]
    return []


def _names(item: Item) -> list[str]:
    """The columns of feedback, by what their feedback speaks of."""
    question = item.question
    match question.sealed.key:
        case TextKey() as key:
            return [text for text, _ in _answers(key)]
        case NumberKey() as key:
            return list(answer_names(key))
        case PairsKey():
            return [prompt.id for prompt in question.asked.prompts]
    return [option.id for option in question.asked.options]


def _feedback_columns(item: Item) -> dict[str, str]:
    columns = {name: f"feedback {letter}" for letter, name in zip(LETTERS, _names(item), strict=False)}
    if isinstance(item.question.sealed.key, VerdictKey):
        columns |= {"true": "feedback true", "false": "feedback false"}
    return columns


def _feedback(item: Item) -> dict[str, Text]:
    """What is said of single answers, by its columns."""
    columns = _feedback_columns(item)
    texts: dict[str, Text] = {}
    for why in item.question.sealed.whys:
        if why.option in columns:
            texts.setdefault(columns[why.option], why.said)
    return texts


def _losses(item: Item) -> Iterator[str]:
    asked, sealed = item.question.asked, item.question.sealed
    if item.pictures:
        yield "The pictures are left out; their words stay."
    columns = _feedback_columns(item)
    told = [why.option for why in sealed.whys if asked.type != "cloze"]
    if not set(told) <= columns.keys() or len(set(told)) < len(told):
        yield "Feedback on something else than one option or answer is left out."
    shares = [share for _, share in _answers(sealed.key)]
    shares += [share for _, share in sealed.key.shares] if isinstance(sealed.key, ChoiceKey) else []
    if not all(is_exact_in_percent(share) for share in (*shares, item.penalty or Fraction(0))):
        yield "Shares are rounded to 7 decimals of a percent."
    if isinstance(sealed.key, PairsKey):
        partners = [option for _, option in sealed.key.pairs]
        if asked.reuses_options and len(set(partners)) == len(partners):
            yield "It is not kept that an option may be used several times."
    if asked.sensitive:
        yield "It is not kept that the question is sensitive."
    if any(text != text.strip() for text in _texts(item)):
        yield "Spaces at the beginning and the end of texts are left out."


def _texts(item: Item) -> Iterator[str]:
    asked, sealed = item.question.asked, item.question.sealed
    yield from (asked.stem.value, sealed.explanation.value, item.title, *item.category)
    yield from (option.text for option in (*asked.options, *asked.prompts))
    yield from (why.text for why in sealed.whys)
    yield from (text for text, _ in _answers(sealed.key))


def _marked(texts: dict[str, Text], item: Item) -> str:
    """Which texts are Markdown: `yes` where all of them are."""
    formats = {name: text.format for name, text in texts.items() if text.value}
    if item.question.asked.options:
        formats["options"] = item.question.asked.options_format
    marked = [name for name, format in formats.items() if format == "markdown"]
    return "yes" if marked and len(marked) == len(formats) else joined(marked, ",")


def _without_pictures(text: str) -> str:
    return _PICTURE.sub(r"\1", text)


def _ranged(value: Fraction, tolerance: Fraction) -> str:
    return f"{_in_digits(value)} ± {_in_digits(tolerance)}" if tolerance else _in_digits(value)


def _in_digits(number: Fraction) -> str:
    """Without signs that group thousands: another program would take them for text."""
    return in_digits(number).replace(",", "")


def spelled(columns: Sequence[str]) -> list[str]:
    """The heading as people read it: `Option A`."""
    return [name[:1].upper() + name[1:] for name in columns]

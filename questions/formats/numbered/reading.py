"""From a typed question in its pieces to a question that can be asked, or to why it cannot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from questions.formats.item import IMPORTED, Item, Outcome
from questions.formats.numbered.answers import (
    Measure,
    Shown,
    alternatives_in,
    chosen_in,
    is_name_like,
    measure_in,
)
from questions.formats.numbered.feedback import explanation_of, whys_of
from questions.formats.numbered.lines import Line
from questions.formats.numbered.options import (
    Draft,
    bare_options,
    is_marked,
    numbered_in,
    single_in,
    split_line,
)
from questions.formats.numbered.pieces import Piece, Pieces, joined
from questions.formats.numbered.words import (
    Field,
    is_verdict_pair,
    type_named,
    verdict_of,
    without_mark,
    without_points,
    without_verdict,
)
from questions.formats.receipts import restored
from questions.formats.sound import first_words, sound
from questions.lettering import lettered
from questions.question import (
    Asked,
    ChoiceKey,
    Key,
    NumberAnswer,
    NumberKey,
    OpenKey,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
)
from questions.text import folded

UNMARKED = "No right answer is marked: put * before the right option, or write “Answer: b” below the options."
_LONGEST_TYPED = 150
"""Characters of an answer that a student would be asked to type."""

_LOOKS = ("highlighted", "bold", "underlined", "coloured")
_SEVERAL = re.compile(
    r"all that apply|(?:select|choose|tick|mark|check|pick) (?:all|every|any|two|three|four|five|[2-9])\b|"
    r"(?:two|three|four|several|more than one) (?:right|correct)? ?(?:answers|options)|one or more",
    re.IGNORECASE,
)
_CHOICES = ("single_choice", "multiple_response")


class Refused(Exception):
    """A question cannot be read; says why and how to mend it."""


@dataclass(slots=True)
class _Found:
    """What was found out about one question so far."""

    pieces: Pieces
    answers: list[str]
    type: str
    stem: str = ""
    asks_verdict: bool = False
    unit: str = ""
    names: list[str] = field(default_factory=list)
    """Where options are True and False: which is which, in their order."""

    @property
    def doubts(self) -> list[str]:
        return self.pieces.doubts


def outcome_of(pieces: Pieces, keyed: Sequence[str], number: int) -> Outcome:
    """What becomes of one question, with what a key at the end says of it."""
    begins = joined(pieces.stem) or (pieces.block.lines[0].text if pieces.block.lines else "")
    try:
        item = _item(pieces, keyed)
    except Refused as refusal:
        return Outcome(
            number,
            pieces.block.line,
            first_words(begins),
            losses=tuple(pieces.losses),
            doubts=tuple(pieces.doubts),
            refused=str(refusal),
        )
    return sound(
        item, number=number, line=pieces.block.line, begins=begins, losses=pieces.losses, doubts=pieces.doubts
    )


def _item(pieces: Pieces, keyed: Sequence[str]) -> Item:
    own = [answer for answer in (pieces.block.answer, *pieces.said("answer")) if answer]
    found = _Found(pieces, [*own, *keyed], _forced_type(pieces))
    _find_options(found)
    _part_reasons(found)
    points = _read_stem(found)
    asked, key = _asked_and_key(found)
    explanation, citations, tags = restored(Text(explanation_of(pieces)), _listed(pieces, "tags", ","))
    sealed = Sealed(key, explanation, whys_of(pieces, asked, key, found.names), citations)
    return Item(
        Question("", asked, sealed, pattern=IMPORTED),
        title=pieces.last_said("title"),
        category=_category(pieces),
        tags=tags,
        reference=pieces.last_said("reference"),
        points=points,
        hints=tuple(Text(hint) for hint in pieces.said("hint") if hint),
    )


_REASONED = re.compile(r"(?P<name>[(\[]?[^\W\d_][)\]]?)[.:]?\**\s*[-–—]\s+(?P<why>\S.*)", re.DOTALL)


def _part_reasons(found: _Found) -> None:
    """Part `b) — because …` behind `Answer:` into letter and reason, unless that is the option's text."""
    texts = {folded(_read_draft(draft)[0]) for draft in found.pieces.options}
    for at, answer in enumerate(found.answers):
        said = _REASONED.fullmatch(answer)
        if texts and said is not None and folded(said["why"].rstrip("*")) not in texts:
            found.answers[at] = said["name"]
            lines = [Line(found.pieces.block.line, said["why"])]
            found.pieces.fields.append(Piece(Field("explanation", said["why"]), lines, len(texts)))


def _forced_type(pieces: Pieces) -> str:
    words = pieces.last_said("type")
    type = type_named(words) if words else ""
    if words and not type:
        raise Refused(
            f"Questions of the type “{words[:60]}” cannot be typed in this form: use another format."
        )
    return type


def _read_stem(found: _Found) -> Fraction:
    """Find the stem without `(2 points)` and `T/F`, and the points; fields that say these keep it whole."""
    pieces = found.pieces
    stem, said = joined(pieces.stem), pieces.last_said("points")
    if not said:
        stem, said = without_points(stem)
    if not found.type:
        stem, verdict, found.asks_verdict = without_verdict(stem)
        if verdict is not None and not found.answers and not pieces.options:
            found.answers.append("True" if verdict else "False")
    found.stem = stem
    measure = measure_in(said, is_said=True) if said else None
    if said and measure is None:
        pieces.losses.append(f"“{said[:60]}” are no points that can be read; it counts 1.")
    return measure.value if measure is not None else Fraction(1)


def _find_options(found: _Found) -> None:
    """Options without letters: beside the stem, numbered or bare, where an answer shows that some are."""
    pieces = found.pieces
    if found.type in ("short_answer", "numeric", "open_answer") and not pieces.options:
        pieces.stem, pieces.options = single_in(pieces.stem)
    if pieces.options or found.type in ("short_answer", "numeric", "open_answer", "true_false"):
        return
    needs = found.type in _CHOICES or any(is_name_like(answer) for answer in found.answers)
    for at, line in enumerate(pieces.stem):
        words, drafts = split_line(line) if not line.is_literal else (line, [])
        if drafts and (needs or any(_read_draft(one)[1] for one in drafts)):
            pieces.stem[at], pieces.options = words, drafts
            found.doubts.append(f"{len(drafts)} options were read behind the question, on the same line.")
            return
    start = _end_of_question(pieces.stem)
    numbered = numbered_in(pieces.stem)
    is_numbered = needs or any(answer.strip(".()").isdecimal() for answer in found.answers)
    if numbered and (is_numbered or _are_some_marked(pieces.stem[min(numbered) :])):
        start, drafts = min(numbered), [draft for several in numbered.values() for draft in several]
    else:
        rest = [line for line in pieces.stem[start:] if not line.is_literal]
        is_one = any(
            chosen_in(answer, [Shown(None, line.text) for line in rest if line.text], []) is not None
            for answer in found.answers
            if len(answer) > 2
        )
        drafts = bare_options(rest) if needs or is_one or _are_some_marked(rest) else []
    if len(drafts) > 1:
        pieces.options = drafts
        del pieces.stem[start:]
        found.doubts.append(f"The {len(drafts)} lines below the question were read as its options.")


def _end_of_question(stem: Sequence[Line]) -> int:
    """Where bare options begin: behind the last line that asks, else behind the first."""
    asking = [at for at, line in enumerate(stem[:-1], start=1) if line.text.endswith(("?", ":"))]
    return asking[-1] if asking else 1


def _are_some_marked(lines: Sequence[Line]) -> bool:
    lines = [line for line in lines if line.text]
    marked = sum(is_marked(line) for line in lines)
    if marked:
        return marked < len(lines)
    return len(lines) > 1 and any(sum(look in line.looks for line in lines) == 1 for look in _LOOKS)


def _asked_and_key(found: _Found) -> tuple[Asked, Key]:
    if found.type == "open_answer" or (
        found.pieces.said("guide") and not found.answers and not found.pieces.options
    ):
        return _open(found, "")
    if found.pieces.options and found.type in ("short_answer", "numeric"):
        found.answers += [joined(draft.lines) for draft in found.pieces.options]
        found.pieces.options = []
    if found.pieces.options:
        return _choice(found)
    answers = [answer for answer in found.answers if answer]
    if found.type in _CHOICES:
        raise Refused("It has no options: write them below the question as a), b), c).")
    verdicts = {verdict_of(answer) for answer in answers}
    wants_verdict = found.type == "true_false" or found.asks_verdict or _is_verdict(answers)
    if answers and found.type in ("", "true_false") and wants_verdict:
        return _verdict(found, verdicts)
    if wants_verdict:
        raise Refused(
            "It does not say whether the statement is true: write “Answer: True” or “Answer: False” below it."
        )
    if not answers:
        if found.type:
            raise Refused("It says no answer: write “Answer: …” below it.")
        return _open(
            found,
            "No options and no answer are given: it was read as an open answer, which you mark yourself.",
        )
    measures = [
        measure_in(answer, is_said=found.type == "numeric" or _calls_number(found)) for answer in answers
    ]
    if found.type in ("", "numeric") and all(measures):
        return _numeric(found, [measure for measure in measures if measure is not None])
    if found.type == "numeric":
        raise Refused("Its answer is no number: write it as “Answer: 42 ± 1”.")
    return _typed(found, answers)


def _is_verdict(answers: Sequence[str]) -> bool:
    words = {answer.strip(" .()").casefold() for answer in answers}
    return bool(words) and words <= {"true", "false", "t", "f"}


def _calls_number(found: _Found) -> bool:
    return any(
        "num" in piece.field.word.lower() for piece in found.pieces.fields if piece.field.name == "answer"
    )


def _open(found: _Found, doubt: str) -> tuple[Asked, Key]:
    if doubt:
        found.doubts.append(doubt)
    guide = (
        found.pieces.said("guide") or [joined(draft.lines) for draft in found.pieces.options] or found.answers
    )
    return Asked("open_answer", Text(found.stem)), OpenKey(Text("\n".join(guide)))


def _verdict(found: _Found, verdicts: set[bool | None]) -> tuple[Asked, Key]:
    if len(verdicts) != 1 or None in verdicts:
        said = "”, “".join(found.answers)
        raise Refused(f"“{said[:80]}” does not say whether the statement is true or false.")
    return Asked("true_false", Text(found.stem)), VerdictKey(verdicts.pop() is True)


def _numeric(found: _Found, measures: Sequence[Measure]) -> tuple[Asked, Key]:
    first, *others = measures
    units = {one.unit for one in measures if one.unit}
    if len(units) > 1:
        raise Refused("Its answers are in several units: give all of them in one.")
    asked = Asked("numeric", Text(found.stem), unit=units.pop() if units else "")
    more = tuple(NumberAnswer(one.value, one.tolerance) for one in others)
    return asked, NumberKey(first.value, first.tolerance, more)


def _typed(found: _Found, answers: Sequence[str]) -> tuple[Asked, Key]:
    is_plain = not any(answer.startswith('"') for answer in answers)
    if is_plain and not found.type and max(map(len, answers)) > _LONGEST_TYPED:
        doubt = "Its answer is long: it was read as the model of an open answer, which you mark yourself."
        return _open(found, doubt)
    if is_plain and any(is_name_like(answer) and len(answer) < 3 for answer in answers):
        found.doubts.append(f"It has no options: “{answers[0]}” was read as what is to be typed.")
    accepted = [text for answer in answers for text in alternatives_in(answer, found.doubts)]
    return Asked("short_answer", Text(found.stem)), TextKey(tuple(dict.fromkeys(accepted)))


def _read_draft(draft: Draft) -> tuple[str, bool]:
    """The words of an option, and whether its letter or its words call it right."""
    text = joined(draft.lines)
    words, mark = without_mark(text)
    return words.strip(), bool(mark or draft.mark)


def _choice(found: _Found) -> tuple[Asked, Key]:
    drafts = found.pieces.options
    read = [_read_draft(draft) for draft in drafts]
    texts = [text for text, _ in read]
    marked = frozenset(at for at, (_, mark) in enumerate(read) if mark)
    if len(marked) == len(drafts):
        found.doubts.append("Every option is marked: the marks were not taken for right answers.")
        marked = frozenset()
    shown = [Shown(draft.place, text) for draft, text in zip(drafts, texts, strict=True)]
    right = _agreed(found, shown, marked)
    if not right:
        right = _by_looks(drafts)
    if not right:
        raise Refused(UNMARKED)
    if len(texts) == 2 and is_verdict_pair(*texts) and found.type in ("", "true_false") and len(right) == 1:
        found.names = ["true" if verdict_of(text) else "false" for text in texts]
        return Asked("true_false", Text(found.stem)), VerdictKey(verdict_of(texts[min(right)]) is True)
    type = (
        found.type if found.type in _CHOICES else "multiple_response" if len(right) > 1 else "single_choice"
    )
    if len(right) > 1 and not found.type and not _SEVERAL.search(found.stem):
        found.doubts.append(
            f"{len(right)} options are marked right: it was read as a question with several right answers."
        )
    options = lettered(texts)
    return Asked(type, Text(found.stem), options), ChoiceKey(tuple(options[at].id for at in sorted(right)))


def _agreed(found: _Found, shown: Sequence[Shown], marked: frozenset[int]) -> frozenset[int]:
    """The options that marks and answers call right; refused where they disagree."""
    said = [marked] if marked else []
    for answer in found.answers:
        chosen = chosen_in(answer, shown, found.doubts)
        if chosen is None:
            raise Refused(
                f"The answer “{answer[:60]}” is none of its options, or more than one: name it by its letter."
            )
        said.append(chosen)
    if len(found.pieces.said("answer")) > 1 and not marked:
        said = [frozenset().union(*said)]
    if len(set(said)) > 1:
        words = " and ".join(
            ", ".join(_letter(at, shown) for at in sorted(one)) for one in dict.fromkeys(said)
        )
        raise Refused(f"Two places say what is right, and they disagree ({words}): make them agree.")
    return said[0] if said else frozenset()


def _letter(at: int, shown: Sequence[Shown]) -> str:
    place = shown[at].place
    return lettered([""] * ((at if place is None else place) + 1))[-1].id


def _by_looks(drafts: Sequence[Draft]) -> frozenset[int]:
    """The options that stand out by how they look, where neither a mark nor an answer says what is right."""
    standing_out = {}
    for look in _LOOKS:
        places = frozenset(at for at, draft in enumerate(drafts) if look in draft.looks)
        if 0 < len(places) < len(drafts):
            standing_out[look] = places
    if len(set(standing_out.values())) > 1:
        looks = " and ".join(standing_out)
        raise Refused(f"Different options are {looks}: mark the right one with *.")
    return next(iter(standing_out.values()), frozenset())


def _listed(pieces: Pieces, name: Literal["tags"], separator: str) -> list[str]:
    words = (word.strip() for said in pieces.said(name) for word in said.split(separator))
    return list(dict.fromkeys(word for word in words if word))


def _category(pieces: Pieces) -> tuple[str, ...]:
    """A path parted by slashes; a doubled one stands for itself."""
    names = pieces.last_said("category").replace("//", "\0").split("/")
    return tuple(name.replace("\0", "/").strip() for name in names if name.strip())

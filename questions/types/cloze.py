"""Cloze: a text with gaps, each filled by typing or choosing and marked by itself."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from questions.gaps import parted, placeholder
from questions.markdown import in_words
from questions.marks import BLANK, UNREADABLE, Mark
from questions.question import Asked, ChoiceKey, Gap, GapsKey, Question, Sealed, Text
from questions.response import Blank, Given, Response, Unreadable
from questions.types.checking import common_problems, key_of, unanswered
from questions.types.choice import right_options
from questions.types.contract import Fields, Line, QuestionType, Reveal, Specimen
from questions.types.multiple_response import MultipleResponse
from questions.types.numeric import Numeric
from questions.types.reading import UNKNOWN, as_sent, fields_of_nothing, options_in, pairs_in, sent_again
from questions.types.short_answer import ShortAnswer
from questions.types.single_choice import SingleChoice

MOST_GAPS = 100
_ID = re.compile(r"[A-Za-z0-9-]{1,40}")
_GAP_TYPES: dict[str, QuestionType] = {
    one.name: one for one in (SingleChoice(), MultipleResponse(), ShortAnswer(), Numeric())
}
Pairs = tuple[tuple[str, str], ...]
"""Gap ids with the text or the option id that was given; several of a gap where several are chosen."""


class Cloze:
    """The page sends `gap-<n>` for the n-th gap of the question: a text, or tokens of options.

    Tokens are places in the order of all options, so that the same option has the same token in each gap.
    """

    name = "cloze"
    typed = True
    """In most texts; in some all gaps are chosen."""

    def problems(self, question: Question) -> list[str]:
        found = common_problems(question, GapsKey) + list(_text_problems(question.asked))
        key = question.sealed.key
        if not isinstance(key, GapsKey):
            return found
        if sorted(gap for gap, _ in key.keys) != sorted(gap.id for gap in question.asked.gaps):
            return [*found, "The key must name each gap once."]
        for number, part in enumerate(_questions(question), start=1):
            found += [f"Gap {number}: {problem}" for problem in _GAP_TYPES[part.type].problems(part)]
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        """A gap left open counts as not given; one that cannot be read leaves the others as they are."""
        parts = {
            gap: type_.read(part, order, _fields_of(gap, name, fields))
            for (gap, name), part in zip(_names(asked), _parts(asked), strict=True)
            for type_ in (_GAP_TYPES[gap.type],)
        }
        readable = tuple(pair for gap, given in parts.items() for pair in _pairs_of(gap, given))
        faults = [(gap, given.reason) for gap, given in parts.items() if isinstance(given, Unreadable)]
        if faults:
            numbers = {gap: number for number, gap in enumerate(asked.gaps, start=1)}
            reasons = [f"Gap {numbers[gap]}: {reason}" for gap, reason in faults]
            raw = as_sent(fields, [name for gap, name in _names(asked) if gap in dict(faults)])
            return Unreadable(" ".join(reasons), raw, readable)
        return Response(readable) if readable else next(iter(parts.values()), Blank())

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        if not isinstance(given, Response | Unreadable):
            return fields_of_nothing(given)
        shown: dict[str, list[str]] = {}
        for (gap, name), part in zip(_names(asked), _parts(asked), strict=True):
            sent = _GAP_TYPES[gap.type].fields(part, order, _given_in(gap, given))
            if _field_in(gap) in sent:
                shown[name] = sent[_field_in(gap)]
        return shown | (sent_again(given.raw) if isinstance(given, Unreadable) else {})

    def mark(self, question: Question, given: Given) -> Mark:
        """The mean of the gaps, each by its weight, as in Moodle.

        A gap that is open or cannot be read earns nothing and takes nothing from the others.
        """
        if isinstance(given, Blank) or (isinstance(given, Unreadable) and not given.readable):
            return unanswered(given)
        gaps = question.asked.gaps
        shares = [
            _GAP_TYPES[gap.type].mark(part, _given_in(gap, given)).share
            for gap, part in zip(gaps, _questions(question), strict=True)
        ]
        earned = sum((share * gap.weight for share, gap in zip(shares, gaps, strict=True)), Fraction(0))
        parts = [(gap.id, share == 1) for gap, share in zip(gaps, shares, strict=True)]
        return Mark.of(earned / sum(gap.weight for gap in gaps), parts)

    def reveal(self, question: Question, given: Given) -> Reveal:
        """One line for each gap; what a gap could not be read as stands in it as it was sent."""
        gaps = question.asked.gaps
        raw = sent_again(given.raw) if isinstance(given, Unreadable) else {}
        lines: list[Line] = []
        for (gap, name), part in zip(_names(question.asked), _questions(question), strict=True):
            inner = _given_in(gap, given)
            shown = _GAP_TYPES[gap.type].reveal(part, inner)
            share = _GAP_TYPES[gap.type].mark(part, inner).share
            label = f"Gap {len(lines) + 1}" if len(gaps) > 1 else ""
            given_words, right, format = shown.given, shown.right, part.asked.options_format
            if isinstance(part.sealed.key, ChoiceKey):
                given_words = _texts_of(part.asked, options_in(inner))
                right = _texts_of(part.asked, right_options(part.sealed.key))
            else:
                given_words, format = given_words or " ".join(raw.get(name, [])), "plain"
            lines.append(Line(label, given_words, right, share == 1, 0 < share < 1, format))
        return Reveal(
            "; ".join(_labelled(line, line.given) for line in lines if line.given),
            "; ".join(_labelled(line, line.right) for line in lines),
            tuple(lines),
        )

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        return tuple(
            f"{gap.id}:{answer}"
            for gap, part in zip(question.asked.gaps, _questions(question), strict=True)
            for answer in _GAP_TYPES[gap.type].answers(part, _given_in(gap, given))
        )

    def guess_chance(self, asked: Asked) -> float:
        return math.prod(
            _GAP_TYPES[gap.type].guess_chance(part)
            for gap, part in zip(asked.gaps, _parts(asked), strict=True)
        )

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        """What the types of the gaps make, put together."""
        gaps = question.asked.gaps
        made = {
            gap: _GAP_TYPES[gap.type].specimens(part, order)
            for gap, part in zip(gaps, _questions(question), strict=True)
        }
        right = _each("right", made)
        specimens = [
            _specimen("right", question, right),
            Specimen("blank", {name: [""] for _, name in _names(question.asked)}, Blank(), BLANK),
            Specimen("declared blank", {UNKNOWN: ["1"]}, Blank(declared=True), BLANK),
        ]
        if wrong := _each("wrong", made):
            specimens.append(_specimen("wrong", question, wrong))
        if len(gaps) > 1:
            specimens.append(_specimen("partly right", question, dict(list(right.items())[:1])))
        for gap, faulty in _each("unreadable", made).items():
            specimens += [
                _specimen("unreadable", question, {gap: faulty}),
                _specimen("one unreadable", question, right | {gap: faulty}),
            ]
            specimens += [
                _specimen("one gap", question, {gap: one})
                for one in made[gap]
                if isinstance(one.given, Response)
            ]
        return specimens


def gap_is_typed(gap: Gap) -> bool:
    """Whether a text is typed into this gap rather than chosen for it."""
    return _GAP_TYPES[gap.type].typed


def _text_problems(asked: Asked) -> Iterator[str]:
    if not asked.gaps:
        yield "A cloze text needs at least one gap."
    if len(asked.gaps) > MOST_GAPS:
        yield f"A cloze text has at most {MOST_GAPS} gaps."
    ids = [gap.id for gap in asked.gaps]
    if len(set(ids)) < len(ids):
        yield "Two gaps have the same id."
    if not all(map(_ID.fullmatch, ids)):
        yield "The id of a gap is made of letters, digits and hyphens."
    found = Counter(part.id for part in parted(asked.stem.value, asked.gaps) if isinstance(part, Gap))
    for gap in asked.gaps:
        if found[gap.id] != 1:
            yield f"{placeholder(gap)} must stand in the text once, not {found[gap.id]} times."
        if gap.weight < 1:
            yield f"The weight of {placeholder(gap)} must be 1 or more."
        if gap_is_typed(gap) and gap.options:
            yield f"{placeholder(gap)} is typed, so nothing can be chosen for it."
        if len(set(gap.options)) < len(gap.options):
            yield f"{placeholder(gap)} offers an option twice."
    used = {option for gap in asked.gaps for option in gap.options}
    known = [option.id for option in asked.options]
    if used != set(known):
        yield "Each option belongs to a gap, and no gap offers others."


def _parts(asked: Asked) -> list[Asked]:
    """Each gap as a question of its own type."""
    return [
        Asked(
            gap.type,
            Text(placeholder(gap)),
            tuple(option for option in asked.options if option.id in gap.options),
            unit=gap.unit,
            language=asked.language,
            options_format=asked.options_format,
        )
        for gap in asked.gaps
    ]


def _questions(question: Question) -> list[Question]:
    """Each gap with its own key; KeyError for a question whose `problems` were ignored."""
    keys = dict(key_of(question, GapsKey).keys)
    return [
        Question(question.id, part, Sealed(keys[gap.id], Text("")))
        for gap, part in zip(question.asked.gaps, _parts(question.asked), strict=True)
    ]


def _names(asked: Asked) -> list[tuple[Gap, str]]:
    return [(gap, f"gap-{number}") for number, gap in enumerate(asked.gaps, start=1)]


def _field_in(gap: Gap) -> str:
    """How the type of a gap calls its field."""
    return "text" if gap_is_typed(gap) else "choice"


def _fields_of(gap: Gap, name: str, fields: Fields) -> Fields:
    sent = {_field_in(gap): fields[name]} if name in fields else {}
    return sent | ({UNKNOWN: fields[UNKNOWN]} if UNKNOWN in fields else {})


def _pairs_of(gap: Gap, given: Given) -> Pairs:
    if not isinstance(given, Response):
        return ()
    values = (given.value,) if isinstance(given.value, str) else options_in(given)
    return tuple((gap.id, value) for value in values)


def _given_in(gap: Gap, given: Given) -> Given:
    """What was given in one gap. A gap that could not be read is blank here."""
    pairs = given.readable if isinstance(given, Unreadable) else pairs_in(given)
    values = tuple(value for id, value in pairs if id == gap.id)
    if not values:
        return Blank()
    return Response(values[0] if gap_is_typed(gap) else values)


def _texts_of(asked: Asked, options: Iterable[str]) -> str:
    return "; ".join(asked.texts[option] for option in options)


def _labelled(line: Line, words: str) -> str:
    words = in_words(words, line.format)
    return f"{line.label}: {words}" if line.label else words


def _each(name: str, made: Mapping[Gap, Sequence[Specimen]]) -> dict[Gap, Specimen]:
    """The first specimen of this name in each gap that has one."""
    return {gap: one for gap, all_ in made.items() for one in all_[::-1] if one.name == name}


def _specimen(name: str, question: Question, filled: Mapping[Gap, Specimen]) -> Specimen:
    """The specimens of some gaps as one of the whole text, the other gaps left open."""
    names = _names(question.asked)
    fields = {name: filled[gap].fields[_field_in(gap)] for gap, name in names if gap in filled}
    pairs = tuple(pair for gap, _ in names if gap in filled for pair in _pairs_of(gap, filled[gap].given))
    faults = {
        gap: f"Gap {number}: {given.reason}"
        for number, gap in enumerate(question.asked.gaps, start=1)
        if gap in filled and isinstance(given := filled[gap].given, Unreadable)
    }
    raw = as_sent(fields, [name for gap, name in names if gap in faults])
    earned = sum((one.mark.share * gap.weight for gap, one in filled.items()), Fraction(0))
    is_right = {gap for gap, one in filled.items() if one.mark.share == 1}
    mark = Mark.of(
        earned / sum(gap.weight for gap in question.asked.gaps),
        [(gap.id, gap in is_right) for gap in question.asked.gaps],
    )
    if not faults:
        return Specimen(name, fields, Response(pairs), mark)
    return Specimen(
        name, fields, Unreadable(" ".join(faults.values()), raw, pairs), mark if pairs else UNREADABLE
    )

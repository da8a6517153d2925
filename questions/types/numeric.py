"""Numeric: a number, typed in any common notation, within the tolerance of the key."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from questions.marks import Mark
from questions.numerals import NO_NUMBER, in_digits, read_number
from questions.question import Asked, NumberKey, Question
from questions.response import Given, Response, Unreadable
from questions.types.checking import common_problems, key_of, unanswered
from questions.types.contract import Fields, Reveal, Specimen
from questions.types.reading import read_nothing
from questions.types.typed import (
    FIELDS,
    fields_of_text,
    read_text,
    reveal_text,
    text_specimen,
    unanswered_specimens,
    unreadable_specimen,
)


class Numeric:
    name = "numeric"
    typed = True

    def problems(self, question: Question) -> list[str]:
        found = common_problems(question, NumberKey)
        key = question.sealed.key
        if isinstance(key, NumberKey) and key.tolerance < 0:
            found.append("The tolerance is negative.")
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        nothing = read_nothing(fields, FIELDS)
        given = read_text(fields) if nothing is None else nothing
        if isinstance(given, Response):
            number = read_number(str(given.value), asked.unit)
            return number if isinstance(number, Unreadable) else given
        return given

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        return fields_of_text(given)

    def mark(self, question: Question, given: Given) -> Mark:
        """All or nothing; exactly on the edge of the tolerance counts, as the key says ± so much."""
        if not isinstance(given, Response):
            return unanswered(given)
        number = read_number(str(given.value), question.asked.unit)
        if isinstance(number, Unreadable):
            return unanswered(number)
        key = key_of(question, NumberKey)
        return Mark.of(int(abs(number - key.value) <= key.tolerance))

    def reveal(self, question: Question, given: Given) -> Reveal:
        key = key_of(question, NumberKey)
        return reveal_text(given, _with_unit(key.value, question.asked.unit), self.mark(question, given))

    def guess_chance(self, asked: Asked) -> float:
        return 0.0

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        key, unit = key_of(question, NumberKey), question.asked.unit
        low, high = key.value - key.tolerance, key.value + key.tolerance
        return [
            text_specimen("right", _with_unit(key.value, unit), 1),
            *(text_specimen("right at the edge", in_digits(edge), 1) for edge in (low, high)),
            *(text_specimen("wrong", in_digits(beyond), 0) for beyond in (low - 1, high + Fraction(1, 10))),
            unreadable_specimen("a few", NO_NUMBER),
            *unanswered_specimens(),
        ]


def _with_unit(number: Fraction, unit: str) -> str:
    return f"{in_digits(number)} {unit}".strip()

"""Numeric: a number, typed in any common notation, within the tolerance of the key."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from questions.marks import Mark
from questions.numerals import NO_NUMBER, in_digits, read_number
from questions.question import Asked, NumberAnswer, NumberKey, Question
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

ANY_OTHER = "*"
"""How a reason names whatever number fits no answer of the key."""


class Numeric:
    name = "numeric"
    typed = True

    def problems(self, question: Question) -> list[str]:
        found = common_problems(question, NumberKey)
        key = question.sealed.key
        if isinstance(key, NumberKey):
            if any(answer.tolerance < 0 for answer in _answers_of(key)):
                found.append("The tolerance is negative.")
            if not all(0 <= answer.share <= 1 for answer in key.others):
                found.append("A number earns between nothing and the whole.")
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
        """The best that an answer within reach earns; exactly on the edge of its tolerance counts.

        Moodle takes the first answer of its list that fits, and reads no number in words.
        """
        if not isinstance(given, Response):
            return unanswered(given)
        number = read_number(str(given.value), question.asked.unit)
        if isinstance(number, Unreadable):
            return unanswered(number)
        answer = _answer_of(number, key_of(question, NumberKey))
        return Mark.of(answer.share if answer else 0)

    def reveal(self, question: Question, given: Given) -> Reveal:
        key = key_of(question, NumberKey)
        return reveal_text(given, _with_unit(key.value, question.asked.unit), self.mark(question, given))

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        if not isinstance(given, Response):
            return ()
        number = read_number(str(given.value), question.asked.unit)
        if isinstance(number, Unreadable):
            return ()
        key = key_of(question, NumberKey)
        answer = _answer_of(number, key)
        return (answer_names(key)[_answers_of(key).index(answer)] if answer else ANY_OTHER,)

    def guess_chance(self, asked: Asked) -> float:
        return 0.0

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        key, unit = key_of(question, NumberKey), question.asked.unit
        low, high = key.value - key.tolerance, key.value + key.tolerance
        lowest = min(answer.value - answer.tolerance for answer in _answers_of(key))
        highest = max(answer.value + answer.tolerance for answer in _answers_of(key))
        return [
            text_specimen("right", _with_unit(key.value, unit), 1),
            *(text_specimen("right at the edge", in_digits(edge), 1) for edge in (low, high)),
            *(
                text_specimen(
                    "another",
                    in_digits(answer.value),
                    max(one.share for one in _within_reach(answer.value, key)),
                )
                for answer in key.others
            ),
            *(
                text_specimen("wrong", in_digits(beyond), 0)
                for beyond in (lowest - 1, highest + Fraction(1, 10))
            ),
            unreadable_specimen("a few", NO_NUMBER),
            *unanswered_specimens(),
        ]


def answer_names(key: NumberKey) -> tuple[str, ...]:
    """How reasons name its answers, the value of the key first: by their number in digits.

    A number that an answer before it has too stands there with its own tolerance: `1,822 ± 2`.
    """
    names: list[str] = []
    for answer in _answers_of(key):
        digits = in_digits(answer.value)
        names.append(f"{digits} ± {in_digits(answer.tolerance)}" if digits in names else digits)
    return tuple(names)


def _answers_of(key: NumberKey) -> tuple[NumberAnswer, ...]:
    return (NumberAnswer(key.value, key.tolerance), *key.others)


def _within_reach(number: Fraction, key: NumberKey) -> list[NumberAnswer]:
    return [answer for answer in _answers_of(key) if abs(number - answer.value) <= answer.tolerance]


def _answer_of(number: Fraction, key: NumberKey) -> NumberAnswer | None:
    """Of the answers within reach of the number the one that earns most; of these, the nearest."""
    return max(
        _within_reach(number, key),
        key=lambda answer: (answer.share, -abs(number - answer.value)),
        default=None,
    )


def _with_unit(number: Fraction, unit: str) -> str:
    return f"{in_digits(number)} {unit}".strip()

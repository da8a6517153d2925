"""Date: a year, a month or a day, typed in any notation that can be read in one way only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from questions.dates import NO_DATE, read_date
from questions.marks import Mark
from questions.question import Asked, DateKey, Question
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
from questions.when import When

_YEAR = re.compile(r"\b\d{4}\b")
_ASKS_FOR_THE_YEAR = re.compile(r"\byear\b", re.I)
PRECISIONS = ("year", "month", "day")


class Date:
    name = "date"
    typed = True

    def problems(self, question: Question) -> list[str]:
        found = common_problems(question, DateKey)
        key, asked = question.sealed.key, question.asked.precision
        if asked not in PRECISIONS:
            found.append("Say how exact a date is asked: year, month or day.")
        elif isinstance(key, DateKey) and PRECISIONS.index(key.value.precision) < PRECISIONS.index(asked):
            found.append(f"The {asked} is asked, but the key names only the {key.value.precision}.")
        if isinstance(key, DateKey) and key.tolerance_days < 0:
            found.append("The tolerance is negative.")
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        nothing = read_nothing(fields, FIELDS)
        given = read_text(fields) if nothing is None else nothing
        if isinstance(given, Response):
            when = _read_for(asked, str(given.value))
            return when if isinstance(when, Unreadable) else given
        return given

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        return fields_of_text(given)

    def mark(self, question: Question, given: Given) -> Mark:
        """All or nothing, at the precision asked for: where a month is asked, any day of it counts.

        Where the stem names the year and asks for the month, the month alone will do.
        """
        if not isinstance(given, Response):
            return unanswered(given)
        asked, key = question.asked.precision, key_of(question, DateKey)
        when = _read_for(question.asked, str(given.value))
        if isinstance(when, Unreadable):
            return unanswered(when)
        return Mark.of(int(_days_between(when, _cut(key.value, asked)) <= key.tolerance_days))

    def reveal(self, question: Question, given: Given) -> Reveal:
        right = key_of(question, DateKey).value.in_words()
        return reveal_text(given, right, self.mark(question, given))

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        return ()

    def guess_chance(self, asked: Asked) -> float:
        return 0.0

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        key, asked = key_of(question, DateKey), question.asked.precision
        middle = dt.date(2000, 1, 1)
        far = When(9999 if key.value.first_day < middle else 1000, key.value.month, key.value.month and 1)
        right = [key.value.isoformat(), key.value.in_words(), _cut(key.value, asked).in_words()]
        specimens = [
            *(text_specimen("right", text, 1) for text in right),
            text_specimen("wrong", far.isoformat(), 0),
            unreadable_specimen("long ago", _no_date(asked)),
            *unanswered_specimens(),
        ]
        if asked != "year":
            specimens.append(unreadable_specimen(f"{key.value.year:04d}", _too_coarse(asked)))
        return specimens


def _read_for(asked: Asked, text: str) -> When | Unreadable:
    """The date typed, at least as precise as asked; a bare month in the one year of the stem."""
    when = _read_as_precisely(text, asked.precision)
    years = set(_YEAR.findall(asked.stem.value))
    if isinstance(when, When) or asked.precision != "month" or len(years) != 1:
        return when
    if _ASKS_FOR_THE_YEAR.search(asked.stem.value):
        return when
    in_year = _read_as_precisely(f"{text} {years.pop()}", asked.precision)
    return in_year if isinstance(in_year, When) else when


def _read_as_precisely(text: str, precision: str) -> When | Unreadable:
    when = read_date(text)
    if isinstance(when, Unreadable) and when.reason == NO_DATE:
        return Unreadable(_no_date(precision), text)
    if isinstance(when, When) and PRECISIONS.index(when.precision) < PRECISIONS.index(precision or "year"):
        return Unreadable(_too_coarse(precision), text)
    return when


def _no_date(precision: str) -> str:
    """What is asked for, with an example as exact as that."""
    return {"year": "Type a year, such as 1969.", "month": "Type month and year, such as July 1969."}.get(
        precision, NO_DATE
    )


def _too_coarse(precision: str) -> str:
    return f"Give the {precision} too."


def _cut(when: When, precision: str) -> When:
    """The date without what is more precise than was asked for."""
    month = None if precision == "year" else when.month
    return When(when.year, month, when.day if precision == "day" else None)


def _days_between(one: When, other: When) -> int:
    """Days from the nearer ends; 0 where the two may be the same day."""
    gap = max(one.first_day, other.first_day) - min(one.last_day, other.last_day)
    return max(0, gap.days)

"""Options that are numbers, dates or ranges of them: what sorts them, and which exclude each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from questions.generation.lint.subject import folded
from questions.numerals import read_number
from questions.response import Unreadable
from questions.when import When

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
_DATE = re.compile(
    rf"(?:(?P<day>\d{{1,2}}) )?(?:(?P<month>{'|'.join(_MONTHS)}) )?(?P<year>\d{{4}})(?P<decade>s)?"
)
_LEAD = re.compile(
    r"(?:(?:about|around|roughly|approximately|circa|some|nearly|in|on|the|the year)\s+)+", re.I
)
_NUMBER = re.compile(r"[$€£]?\s?(-?\d[\d,]*(?:\.\d+)?)(?:(?:st|nd|rd|th)\b)?\s*(.*)")
_RANGE = re.compile(r"(?:between |from )?([^–]*?\d[^–]*?)\s*(?:-|–|\bto\b|\band\b)\s*([$€£]?\d.*)", re.I)
_BELOW = re.compile(r"(less than|fewer than|under|below|before|up to|at most|no more than)\s+(.*)", re.I)
_ABOVE = re.compile(r"(more than|over|above|after|at least|no less than|since)\s+(.*)", re.I)
_OR_BELOW = re.compile(r"(.*\d.*) (?:or|and) (?:less|fewer|below|under|earlier|before)", re.I)
_OR_ABOVE = re.compile(r"(.*\d.*) (?:or|and) (?:more|above|over|later|after)", re.I)
_CLOSED = frozenset({"up to", "at most", "no more than", "at least", "no less than", "since"})
_MOST_WORDS_OF_UNIT = 2
_LONGEST = 120
"""Characters of a number, a date or a range with all words around it; longer ones are sentences."""

_KEPT = 1_000
"""Each option is compared with each other one, so what was read of it is kept for a while."""


@dataclass(frozen=True, slots=True)
class _Span:
    """All numbers of one unit from low to high; None is without end. A closed end belongs to the span."""

    unit: str
    low: Fraction | None
    high: Fraction | None
    is_low_closed: bool = True
    is_high_closed: bool = True

    def overlaps(self, other: _Span) -> bool:
        return self.unit == other.unit and not (self._is_below(other) or other._is_below(self))

    def _is_below(self, other: _Span) -> bool:
        if self.high is None or other.low is None:
            return False
        touches = self.is_high_closed and other.is_low_closed
        return self.high < other.low or (self.high == other.low and not touches)


def is_value(text: str) -> bool:
    return sorts_by(text) is not None or _span(text) is not None


def sorts_by(text: str) -> tuple[str, Fraction] | None:
    """What it is a number of, and the number; None for words and for ranges without a beginning."""
    if date := _date(text):
        return "date", Fraction(date.first_day.toordinal())
    if text.strip() in _MONTHS:
        return "month", Fraction(_MONTHS.index(text.strip()))
    span = _span(text)
    return (span.unit, span.low) if span is not None and span.low is not None else None


def exclude_each_other(one: str, other: str) -> bool:
    """False only where both are dates, numbers or ranges, and something is in both."""
    dates = _date(one), _date(other)
    if dates[0] and dates[1]:
        return not dates[0].overlaps(dates[1])
    spans = _span(one), _span(other)
    return not (spans[0] and spans[1] and spans[0].overlaps(spans[1]))


@lru_cache(maxsize=_KEPT)
def _date(text: str) -> When | None:
    if len(text) > _LONGEST:
        return None
    found = _DATE.fullmatch(_without_lead(text))
    if found is None or found["decade"] or (found["day"] and not found["month"]):
        return None
    month = _MONTHS.index(found["month"]) + 1 if found["month"] else None
    try:
        return When(int(found["year"]), month, int(found["day"]) if found["day"] else None)
    except ValueError:
        return None


@lru_cache(maxsize=_KEPT)
def _span(text: str) -> _Span | None:
    if len(text) > _LONGEST:
        return None
    bare = _without_lead(text)
    if re.fullmatch(r"\d{3}0s", bare):
        start = Fraction(bare[:4])
        return _Span("number", start, start + 9)
    if found := _BELOW.fullmatch(bare):
        end, is_closed = _number(found[2]), found[1].casefold() in _CLOSED
        return end and _Span(end[0], None, end[1], is_high_closed=is_closed)
    if found := _ABOVE.fullmatch(bare):
        end, is_closed = _number(found[2]), found[1].casefold() in _CLOSED
        return end and _Span(end[0], end[1], None, is_low_closed=is_closed)
    if found := _OR_BELOW.fullmatch(bare):
        end = _number(found[1])
        return end and _Span(end[0], None, end[1])
    if found := _OR_ABOVE.fullmatch(bare):
        end = _number(found[1])
        return end and _Span(end[0], end[1], None)
    if (found := _RANGE.fullmatch(bare)) and (low := _number(found[1])) and (high := _number(found[2])):
        return _Span(high[0], low[1], high[1]) if low[0] in (high[0], "number") else None
    number = _number(bare)
    return number and _Span(number[0], number[1], number[1])


def _number(text: str) -> tuple[str, Fraction] | None:
    """The unit and the number in figures, or a number in words."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        read = read_number(text) if text.replace(" ", "").isalpha() else None
        return None if read is None or isinstance(read, Unreadable) else ("number", read)
    if len(found[2].split()) > _MOST_WORDS_OF_UNIT:
        return None
    return f"number {folded(found[2]).removesuffix('s')}".strip(), Fraction(found[1].replace(",", ""))


def _without_lead(text: str) -> str:
    return _LEAD.sub("", text.strip(), count=1) if _LEAD.match(text.strip()) else text.strip()

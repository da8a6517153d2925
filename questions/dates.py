"""Dates as people type them, read as precisely as they were typed and no further.

A month in words may stand anywhere. In figures the year may come first (2021-05-01) or last; then
day and month are told apart only where one of them is above 12 or both are the same. "1/5/2021" is
refused with a hint, since half the world reads it the other way round: neither reading is wrong.
"""

from __future__ import annotations

import re
import unicodedata

from questions.response import Unreadable
from questions.text import edit_distance, plain, typos_allowed, without_accents
from questions.when import When

NO_DATE = "Type a date, such as 1 May 2021."
YEAR_IN_FULL = "Write the year with four digits."
YEAR_MISSING = "Give the year too."
NOT_IN_CALENDAR = "There is no such day in the calendar."
_LONGEST = 80

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FILLERS = frozenset({"the", "of", "in", "on", "year", *_WEEKDAYS, *(day[:3] for day in _WEEKDAYS)})
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_PARTS = re.compile(r"[\s,./-]+")


def read_date(text: str) -> When | Unreadable:
    """The date typed: a year, a month or a day. Invalid and ambiguous dates come with a hint."""
    if len(text) > _LONGEST:
        return Unreadable(NO_DATE, text)
    reading = _read(text)
    return Unreadable(reading, text) if isinstance(reading, str) else reading


def _read(text: str) -> When | str:
    words = without_accents(plain(text).casefold())
    ascii_digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in words)
    parts = [part for part in _PARTS.split("".join(ascii_digits)) if part and part not in _FILLERS]
    parts = [ordinal[1] if (ordinal := _ORDINAL.fullmatch(part)) else part for part in parts]
    figures = [part for part in parts if part.isdigit()]
    named = [_month(part) for part in parts if not part.isdigit()]
    if len(figures) > 3 or len(named) > 1 or any(len(figure) > 4 for figure in figures):
        return NO_DATE
    if not named:
        return _from_figures(figures)
    month = named[0]
    return NO_DATE if month is None or len(figures) > 2 else _from_month_name(month, figures)


def _month(word: str) -> int | None:
    """The month of a name, an abbreviation from three letters on, or a name with a slip in it."""
    if len(word) < 3:
        return None
    for number, name in enumerate(_MONTHS, start=1):
        if name.startswith(word):
            return number
    slips = [
        number
        for number, name in enumerate(_MONTHS, start=1)
        if edit_distance(word, name, min(1, typos_allowed(len(name)))) is not None
    ]
    return slips[0] if len(slips) == 1 else None


def _from_month_name(month: int, figures: list[str]) -> When | str:
    years = [figure for figure in figures if len(figure) > 2]
    days = [figure for figure in figures if len(figure) <= 2]
    if not years:
        return YEAR_IN_FULL if len(days) == 2 else YEAR_MISSING
    if len(years) > 1:
        return NO_DATE
    return _checked(int(years[0]), month, int(days[0]) if days else None)


def _from_figures(figures: list[str]) -> When | str:
    years = [index for index, figure in enumerate(figures) if len(figure) > 2]
    if not figures:
        return NO_DATE
    if len(years) != 1 or years[0] not in (0, len(figures) - 1):
        return YEAR_IN_FULL if not years else NO_DATE
    year = int(figures[years[0]])
    others = [int(figure) for figure in figures if len(figure) <= 2]
    if len(others) < 2:
        return _checked(year, *others)
    if years[0] == 0:
        return _checked(year, *others)
    one, two = others
    if one <= 12 and two <= 12 and one != two:
        return _ambiguous(year, one, two)
    return _checked(year, one, two) if two > 12 else _checked(year, two, one)


def _ambiguous(year: int, one: int, two: int) -> str:
    if 0 in (one, two):
        return NOT_IN_CALENDAR
    readings = f"{When(year, two, one).in_words()} or {When(year, one, two).in_words()}"
    return f"That can be read as {readings}: write the month as a word."


def _checked(year: int, month: int | None = None, day: int | None = None) -> When | str:
    try:
        return When(year, month, day)
    except ValueError:
        return NOT_IN_CALENDAR

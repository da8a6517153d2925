"""Dates and numbers that lie near a date or number."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from questions.facts import Quantity
from questions.when import When

Value = When | Quantity

_STEPS = {1: Fraction(1, 2), 2: Fraction(1, 4), 3: Fraction(1, 10)}
_YEARS, _MONTHS, _DAYS = {1: 20, 2: 15, 3: 10}, {1: 3, 2: 2, 3: 1}, {1: 14, 2: 7, 3: 3}
_REACH = 4
_NEAR_YEARS, _SAME_SORT_YEARS = 20, 150
_CLEAR_OF = {"year": 700, "month": 28, "day": 2}


def measure(value: Value) -> str:
    """What two values must share to be compared: the precision of dates, the unit of numbers."""
    return f"date/{value.precision}" if isinstance(value, When) else f"number/{value.unit}"


def place(value: Value) -> Fraction:
    """Where the value lies on its scale; dates count in days."""
    return Fraction(value.first_day.toordinal()) if isinstance(value, When) else value.number


def nearest(row: Sequence[Value], key: Value, count: int) -> list[Value]:
    """The key, where the row holds it, and `count` values on either side, the nearest first.

    The row is sorted by place.
    """
    middle = bisect_left(row, place(key), key=place)
    around = row[max(0, middle - count) : middle + count + 1]
    return sorted(around, key=lambda value: abs(place(value) - place(key)))


def is_near(value: Value, key: Value) -> bool:
    """Whether one could be taken for the other: dates within some years, numbers within a factor of 4."""
    if isinstance(value, When) and isinstance(key, When):
        return abs(value.year - key.year) <= (1 if key.month else _NEAR_YEARS)
    if isinstance(value, Quantity) and isinstance(key, Quantity):
        low, high = sorted((value.number, key.number))
        return low > 0 and high <= _REACH * low
    return False


def is_of_its_age(value: Value, key: Value) -> bool:
    """Whether two dates of one sort of event lie within 150 years: far apart, yet fair to mix up."""
    both_dates = isinstance(value, When) and isinstance(key, When)
    return both_dates and abs(value.year - key.year) <= _SAME_SORT_YEARS  # type: ignore[union-attr]


def is_clear_of(value: Value, other: Value) -> bool:
    """Whether two values are far enough apart to be told from one another by somebody who learned one."""
    if isinstance(value, When):
        return abs(place(value) - place(other)) >= _CLEAR_OF[value.precision]
    return value != other


def invented(key: Value, difficulty: int) -> Iterator[Value]:
    """Values at even steps on both sides: narrow steps for a hard fact, wide ones for an easy one."""
    for count in (1, 2, 3):
        for sign in (-1, 1):
            value = (
                _date_at(key, sign * count, difficulty)
                if isinstance(key, When)
                else _number_at(key, sign * count, difficulty)
            )
            if value is not None:
                yield value


def _date_at(key: When, steps: int, difficulty: int) -> When | None:
    if key.day is not None:
        day = key.first_day + dt.timedelta(days=steps * _DAYS[difficulty])
        return When(day.year, day.month, day.day)
    if key.month is not None:
        months = key.year * 12 + key.month - 1 + steps * _MONTHS[difficulty]
        return When(months // 12, months % 12 + 1)
    year = key.year + steps * _YEARS[difficulty]
    return When(year) if year > 0 else None


def _number_at(key: Quantity, steps: int, difficulty: int) -> Quantity | None:
    grain = _grain(key.number)
    width = max(grain, -(-abs(key.number) * _STEPS[difficulty] // grain) * grain)
    while width <= 2 * key.tolerance:
        width += grain
    number = key.number + steps * width
    reads_badly = number == 1 and key.unit.endswith("s")
    if reads_badly or (number <= 0 < key.number):
        return None
    return Quantity(number, key.unit, key.tolerance)


def _grain(number: Fraction) -> Fraction:
    """The roundness of a number: 5 for 20, 500 for 3,000, 1 for 27, 1/2 for 2.5."""
    if number.denominator != 1 or number == 0:
        return Fraction(1, number.denominator)
    zeros = len(str(number.numerator)) - len(str(number.numerator).rstrip("0"))
    return Fraction(10**zeros, 2) if zeros else Fraction(1)


def in_order(values: Iterable[Value]) -> list[Value]:
    return sorted(values, key=place)

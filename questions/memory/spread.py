"""Which day exactly: an interval may fall a little earlier or later, so that days are evenly filled.

The dice are seeded by card and number of reviews: the interval on a button is the interval that
happens, and a replay finds the same one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# Days from, days to, share: the ranges of Anki's and py-fsrs's fuzz.
_RANGES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))

BALANCED_DAYS = 90
"""Beyond a quarter of a year days are not balanced, nor does Anki: too much moves until then."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many cards fall due already on the days ahead; a day that is not named is empty."""

    cards: Mapping[dt.date, int]
    _weights: dict[tuple[dt.date, tuple[float, ...]], list[float]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def weights(self, day: dt.date, easy_days: tuple[float, ...]) -> list[float]:
        """How likely each interval from `day` is to be taken, from 0 days to `BALANCED_DAYS`.

        Found once for all cards of a page: they are spread over the same days.
        """
        found = self._weights.get((day, easy_days))
        if found is None:
            # The square keeps a day with twice the cards four times less likely, as Anki's balancer does.
            found = self._weights[day, easy_days] = [
                easy_days[on.weekday()] / (1 + self.cards.get(on, 0)) ** 2
                for on in _days_on(day, range(BALANCED_DAYS + 1))
            ]
        return found


NO_LOAD = Load({})


def chance_of(target: int, reps: int) -> float:
    """A number in [0, 1) that depends on nothing but the target and how often it was answered."""
    digest = hashlib.blake2b(f"{target}/{reps}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def fuzz_range(days: float, shortest: int, longest: int) -> tuple[int, int]:
    """The first and last interval that may stand for `days`, both within the bounds given."""
    days = min(max(days, shortest), longest)
    if days < _RANGES[0][0]:
        only = min(max(round(days), shortest), longest)
        return only, only
    beyond_a_day = 0.0
    for start, end, share in _RANGES:
        if days > start:
            beyond_a_day += share * (min(days, end) - start)
    slack = 1.0 + beyond_a_day
    first = min(max(round(days - slack), 2, shortest), longest)
    last = min(max(round(days + slack), first), longest)
    return first, last


def spread_interval(
    days: float,
    shortest: int,
    longest: int,
    *,
    day: dt.date,
    chance: float,
    load: Load,
    easy_days: tuple[float, ...],
) -> int:
    """One interval out of the fuzz range: emptier days are likelier, days kept free come last.

    `easy_days` weighs each weekday, Monday first. With no load and no easy
    days all intervals are equally likely.
    """
    first, last = fuzz_range(days, min(shortest, longest), longest)
    if first == last:
        return first
    candidates = range(first, last + 1)
    if last <= BALANCED_DAYS and load.cards:
        weights = load.weights(day, easy_days)[first : last + 1]
    elif min(easy_days) == max(easy_days):
        return first + int(chance * len(candidates))
    else:
        weights = [easy_days[on.weekday()] for on in _days_on(day, candidates)]
    if not any(weights):
        weights = [1.0] * len(weights)
    mark = chance * sum(weights)
    for interval, weight in zip(candidates, weights, strict=True):
        mark -= weight
        if mark < 0:
            return interval
    return last


def _days_on(day: dt.date, intervals: range) -> Iterator[dt.date]:
    today = day.toordinal()
    return (dt.date.fromordinal(today + interval) for interval in intervals)

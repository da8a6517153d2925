"""What a desired retention costs: the reviews a day that a collection would take in the year to come."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from questions.memory.model import graduated_after, interval_for
from questions.memory.plan import Parameters, Plan
from questions.memory.state import Memory, Rating

RETENTIONS = (0.70, 0.75, 0.80, 0.85, 0.90, 0.93, 0.95, 0.97)
HORIZON_DAYS = 365

_STEPS_PER_E = 3
_STABILITIES = tuple(math.exp(step / _STEPS_PER_E) for step in range(-7, 26))
_DAY = dt.date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Workload:
    """Reviews a day, on average over a year, for aiming at a retention; learning steps come on top."""

    retention: float
    reviews_per_day: float


def workload(
    groups: Iterable[tuple[float, float, int]], plan: Plan, retentions: Sequence[float] = RETENTIONS
) -> tuple[Workload, ...]:
    """The cost of each retention for a collection of (stability, difficulty, count), all reviewed just now.

    Expected values, no dice: a review due at retention r is recalled with chance r and then grows
    as FSRS says for Good, else shrinks as for Again. Difficulty, rounded to whole numbers, stays.
    """
    counted = list(groups)
    found = []
    for retention in retentions:
        reviews = 0.0
        for stability, difficulty, count in counted:
            curve = _reviews_by_stability(
                plan.parameters, retention, plan.longest_interval, round(difficulty)
            )
            low, part = _place(stability)
            reviews += count * _blend(curve, low, part)
        found.append(Workload(retention, reviews / HORIZON_DAYS))
    return tuple(found)


@lru_cache(maxsize=256)
def _reviews_by_stability(
    parameters: Parameters, retention: float, longest: int, difficulty: int
) -> tuple[float, ...]:
    """Reviews within the horizon for each stability of the grid, by the recursion
    N(S, t) = 0 where the interval I(S) exceeds t, else 1 + r N(S good, t − I) + (1 − r) N(S again, t − I)."""
    plan = Plan(parameters=parameters, retention=retention, longest_interval=longest)
    moves = [_moves(stability, float(difficulty), plan) for stability in _STABILITIES]
    by_days: list[list[float]] = []
    for days in range(HORIZON_DAYS + 1):
        row = []
        for interval, good, again in moves:
            if interval > days:
                row.append(0.0)
                continue
            later = by_days[days - interval]
            row.append(1 + retention * _blend(later, *good) + (1 - retention) * _blend(later, *again))
        by_days.append(row)
    return tuple(by_days[HORIZON_DAYS])


def _moves(
    stability: float, difficulty: float, plan: Plan
) -> tuple[int, tuple[int, float], tuple[int, float]]:
    """The interval from a stability, and where on the grid Good and Again lead when it is over."""
    interval = min(max(1, round(interval_for(stability, plan))), plan.longest_interval)
    memory = Memory(queue="review", stability=stability, difficulty=difficulty, last_on=_DAY)
    due_on = _DAY + dt.timedelta(days=min(interval, HORIZON_DAYS + 1))
    good = graduated_after(memory, Rating.GOOD, due_on, plan)
    again = graduated_after(memory, Rating.AGAIN, due_on, plan)
    return interval, _place(good.stability), _place(again.stability)


def _place(stability: float) -> tuple[int, float]:
    """Where a stability lies on the grid: the point below, and how far it is to the next (0 to 1)."""
    steps = math.log(stability / _STABILITIES[0]) * _STEPS_PER_E
    place = min(max(steps, 0.0), len(_STABILITIES) - 1.0)
    low = min(int(place), len(_STABILITIES) - 2)
    return low, place - low


def _blend(values: Sequence[float], low: int, part: float) -> float:
    return values[low] * (1 - part) + values[low + 1] * part

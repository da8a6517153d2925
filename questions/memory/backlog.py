"""After an absence: what to ask first when not all can be asked.

It changes neither what was learnt nor when it is due; it only orders what is waiting.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from questions.memory.days import days_between
from questions.memory.model import recall_after
from questions.memory.plan import Parameters


@dataclass(frozen=True, slots=True)
class Waiting:
    """A target whose review waits: its stability in days, and the day of the last evidence."""

    target: int
    stability: float
    last_on: dt.date


@dataclass(frozen=True, slots=True)
class Portions:
    """Targets by day from the first on."""

    days: tuple[tuple[int, ...], ...]


def loss_by_waiting(waiting: Waiting, start: dt.date, end: dt.date, parameters: Parameters) -> float:
    """How much recall falls from one day to a later one.

    Small for what is as good as forgotten already, and for what is firmly known: most is lost between.
    """
    return recall_after(waiting.stability, days_between(waiting.last_on, start), parameters) - recall_after(
        waiting.stability, days_between(waiting.last_on, end), parameters
    )


def catch_up(backlog: Sequence[Waiting], *, day: dt.date, per_day: int, parameters: Parameters) -> Portions:
    """The whole backlog in portions, from `day` on: first what would lose most until it is worked off."""
    end = day + dt.timedelta(days=math.ceil(len(backlog) / _positive(per_day)))
    return Portions(_portions(_most_lost_first(backlog, day, end, parameters), per_day))


def _most_lost_first(
    waiting: Iterable[Waiting], start: dt.date, end: dt.date, parameters: Parameters
) -> list[int]:
    ordered = sorted(waiting, key=lambda one: (-loss_by_waiting(one, start, end, parameters), one.target))
    return [one.target for one in ordered]


def _portions(targets: Sequence[int], per_day: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(targets[start : start + per_day]) for start in range(0, len(targets), per_day))


def _positive(per_day: int) -> int:
    if per_day < 1:
        raise ValueError("nothing is caught up with no reviews a day")
    return per_day

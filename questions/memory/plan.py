"""How a learner wants to be asked: the parameters of the model and the limits of the schedule."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from fsrs.scheduler import DEFAULT_PARAMETERS

FSRS_6 = "FSRS-6"

RETENTION_MIN = 0.70
RETENTION_MAX = 0.97


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of one model, kept with its version: FSRS-7 will have others."""

    version: str = FSRS_6
    values: tuple[float, ...] = DEFAULT_PARAMETERS


@dataclass(frozen=True, slots=True)
class Plan:
    """One learner's schedule. Steps are in minutes; `retention` is the recall aimed at when a card falls due.

    `easy_days` weighs each weekday, Monday first: 1 is a day like any other, 0 a day kept free.
    A leech is a card forgotten `leech_after` times, and again every `leech_again` lapses; it is set aside
    where the plan `suspends_leeches`. No interval is longer than `longest_interval` days.
    """

    parameters: Parameters = field(default_factory=Parameters)
    retention: float = 0.90
    learning_steps: tuple[int, ...] = (1, 10)
    relearning_steps: tuple[int, ...] = (10,)
    longest_interval: int = 36_500
    leech_after: int = 8
    leech_again: int = 4
    suspends_leeches: bool = True
    easy_days: tuple[float, ...] = (1.0,) * 7
    exam_on: dt.date | None = None

    def __post_init__(self) -> None:
        if not RETENTION_MIN <= self.retention <= RETENTION_MAX:
            raise ValueError(f"a retention lies between {RETENTION_MIN} and {RETENTION_MAX}")
        if len(self.easy_days) != 7 or not all(0 <= weight <= 1 for weight in self.easy_days):
            raise ValueError("easy days are seven weights between 0 and 1")


DEFAULT_PLAN = Plan()

"""What is known about one learner's memory of one recall target."""

from __future__ import annotations

import datetime as dt
from enum import IntEnum
from typing import Literal, NamedTuple

Queue = Literal["idle", "learning", "review", "relearning"]
"""Where a memory stands. `idle`: known from quizzes only, not studied; nothing falls due."""


class Rating(IntEnum):
    """How a recall went, in the four grades of FSRS and Anki."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Memory(NamedTuple):
    """The state of one memory; everything in it follows from its log.

    `last_on` is the study day of the last evidence. `due_on` is when a review falls due, `due_at`
    (learning and relearning only) the moment of the next step. `interval` counts days and is 0 in
    steps. `buried_on` is the one study day on which it stays out of sight.

    A tuple, because forty of them are read for each page of cards: made as a dataclass, one takes
    six times as long.
    """

    queue: Queue = "idle"
    stability: float | None = None
    difficulty: float | None = None
    last_on: dt.date | None = None
    due_on: dt.date | None = None
    due_at: dt.datetime | None = None
    interval: int = 0
    step: int = 0
    reps: int = 0
    lapses: int = 0
    is_suspended: bool = False
    is_leech: bool = False
    is_flagged: bool = False
    buried_on: dt.date | None = None

    @property
    def is_studied(self) -> bool:
        return self.queue != "idle"

    @property
    def is_in_steps(self) -> bool:
        return self.queue in ("learning", "relearning")

    @property
    def is_young(self) -> bool:
        """Due again within three weeks: Anki's line between young and mature."""
        return self.interval < YOUNG_BELOW_DAYS

    @property
    def is_known(self) -> bool:
        return self.stability is not None

    def schedules_like(self, other: Memory) -> bool:
        """Whether an answer gives both the same interval: marks, lapses and due dates have no say in it."""
        return (self.queue, self.step, self.stability, self.difficulty, self.last_on, self.reps) == (
            other.queue,
            other.step,
            other.stability,
            other.difficulty,
            other.last_on,
            other.reps,
        )


YOUNG_BELOW_DAYS = 21

UNMET = Memory()
"""A target that the learner has never met."""

"""A whole collection of memories in few numbers: what is known of it today, and on a later day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questions.memory.model import recall_after
from questions.memory.plan import Parameters


@dataclass(frozen=True, slots=True)
class Clump:
    """So many memories that are much alike, and the means of what they differ in.

    `age` is the days since the last evidence divided by the stability: in FSRS-6 recall depends on
    nothing else. `ageing` is by how much it grows each day, the mean of 1 / stability.
    """

    cards: int
    age: float
    ageing: float
    stability: float
    difficulty: float


def recall_at_age(age: float, parameters: Parameters) -> float:
    """The forgetting curve over age: 0.9 at 1."""
    return recall_after(1 / age, 1, parameters) if age > 0 else 1.0


def recalled(clumps: Sequence[Clump], parameters: Parameters, *, in_days: int = 0) -> float:
    """How many of them the learner would recall so many days from now, if nothing came between."""
    return sum(
        clump.cards * recall_at_age(clump.age + in_days * clump.ageing, parameters) for clump in clumps
    )

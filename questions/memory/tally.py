"""What one log entry adds to a learner's day and to the check of what was foreseen."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from questions.marks import MILLION
from questions.memory.log import Kind
from questions.memory.state import Memory, Rating

BANDS = 20
"""Bands of predicted recall, 5 % each: band 0 is below 5 %, band 19 is 95 % and more."""


class Contribution(NamedTuple):
    """Counts that one entry adds; taking the entry back subtracts the same.

    `young_*` and `mature_*` count towards true retention. Where `band` is given, it is asked once
    more, `kept` more often kept, and its predictions sum to `foreseen` millionths more.
    """

    answers: int = 0
    introduced: int = 0
    reviewed: int = 0
    again: int = 0
    duration_ms: int = 0
    young_asked: int = 0
    young_kept: int = 0
    mature_asked: int = 0
    mature_kept: int = 0
    band: int | None = None
    kept: int = 0
    foreseen: int = 0


NOTHING = Contribution()

ANSWERING: tuple[Kind, ...] = ("learn", "review", "relearn")
"""The kinds of entries that are answers on the schedule."""


def contribution(
    kind: Kind,
    rating: Rating | None,
    before: Memory,
    day: dt.date,
    duration_ms: int | None,
    predicted: float | None,
) -> Contribution:
    """What an answer adds to its study day; cramming, quizzes, acts and undoing add nothing.

    True retention and foresight take the first review of a card on a day, learning excluded: an
    answer on the very day of the last evidence would say little about what the schedule foresaw.
    """
    if rating is None or kind not in ANSWERING:
        return NOTHING
    kept = int(rating is not Rating.AGAIN)
    is_test = is_tested(kind, rating, before, day)
    young, mature = int(is_test and before.is_young), int(is_test and not before.is_young)
    band, foreseen = None, 0
    if is_test and predicted is not None:
        band, foreseen = band_of(predicted), round(predicted * MILLION)
    return Contribution(
        answers=1,
        introduced=int(kind == "learn" and before.reps == 0),
        reviewed=int(kind == "review"),
        again=1 - kept,
        duration_ms=duration_ms or 0,
        young_asked=young,
        young_kept=young * kept,
        mature_asked=mature,
        mature_kept=mature * kept,
        band=band,
        kept=0 if band is None else kept,
        foreseen=foreseen,
    )


def is_tested(kind: Kind, rating: Rating | None, before: Memory, day: dt.date) -> bool:
    """Whether an answer shows how well was foreseen: a card in review, for the first time that day."""
    return (
        rating is not None
        and kind in ANSWERING
        and before.queue == "review"
        and before.last_on is not None
        and before.last_on < day
    )


def band_of(predicted: float) -> int:
    """The band of a probability; certainty belongs to the last."""
    return min(int(predicted * BANDS), BANDS - 1)

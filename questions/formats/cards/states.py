"""Anki's rows of cards and of its log ↔ the states of a pile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from questions.formats.cards.pile import CardQueue, CardState, PastReview
from questions.formats.cards.schema import json_object, whole
from questions.memory.state import Rating

QUEUES: tuple[CardQueue, ...] = ("new", "learning", "review", "relearning")
"""The card types of Anki by number."""

FILTERED, MANUAL, RESCHEDULED = 3, 4, 5
SUSPENDED, IN_STEPS, IN_REVIEW = -1, 1, 2
BURIED = (-3, -2)
"""By hand, and because a card of the same note was asked."""

LATEST_DAY = 200_000
EARLIEST_REVIEW_MS = 1_136_073_600_000
"""2006, when Anki began."""

LATEST_SECOND = 4_102_444_800
LATEST_REVIEW_MS = LATEST_SECOND * 1_000
LONGEST_ANSWER_MS = 3_600_000


def state_of(row: Sequence[Any], reviews: Sequence[PastReview], first_on: dt.date) -> CardState:
    """A row (type, queue, due, ivl, factor, reps, lapses, odue, flags, data) as a state."""
    kind, queue, due, interval, factor, reps, lapses, original_due, flags = map(whole, row[:9])
    name = QUEUES[kind] if 0 <= kind < len(QUEUES) else "new"
    day = original_due or due
    due_on = (
        first_on + dt.timedelta(days=day) if name == "review" and -LATEST_DAY < day < LATEST_DAY else None
    )
    if name == "review" and due_on is None:
        name = "new"
    is_in_steps = name in ("learning", "relearning") and queue == IN_STEPS
    data = json_object(row[9])
    return CardState(
        queue=name,
        due_on=due_on,
        due_at=dt.datetime.fromtimestamp(day, dt.UTC) if is_in_steps and 0 < day < LATEST_SECOND else None,
        interval=min(max(interval, 0), 36_500) if name == "review" else 0,
        reps=_count(reps),
        lapses=_count(lapses),
        stability=_real(data.get("s"), 0.001, 36_500),
        difficulty=_real(data.get("d"), 1, 10),
        ease=factor / 1_000 if 1_000 <= factor <= 100_000 else 0.0,
        is_suspended=queue == SUSPENDED,
        is_buried=queue in BURIED,
        flag=flags & 7,
        reviews=tuple(reviews),
    )


def review_of(row: Sequence[Any]) -> PastReview | None:
    """A row of the log (id, ease, ivl, factor, time, type); None where it is no answer."""
    at, ease, interval, factor, duration, kind = map(whole, row)
    if not 1 <= ease <= 4 or kind in (MANUAL, RESCHEDULED):
        return None
    if not EARLIEST_REVIEW_MS <= at <= LATEST_REVIEW_MS:
        return None
    return PastReview(
        at=dt.datetime.fromtimestamp(at // 1000, dt.UTC) + dt.timedelta(milliseconds=at % 1000),
        rating=Rating(ease),
        days=min(max(interval, 0), 36_500),
        duration_ms=min(max(duration, 0), LONGEST_ANSWER_MS),
        # Anki writes no factor where a filtered deck leaves the schedule alone.
        is_cram=kind == FILTERED and factor == 0,
    )


def milliseconds(at: dt.datetime) -> int:
    """A moment as the log counts them."""
    return round(at.timestamp() * 1000)


def is_reset(row: Sequence[Any]) -> bool:
    """Whether this row of the log made the card new again."""
    _at, ease, interval, factor, _duration, kind = map(whole, row)
    return ease == 0 and kind == MANUAL and factor == 0 and interval == 0


def _count(value: int) -> int:
    return min(max(value, 0), 1_000_000)


def _real(value: object, least: float, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        return None
    return float(value)

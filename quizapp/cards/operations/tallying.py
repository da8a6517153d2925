"""What is counted beside the logs of memories: by day what was done and what falls due, and foresight."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy.orm import Session

from questions.memory.state import Memory, Rating
from questions.memory.stored import load_memory
from questions.memory.tally import Contribution, contribution
from quizapp.cards.models import DayTally, DueTally, ForesightTally, Review
from quizapp.upserting import add_to_counts


class Tallies:
    """What one learner's tallies gain and lose, collected until it is written."""

    def __init__(self, user_id: int) -> None:
        self._user_id = user_id
        self._days: dict[dt.date, Counter[str]] = defaultdict(Counter)
        self._bands: dict[int, Counter[str]] = defaultdict(Counter)
        self._due: Counter[dt.date] = Counter()

    def add(self, added: Contribution, day: dt.date, sign: int = 1) -> None:
        """Count what one answer adds to the tallies; with -1 no longer."""
        if added.answers:
            for name in _COUNTED:
                self._days[day][name] += sign * getattr(added, name)
        if added.band is not None:
            counts = self._bands[added.band]
            counts["asked"] += sign
            counts["kept"] += sign * added.kept
            counts["foreseen"] += sign * added.foreseen

    def take_back(self, review: Review) -> None:
        """Count an answer of the log no longer."""
        rating = Rating(review.rating) if review.rating is not None else None
        before = load_memory(review.before)
        kind, day = review.kind, review.day
        added = contribution(kind, rating, before, day, review.duration_ms, review.predicted)  # type: ignore[arg-type]
        self.add(added, day, -1)

    def move(self, was: Memory, memory: Memory) -> None:
        """Count a memory on the day on which it falls due now, and no longer where it did."""
        for one, change in ((was, -1), (memory, 1)):
            if one.due_on is not None and not one.is_suspended:
                self._due[one.due_on] += change

    def write(self, session: Session) -> None:
        mine: dict[str, Any] = {"user_id": self._user_id}
        days = [mine | {"day": day} | counts for day, counts in sorted(self._days.items())]
        add_to_counts(session, DayTally, days)
        bands = [mine | {"band": band} | counts for band, counts in sorted(self._bands.items())]
        add_to_counts(session, ForesightTally, bands)
        due = [mine | {"due_on": day, "cards": cards} for day, cards in sorted(self._due.items()) if cards]
        add_to_counts(session, DueTally, due)


_COUNTED = tuple(column.name for column in DayTally.__table__.columns if not column.primary_key)

"""Folding every log anew: each memory must be what its log tells, each tally what its entries add."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session, aliased

from questions.memory.log import fold
from questions.memory.state import UNMET, Memory, Rating
from questions.memory.stored import load_memory
from questions.memory.tally import Contribution, contribution
from quizapp.cards.log import MEMORY_COLUMNS, find_plan, logs_of, memory_of
from quizapp.cards.models import DayTally, DueTally, ForesightTally, MemoryRow, Review

PORTION = 200

Key = dt.date | int
"""A day, or a band of foresight."""

_OF_BAND = ("kept", "foreseen")
_OF_DAY = tuple(name for name in Contribution._fields if name not in ("band", *_OF_BAND))


@dataclass(slots=True)
class _Expected:
    """What the tallies of one learner must hold, summed from her log and her memories."""

    days: dict[Key, Counter[str]] = field(default_factory=dict)
    bands: dict[Key, Counter[str]] = field(default_factory=dict)
    due: dict[Key, Counter[str]] = field(default_factory=dict)

    def add(self, one: Contribution, day: dt.date) -> None:
        counts = Counter({name: getattr(one, name) for name in _OF_DAY})
        self.days.setdefault(day, Counter()).update(counts)
        if one.band is not None:
            counts = Counter({"asked": 1, "kept": one.kept, "foreseen": one.foreseen})
            self.bands.setdefault(one.band, Counter()).update(counts)

    def add_due(self, memory: Memory) -> None:
        if memory.due_on is not None and not memory.is_suspended:
            self.due.setdefault(memory.due_on, Counter()).update({"cards": 1})


def check(session: Session) -> Iterator[str]:
    """Each memory or tally that its log does not explain, as a sentence.

    One learner after the other, her memories in portions.
    """
    kept = (MemoryRow, DayTally, ForesightTally, DueTally)
    for user_id in sorted(session.scalars(union(*(select(row.user_id) for row in kept)))):
        expected = _Expected()
        targets = session.scalars(
            select(MemoryRow.target_id).where(MemoryRow.user_id == user_id).order_by(MemoryRow.target_id)
        ).all()
        for start in range(0, len(targets), PORTION):
            portion = targets[start : start + PORTION]
            yield from _check_memories(session, user_id, portion, expected)
            _expect(session, user_id, portion, expected)
            session.expunge_all()
        yield from _check_tallies(session, user_id, DayTally, DayTally.day, _OF_DAY, expected.days)
        yield from _check_tallies(
            session, user_id, ForesightTally, ForesightTally.band, ("asked", *_OF_BAND), expected.bands
        )
        yield from _check_tallies(session, user_id, DueTally, DueTally.due_on, ("cards",), expected.due)


def _check_memories(
    session: Session, user_id: int, targets: Sequence[int], expected: _Expected
) -> Iterator[str]:
    logs = logs_of(session, user_id, targets)
    _plan_id, plan = find_plan(session, user_id)
    rows = session.execute(
        select(MemoryRow.target_id, MemoryRow.row_version, MemoryRow.last_at, *MEMORY_COLUMNS)
        .where(MemoryRow.user_id == user_id, MemoryRow.target_id.in_(targets))
        .order_by(MemoryRow.target_id)
    )
    for target, row_version, last_at, *values in rows:
        about, memory, log = f"user {user_id}, memory {target}", memory_of(values), logs[target]
        expected.add_due(memory)
        folded = fold(log, target=target, parameters=plan.parameters) if log else UNMET
        if different := [name for name in Memory._fields if getattr(memory, name) != getattr(folded, name)]:
            yield f"{about}: stored otherwise than its log folds to: {', '.join(different)}"
        if row_version != len(log):
            yield f"{about}: stored as changed {row_version} times, its log holds {len(log)} entries"
        if log and last_at != max(entry.at for entry in log):
            yield f"{about}: stored as last told of at {last_at}, unlike in its log"


def _expect(session: Session, user_id: int, targets: Sequence[int], expected: _Expected) -> None:
    """Add what each entry that was not taken back has added to the tallies."""
    undoing = aliased(Review)
    rows = session.execute(
        select(Review.kind, Review.rating, Review.before, Review.day, Review.duration_ms, Review.predicted)
        .outerjoin(undoing, undoing.undoes_id == Review.id)
        .where(
            Review.user_id == user_id,
            Review.target_id.in_(targets),
            Review.rating.is_not(None),
            undoing.id.is_(None),
        )
    )
    for kind, rating, before, day, duration_ms, predicted in rows:
        one = contribution(
            kind,
            Rating(rating),
            load_memory(before),
            day,
            duration_ms,
            predicted,
        )
        expected.add(one, day)


def _check_tallies(
    session: Session,
    user_id: int,
    tally: Any,
    key: Any,
    names: Sequence[str],
    expected: Mapping[Key, Counter[str]],
) -> Iterator[str]:
    rows = session.execute(
        select(key, *(getattr(tally, name) for name in names)).where(tally.user_id == user_id)
    )
    stored = {at: dict(zip(names, counts, strict=True)) for at, *counts in rows}
    for at in sorted(stored.keys() | expected.keys()):
        there, held = stored.get(at, {}), expected.get(at, Counter())
        for name in names:
            if there.get(name, 0) != held[name]:
                yield (
                    f"user {user_id}, {tally.__tablename__} {at}: {name} is {there.get(name, 0)}, "
                    f"the log gives {held[name]}"
                )

"""What the pages of figures ask: roll-ups by key, and one walk along an index of the learner's memories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, Float, FunctionElement, Integer, and_, case, cast, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session

from questions.memory.collection import Clump
from quizapp.cards.models import Card, DayTally, ForesightTally, MemoryRow

AGE_STEPS, OLDEST_AGE = 8, 8
"""Ages are clumped by eighths of a stability, up to eight of them: beyond, recall is nearly level."""

STABILITY_EDGES = (1, 3, 7, 21, 60, 180, 365)
"""Days of stability that part the clumps."""

LEECHES_SHOWN = 50


class DaysBetween(FunctionElement[float]):
    """Whole days from one date to another: the two databases subtract dates in different words."""

    type = Float()
    inherit_cache = True


@compiles(DaysBetween, "sqlite")
def _on_sqlite(element: DaysBetween, compiler: Any, **more: Any) -> str:
    earlier, later = (compiler.process(one, **more) for one in element.clauses)
    return f"(julianday({later}) - julianday({earlier}))"


@compiles(DaysBetween, "postgresql")
def _on_postgresql(element: DaysBetween, compiler: Any, **more: Any) -> str:
    earlier, later = (compiler.process(one, **more) for one in element.clauses)
    return f"(CAST({later} AS DATE) - {earlier})"


def clump_columns(day: dt.date) -> tuple[Any, ...]:
    """What makes a `Clump`, as on that day, of memories grouped by `age_step` and more."""
    return (
        func.count(),
        func.avg(_age(day)),
        func.avg(1 / MemoryRow.stability),
        func.avg(MemoryRow.stability),
        func.avg(MemoryRow.difficulty),
    )


def age_step(day: dt.date) -> Any:
    age = _age(day)
    return cast(case((age < OLDEST_AGE, age * AGE_STEPS), else_=OLDEST_AGE * AGE_STEPS), Integer)


def _age(day: dt.date) -> Any:
    days = case((MemoryRow.last_on < day, DaysBetween(MemoryRow.last_on, literal(day, Date))), else_=0.0)
    return days / MemoryRow.stability


def clumps_of(session: Session, user_id: int, day: dt.date) -> list[Clump]:
    """All that the learner has some memory of, as on that day, in at most some thousand clumps."""
    span = case(
        *((MemoryRow.stability < edge, place) for place, edge in enumerate(STABILITY_EDGES)),
        else_=len(STABILITY_EDGES),
    )
    rows = session.execute(
        select(*clump_columns(day))
        .where(MemoryRow.user_id == user_id, MemoryRow.last_on.is_not(None))
        .group_by(age_step(day), span, cast(MemoryRow.difficulty, Integer))
    )
    return [Clump(*row) for row in rows]


def day_tallies(session: Session, user_id: int, *, since: dt.date) -> Sequence[DayTally]:
    """What was done on each day, first to last."""
    return session.scalars(
        select(DayTally).where(DayTally.user_id == user_id, DayTally.day >= since).order_by(DayTally.day)
    ).all()


def due_by_day(
    session: Session, user_id: int, decks: Collection[int], day: dt.date, *, until: dt.date
) -> dict[dt.date, int]:
    """How many reviews of these decks come on each day from `day` up to `until`.

    What is overdue comes on `day`, what is buried on it the day after.
    """
    is_buried = and_(MemoryRow.due_on <= day, MemoryRow.buried_on == day)
    comes_on = case(
        (is_buried, literal(day + dt.timedelta(days=1), Date)),
        (MemoryRow.due_on < day, literal(day, Date)),
        else_=MemoryRow.due_on,
    ).label("comes_on")
    rows = session.execute(
        select(comes_on, func.count())
        .where(
            MemoryRow.user_id == user_id,
            MemoryRow.deck_id.in_(decks),
            MemoryRow.queue == "review",
            MemoryRow.due_on <= until,
            MemoryRow.is_suspended.is_(False),
        )
        .group_by(comes_on)
    )
    return {on: cards for on, cards in rows if on <= until}


def steps_ahead(session: Session, user_id: int, decks: Collection[int]) -> Sequence[dt.datetime]:
    """When each card of these decks that is being learned, or learned anew, comes back."""
    # By queue and not by "due_at is not null": only so does SQLite find the few by their index.
    return session.scalars(
        select(MemoryRow.due_at).where(
            MemoryRow.user_id == user_id,
            MemoryRow.deck_id.in_(decks),
            MemoryRow.queue.in_(("learning", "relearning")),
            MemoryRow.is_suspended.is_(False),
            MemoryRow.due_at.is_not(None),
        )
    ).all()  # type: ignore[return-value]


def foresight_of(session: Session, user_id: int) -> Sequence[ForesightTally]:
    """The bands of predicted recall in which something was asked, lowest first."""
    return session.scalars(
        select(ForesightTally)
        .where(ForesightTally.user_id == user_id, ForesightTally.asked > 0)
        .order_by(ForesightTally.band)
    ).all()


@dataclass(frozen=True, slots=True)
class Leech:
    """A card that was forgotten again and again: what it asks, and where it stands."""

    target_id: int
    deck_id: int
    note_id: int
    front: str
    lapses: int
    is_suspended: bool


def leeches_of(session: Session, user_id: int) -> list[Leech]:
    """The learner's leeches, most forgotten first."""
    shown = (
        select(func.min(Card.id))
        .where(Card.target_id == MemoryRow.target_id, Card.deck_id == MemoryRow.deck_id)
        .correlate(MemoryRow)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            MemoryRow.target_id,
            Card.deck_id,
            Card.note_id,
            Card.face["front"].as_string(),
            MemoryRow.lapses,
            MemoryRow.is_suspended,
        )
        .join(Card, Card.id == shown)
        .where(MemoryRow.user_id == user_id, MemoryRow.is_leech.is_(True))
        .order_by(MemoryRow.lapses.desc(), MemoryRow.target_id)
        .limit(LEECHES_SHOWN)
    )
    return [Leech(*row) for row in rows]

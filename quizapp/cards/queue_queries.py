"""What to ask next, by index: never by loading or counting a collection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from questions.memory.spread import BALANCED_DAYS
from questions.memory.state import UNMET, Memory
from quizapp.cards.log import MEMORY_COLUMNS, memory_of
from quizapp.cards.models import Card, DayTally, Deck, DueTally, MemoryRow, RecallTarget, Study, StudyHabit

LEARN_AHEAD = dt.timedelta(minutes=20)
"""How early a learning step may be asked when nothing else is left."""

IS_NEW: ColumnElement[bool] = or_(
    MemoryRow.target_id.is_(None), and_(MemoryRow.queue == "idle", MemoryRow.is_suspended.is_(False))
)
"""Whether a card, outer joined with its learner's memory, has never been studied."""

# Enough to ask the rest of them: beyond it a page says "more than".
_COUNTED_UP_TO = 1_000


@dataclass(frozen=True, slots=True)
class Studied:
    """A deck that the learner studies."""

    deck_id: int
    met_position: int
    last_position: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A target that could be asked now, with the state of its memory."""

    target_id: int
    kin: str
    deck_id: int
    row_version: int
    memory: Memory


@dataclass(frozen=True, slots=True)
class Face:
    """One way to ask for a target."""

    card_id: int
    note_id: int
    target_id: int
    deck_id: int
    position: int
    form: str
    face: Mapping[str, Any]


def studied_decks(session: Session, user_id: int, within: Collection[int] | None = None) -> list[Studied]:
    """The decks that are studied, oldest choice first; only those of `within` where it is given."""
    query = (
        select(Study.deck_id, Study.met_position, Deck.last_position)
        .join(Deck, Deck.id == Study.deck_id)
        .where(Study.user_id == user_id, Study.stopped_at.is_(None), Deck.archived_at.is_(None))
        .order_by(Study.started_at, Study.deck_id)
    )
    if within is not None:
        query = query.where(Study.deck_id.in_(within))
    return [Studied(*row) for row in session.execute(query)]


def find_habit(session: Session, user_id: int) -> StudyHabit:
    """How much the learner wants to do; the defaults where she has not said."""
    habit = session.get(StudyHabit, user_id)
    return habit or StudyHabit(
        user_id=user_id, new_per_day=10, reviews_per_day=200, buttons=2, types_answers=True
    )


def done_on(session: Session, user_id: int, day: dt.date) -> DayTally:
    """What was done on a day; zeros where nothing was."""
    return session.get(DayTally, (user_id, day)) or DayTally(
        user_id=user_id,
        day=day,
        **{column.name: 0 for column in DayTally.__table__.columns if not column.primary_key},
    )


def load_ahead(session: Session, user_id: int, day: dt.date) -> dict[dt.date, int]:
    """How many cards already fall due on each of the days that are balanced."""
    rows = session.execute(
        select(DueTally.due_on, DueTally.cards).where(
            DueTally.user_id == user_id,
            DueTally.due_on > day,
            DueTally.due_on <= day + dt.timedelta(days=BALANCED_DAYS),
            DueTally.cards > 0,
        )
    )
    return {row.due_on: row.cards for row in rows}


def in_steps(
    session: Session, user_id: int, decks: Collection[int], *, until: dt.datetime, limit: int
) -> list[Waiting]:
    """Memories in learning or relearning whose step comes up by `until`, soonest first."""
    query = (
        _waiting(user_id)
        .where(MemoryRow.due_at <= until, MemoryRow.deck_id.in_(decks), _is_awake(None))
        .order_by(MemoryRow.due_at, MemoryRow.target_id)
        .limit(limit)
    )
    return _read(session, query)


def next_step_at(session: Session, user_id: int, decks: Collection[int]) -> dt.datetime | None:
    """When the next learning step comes up; None without any."""
    return session.scalar(
        select(func.min(MemoryRow.due_at)).where(
            MemoryRow.user_id == user_id,
            MemoryRow.due_at.is_not(None),
            MemoryRow.deck_id.in_(decks),
            _is_awake(None),
        )
    )


def due_reviews(
    session: Session, user_id: int, decks: Sequence[int], day: dt.date, *, limit: int
) -> list[Waiting]:
    """Reviews due by `day`, oldest first, without those whose kin was asked today."""
    if not decks:
        return []
    # Each deck by its own index range: sorting a backlog of several decks would read all of it.
    parts = [
        select(MemoryRow.target_id)
        .where(
            MemoryRow.user_id == user_id,
            MemoryRow.deck_id == deck,
            MemoryRow.queue == "review",
            MemoryRow.due_on <= day,
            _is_awake(day),
            _is_kin_free(MemoryRow.target_id, user_id, day),
        )
        .order_by(MemoryRow.due_on, MemoryRow.position)
        .limit(limit)
        .subquery()
        for deck in decks
    ]
    targets = union_all(*(select(part.c.target_id) for part in parts)).subquery()
    query = (
        _waiting(user_id)
        .join(targets, targets.c.target_id == MemoryRow.target_id)
        .order_by(MemoryRow.due_on, MemoryRow.position, MemoryRow.target_id)
        .limit(limit)
    )
    return _read(session, query)


def count_due(session: Session, user_id: int, decks: Collection[int], day: dt.date) -> int:
    """How many reviews are due, up to a thousand."""
    due = (
        select(MemoryRow.target_id)
        .where(
            MemoryRow.user_id == user_id,
            MemoryRow.deck_id.in_(decks),
            MemoryRow.queue == "review",
            MemoryRow.due_on <= day,
            _is_awake(day),
        )
        .limit(_COUNTED_UP_TO)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(due)) or 0


def count_in_steps(session: Session, user_id: int, decks: Collection[int]) -> int:
    """How many memories are between two steps, whenever the next one is."""
    rows = (
        select(MemoryRow.target_id)
        .where(
            MemoryRow.user_id == user_id,
            MemoryRow.due_at.is_not(None),
            MemoryRow.deck_id.in_(decks),
            _is_awake(None),
        )
        .limit(_COUNTED_UP_TO)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(rows)) or 0


def new_targets(
    session: Session, user_id: int, decks: Sequence[Studied], day: dt.date, *, limit: int
) -> list[Waiting]:
    """Targets never studied, in the order of their decks, one of each kin."""
    found: dict[str, Waiting] = {}
    for deck in decks:
        if len(found) >= limit:
            break
        if deck.met_position >= deck.last_position:
            continue
        query = (
            select(
                Card.target_id,
                RecallTarget.kin,
                Card.deck_id,
                func.coalesce(MemoryRow.row_version, 0),
                *MEMORY_COLUMNS,
            )
            .join(RecallTarget, RecallTarget.id == Card.target_id)
            .outerjoin(MemoryRow, and_(MemoryRow.target_id == Card.target_id, MemoryRow.user_id == user_id))
            .where(
                Card.deck_id == deck.deck_id,
                Card.position > deck.met_position,
                Card.retired_at.is_(None),
                IS_NEW,
                or_(MemoryRow.buried_on.is_(None), MemoryRow.buried_on != day),
                _is_kin_free(Card.target_id, user_id, day),
            )
            .order_by(Card.position, Card.ordinal)
            # A target has up to three cards, a kin some targets; the rest comes with the next batch.
            .limit(limit * 6)
        )
        for target_id, kin, deck_id, version, *values in session.execute(query):
            memory = UNMET if values[0] is None else memory_of(values)
            found.setdefault(kin, Waiting(target_id, kin, deck_id, version, memory))
    return list(found.values())[:limit]


def faces_of(session: Session, waiting: Sequence[Waiting]) -> dict[int, list[Face]]:
    """The cards of these targets in the deck they are studied in, by target, in order."""
    rows = session.execute(
        select(
            Card.id,
            Card.note_id,
            Card.target_id,
            Card.deck_id,
            Card.position,
            Card.form,
            Card.face,
        )
        .where(Card.target_id.in_([one.target_id for one in waiting]), Card.retired_at.is_(None))
        .order_by(Card.target_id, Card.ordinal)
    )
    home = {one.target_id: one.deck_id for one in waiting}
    faces: dict[int, list[Face]] = {}
    for row in rows:
        face = Face(*row)
        if face.deck_id == home[face.target_id]:
            faces.setdefault(face.target_id, []).append(face)
    return faces


def places_of(session: Session, user_id: int, card_ids: Collection[int]) -> dict[int, tuple[int, int, int]]:
    """Target, deck and position of those cards that the learner studies, by card."""
    rows = session.execute(
        select(Card.id, Card.target_id, Card.deck_id, Card.position)
        .join(Study, and_(Study.deck_id == Card.deck_id, Study.user_id == user_id))
        .where(Card.id.in_(card_ids), Study.stopped_at.is_(None))
    )
    return {id: (target, deck, position) for id, target, deck, position in rows}


def _waiting(user_id: int) -> Any:
    return (
        select(
            MemoryRow.target_id,
            RecallTarget.kin,
            MemoryRow.deck_id,
            MemoryRow.row_version,
            *MEMORY_COLUMNS,
        )
        .join(RecallTarget, RecallTarget.id == MemoryRow.target_id)
        .where(MemoryRow.user_id == user_id)
    )


def _read(session: Session, query: Any) -> list[Waiting]:
    return [
        Waiting(target, kin, deck, version, memory_of(values))
        for target, kin, deck, version, *values in session.execute(query)
    ]


def _is_awake(day: dt.date | None) -> ColumnElement[bool]:
    """Neither set aside nor, where a day is named, buried on it."""
    awake = MemoryRow.is_suspended.is_(False)
    if day is None:
        return awake
    return and_(awake, or_(MemoryRow.buried_on.is_(None), MemoryRow.buried_on != day))


def _is_kin_free(target: Any, user_id: int, day: dt.date) -> ColumnElement[bool]:
    """No other target of the same fact or note was asked on that day."""
    own, kin, asked = aliased(RecallTarget), aliased(RecallTarget), aliased(MemoryRow)
    return ~exists(
        select(1)
        .select_from(own)
        .join(kin, and_(kin.kin == own.kin, kin.id != own.id))
        .join(asked, and_(asked.target_id == kin.id, asked.user_id == user_id))
        .where(own.id == target, asked.last_on == day)
    )

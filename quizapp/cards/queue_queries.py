"""What to ask next, by index: never by loading or counting a collection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Date,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from questions.memory.state import UNMET, Memory
from quizapp.cards.day_queries import Studied
from quizapp.cards.log import MEMORY_COLUMNS, memory_of
from quizapp.cards.models import Card, MemoryRow, RecallTarget, Study
from quizapp.db import UtcDateTime, read_columns

IS_IDLE: ColumnElement[bool] = and_(MemoryRow.queue == "idle", MemoryRow.is_suspended.is_(False))
IS_NEW: ColumnElement[bool] = or_(MemoryRow.target_id.is_(None), IS_IDLE)
"""Whether a card, outer joined with its learner's memory, has never been studied."""


def is_new_to(user_id: Any, may_be: ColumnElement[bool] = IS_IDLE) -> ColumnElement[bool]:
    """As `IS_NEW`, of a card that is not joined: what is remembered of it, if anything, `may_be` so.

    Looked up card by card: PostgreSQL, which cannot tell how many lie behind a place, would rather join all
    cards with all memories to find the first few.
    """
    known = select(func.count()).where(
        MemoryRow.user_id == user_id, MemoryRow.target_id == Card.target_id, not_(may_be)
    )
    return known.correlate(Card).scalar_subquery() < 1


# SQLite joins no more than 500 ranges; long before that one walk through all that is due costs less.
_MOST_RANGES = 60

# Enough to ask the rest of them: beyond it a page says "more than".
_COUNTED_UP_TO = 1_000

# Counting by kin costs as much as all else of a batch; among many cards a few more or less say nothing.
COUNTED_BY_KIN = 100


class CountWaiting(NamedTuple):
    """Cards due and cards in steps, and when the next step comes up."""

    due: int
    in_steps: int
    step_at: dt.datetime | None


class Waiting(NamedTuple):
    """A target that could be asked now, with the state of its memory."""

    target_id: int
    kin: str
    deck_id: int
    row_version: int
    memory: Memory


class Face(NamedTuple):
    """One way to ask for a target."""

    card_id: int
    note_id: int
    target_id: int
    deck_id: int
    position: int
    form: str
    face: Mapping[str, Any]


def count_waiting(
    session: Session, user_id: int, decks: Collection[int], day: dt.date, *, withheld: Collection[int] = ()
) -> CountWaiting:
    """How many reviews are due and how many cards are in steps (up to a thousand each).

    Of a hundred reviews or fewer only those are counted that can be asked today, one of each kin.
    """
    values = {"user_id": user_id, "decks": list(decks), "day": day, "withheld": withheld}
    return CountWaiting(*read_columns(session, _COUNT_WAITING, values).one())


def count_due_in_each(
    session: Session,
    user_id: int,
    decks: Collection[int],
    day: dt.date,
    *,
    withheld: Collection[int] = (),
) -> dict[int, int]:
    """Of each deck with a review that can be asked today, how many, one of each kin."""
    values = {"user_id": user_id, "decks": list(decks), "day": day, "withheld": withheld}
    return dict(read_columns(session, _DUE_IN_EACH, values).all())


def in_steps(
    session: Session,
    user_id: int,
    decks: Collection[int],
    *,
    until: dt.datetime,
    limit: int,
    withheld: Collection[int] = (),
) -> list[Waiting]:
    """Memories in learning or relearning whose step comes up by `until`, soonest first."""
    values = {"user_id": user_id, "decks": list(decks), "until": until, "most": limit, "withheld": withheld}
    return _waiting(read_columns(session, _IN_STEPS, values))


def due_reviews(
    session: Session,
    user_id: int,
    decks: Sequence[int],
    day: dt.date,
    *,
    limit: int,
    withheld: Collection[int] = (),
) -> list[Waiting]:
    """Reviews due by `day`, oldest first, without those whose kin was asked today."""
    if not decks:
        return []
    values: dict[str, Any] = {"user_id": user_id, "day": day, "most": limit, "withheld": withheld}
    if len(decks) > _MOST_RANGES:
        found = _waiting(read_columns(session, _DUE_ANYWHERE, values | {"decks": list(decks)}))
    else:
        values.update({f"deck_{number}": deck for number, deck in enumerate(decks)})
        found = _waiting(read_columns(session, _reviews_in(len(decks), beyond=False), values))
    found.sort(key=lambda one: (one.memory.due_on or day, one.target_id))
    return found[:limit]


def reviews_beyond(
    session: Session,
    user_id: int,
    decks: Sequence[int],
    day: dt.date,
    exam_on: dt.date,
    *,
    since: dt.date,
    limit: int,
    withheld: Collection[int] = (),
) -> list[Waiting]:
    """Reviews due on the exam or later and not asked `since`, the soonest first, as of `day`."""
    values: dict[str, Any] = {
        "user_id": user_id, "day": day, "exam_on": exam_on, "since": since,
        "most": limit, "withheld": withheld,
    }  # fmt: skip
    found: list[Waiting] = []
    for start in range(0, len(decks), _MOST_RANGES):
        some = decks[start : start + _MOST_RANGES]
        values.update({f"deck_{number}": deck for number, deck in enumerate(some)})
        found += _waiting(read_columns(session, _reviews_in(len(some), beyond=True), values))
    by_kin: dict[str, Waiting] = {}
    for one in sorted(found, key=lambda one: (one.memory.due_on or day, one.target_id)):
        by_kin.setdefault(one.kin, one)
    return list(by_kin.values())[:limit]


def new_targets(
    session: Session,
    user_id: int,
    decks: Sequence[Studied],
    day: dt.date,
    *,
    limit: int,
    withheld: Collection[int] = (),
) -> list[Waiting]:
    """Targets never studied, in the order of their decks, one of each kin."""
    found: dict[str, Any] = {}
    for deck in decks:
        if len(found) >= limit:
            break
        if deck.met_position >= deck.last_position:
            continue
        values = {
            "user_id": user_id,
            "deck_id": deck.deck_id,
            "met_position": deck.met_position,
            "day": day,
            # A target has up to three cards, a kin some targets; the rest comes with the next batch.
            "most": limit * 6,
            "withheld": withheld,
        }
        with read_columns(session, _NEW, values) as rows:
            for row in chain.from_iterable(rows.partitions(limit)):
                found.setdefault(row.kin, row)
                if len(found) >= limit:
                    break
    # Of most new cards nothing is known; of the others, what quizzes have shown.
    known = _memories_of(session, user_id, [row.target_id for row in found.values() if row.row_version])
    return [
        Waiting(target, kin, deck, version, known.get(target, UNMET))
        for target, kin, deck, version in found.values()
    ]


def faces_of(session: Session, waiting: Sequence[Waiting]) -> dict[int, list[Face]]:
    """The cards of these targets in the deck they are studied in, by target, in order."""
    rows = read_columns(session, _FACES, {"targets": [one.target_id for one in waiting]}).all()
    home = {one.target_id: one.deck_id for one in waiting}
    faces: dict[int, list[Face]] = {}
    for row in rows:
        face = Face(*row)
        if face.deck_id == home[face.target_id]:
            faces.setdefault(face.target_id, []).append(face)
    return faces


def places_of(
    session: Session, user_id: int, card_ids: Collection[int]
) -> dict[int, tuple[int, int | None, int | None]]:
    """Target, deck and position of those cards that the learner studies, by card.

    What no card of the deck asks for any more has a target only.
    """
    rows = read_columns(session, _PLACES, {"user_id": user_id, "cards": list(card_ids)}).all()
    return {
        id: (target, deck, position) if is_asked else (target, None, None)
        for id, target, deck, position, is_asked in rows
    }


def _waiting(rows: CursorResult[*tuple[Any, ...]]) -> list[Waiting]:
    return [
        Waiting(target, kin, deck, version, memory_of(values))
        for target, kin, deck, version, *values in rows.all()
    ]


def _memories_of(session: Session, user_id: int, targets: Collection[int]) -> dict[int, Memory]:
    if not targets:
        return {}
    rows = read_columns(session, _MEMORIES, {"user_id": user_id, "targets": list(targets)})
    return {target: memory_of(values) for target, *values in rows.all()}


# Built once, with places for the values: building them costs more than running them.
_USER: Any = bindparam("user_id", type_=Integer)
_DAY: Any = bindparam("day", type_=Date)
_DECKS: Any = bindparam("decks", expanding=True)
_MOST: Any = bindparam("most", type_=Integer)
_WITHHELD: Any = bindparam("withheld", expanding=True)
"""Targets that an exam keeps from being asked: see `withheld_queries`."""

_IS_MINE = MemoryRow.user_id == _USER
_IS_AWAKE = MemoryRow.is_suspended.is_(False)
_IS_UNBURIED = or_(MemoryRow.buried_on.is_(None), MemoryRow.buried_on != _DAY)
_KIN, _KIN_MEMORY = aliased(RecallTarget), aliased(MemoryRow)
# Looked up for each row at hand: a list of all that was asked today grows with the day. As values, not
# as joins: whatever a database knows of its tables, it can only go from the kin to its memory.
_LAST_ON = (
    select(_KIN_MEMORY.last_on)
    .where(_KIN_MEMORY.user_id == _USER, _KIN_MEMORY.target_id == _KIN.id)
    .correlate(_KIN)
    .scalar_subquery()
)
_KIN_ASKED_TODAY = (
    select(func.count())
    .where(_KIN.kin == RecallTarget.kin, _LAST_ON == _DAY)
    .correlate(RecallTarget)
    .scalar_subquery()
)
# Not "= 0", which PostgreSQL takes for so rare that it would look through all that is due and sort it.
_IS_KIN_FREE = _KIN_ASKED_TODAY < 1
"""Nothing of the same fact or note was asked today."""

_IS_IN_REVIEW = and_(
    _IS_MINE,
    MemoryRow.queue == "review",
    _IS_AWAKE,
    _IS_UNBURIED,
    MemoryRow.target_id.not_in(_WITHHELD),
)
_IS_DUE = and_(_IS_IN_REVIEW, MemoryRow.due_on <= _DAY)
_IS_BEYOND = and_(
    _IS_IN_REVIEW,
    MemoryRow.due_on >= bindparam("exam_on", type_=Date),
    MemoryRow.last_on < bindparam("since", type_=Date),
)
# By queue and not by "due_at is not null": only so does SQLite find the few by their index.
_IS_IN_STEPS = and_(
    _IS_MINE, MemoryRow.deck_id.in_(_DECKS), MemoryRow.queue.in_(("learning", "relearning")), _IS_AWAKE
) & MemoryRow.target_id.not_in(_WITHHELD)

_READ = select(
    MemoryRow.target_id, RecallTarget.kin, MemoryRow.deck_id, MemoryRow.row_version, *MEMORY_COLUMNS
).join(RecallTarget, RecallTarget.id == MemoryRow.target_id)

_IN_STEPS = (
    _READ.where(_IS_IN_STEPS, MemoryRow.due_at <= bindparam("until", type_=UtcDateTime))
    .order_by(MemoryRow.due_at, MemoryRow.target_id)
    .limit(_MOST)
)
_DUE_ANYWHERE = (
    _READ.where(_IS_DUE, MemoryRow.deck_id.in_(_DECKS), _IS_KIN_FREE)
    .order_by(MemoryRow.due_on, MemoryRow.position)
    .limit(_MOST)
)
_DUE_KINS = (
    select(RecallTarget.kin)
    .join(MemoryRow, MemoryRow.target_id == RecallTarget.id)
    .where(_IS_DUE, MemoryRow.deck_id.in_(_DECKS), _IS_KIN_FREE)
    .limit(_COUNTED_UP_TO)
    .subquery()
)
_DUE_IN_EACH: Any = (
    select(MemoryRow.deck_id, func.count(RecallTarget.kin.distinct()))
    .join(RecallTarget, RecallTarget.id == MemoryRow.target_id)
    .where(_IS_DUE, MemoryRow.deck_id.in_(_DECKS), _IS_KIN_FREE)
    .group_by(MemoryRow.deck_id)
)
_THOSE_DUE = (
    select(MemoryRow.target_id).where(_IS_DUE, MemoryRow.deck_id.in_(_DECKS)).limit(_COUNTED_UP_TO).subquery()
)
# A row to select from and no value in place, which SQLite would count anew wherever it is named.
_ALL_DUE = select(func.count().label("cards")).select_from(_THOSE_DUE).subquery()
_KINS_DUE = select(func.count(_DUE_KINS.c.kin.distinct())).scalar_subquery()
_THOSE_IN_STEPS = select(MemoryRow.target_id).where(_IS_IN_STEPS).limit(_COUNTED_UP_TO).subquery()
_COUNT_WAITING = select(
    case((_ALL_DUE.c.cards <= COUNTED_BY_KIN, _KINS_DUE), else_=_ALL_DUE.c.cards),
    select(func.count()).select_from(_THOSE_IN_STEPS).scalar_subquery(),
    select(func.min(MemoryRow.due_at)).where(_IS_IN_STEPS).scalar_subquery(),
).select_from(_ALL_DUE)
_FACES = (
    select(Card.id, Card.note_id, Card.target_id, Card.deck_id, Card.position, Card.form, Card.face)
    .where(Card.target_id.in_(bindparam("targets", expanding=True)), Card.retired_at.is_(None))
    .order_by(Card.target_id, Card.ordinal)
)
_OF_CARD = MemoryRow.target_id == Card.target_id
_VERSION_OF_CARD = select(MemoryRow.row_version).where(_IS_MINE, _OF_CARD).correlate(Card).scalar_subquery()
_NEW = (
    select(
        Card.target_id,
        RecallTarget.kin,
        Card.deck_id,
        func.coalesce(_VERSION_OF_CARD, 0).label("row_version"),
    )
    .join(RecallTarget, RecallTarget.id == Card.target_id)
    .where(
        Card.deck_id == bindparam("deck_id"),
        Card.position > bindparam("met_position"),
        Card.retired_at.is_(None),
        is_new_to(_USER, and_(IS_IDLE, _IS_UNBURIED)),
        _IS_KIN_FREE,
        Card.target_id.not_in(_WITHHELD),
    )
    .order_by(Card.position, Card.ordinal)
    .limit(_MOST)
)
_MEMORIES = select(MemoryRow.target_id, *MEMORY_COLUMNS).where(
    _IS_MINE, MemoryRow.target_id.in_(bindparam("targets", expanding=True))
)
_ASKING = aliased(Card)
_IS_ASKED = exists(
    select(1).where(
        _ASKING.target_id == Card.target_id, _ASKING.deck_id == Card.deck_id, _ASKING.retired_at.is_(None)
    )
)
_PLACES = select(Card.id, Card.target_id, Card.deck_id, Card.position, _IS_ASKED).where(
    Card.id.in_(bindparam("cards", expanding=True)),
    exists(
        select(1).where(Study.user_id == _USER, Study.deck_id == Card.deck_id, Study.stopped_at.is_(None))
    ),
)


@lru_cache(maxsize=128)
def _reviews_in(decks: int, *, beyond: bool) -> Any:
    """The oldest reviews due in each of so many decks, or the soonest of those due beyond an exam.

    Each deck by its own range of the index: sorting the backlog of several would read all of it.
    """
    are_wanted = _IS_BEYOND if beyond else _IS_DUE
    parts = [
        _READ.where(are_wanted, MemoryRow.deck_id == bindparam(f"deck_{number}"), _IS_KIN_FREE)
        .order_by(MemoryRow.due_on, MemoryRow.position)
        .limit(_MOST)
        .subquery()
        for number in range(decks)
    ]
    return union_all(*(select(part) for part in parts))

"""SELECTs about the decks of a class. Only what was done in a shared deck since then is ever found."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session

from questions.memory.collection import Clump
from questions.memory.plan import DEFAULT_PLAN, Parameters
from quizapp.cards.figures_queries import age_step, clump_columns
from quizapp.cards.log import plans_of
from quizapp.cards.models import Card, Deck, DeckShare, MemoryRow, Study, StudyPlan
from quizapp.classrooms.models import Membership
from quizapp.errors import NotFound

OFTEN = 4
"""Times that a learner has forgotten a card before it counts as hard for her: half of a leech's."""

FEWEST_LEARNERS = 3
"""Below three learners with the same trouble, it is theirs and not the card's."""

BAD_CARDS_SHOWN = 20

_FORGETFUL = func.sum(case((MemoryRow.lapses >= OFTEN, 1), else_=0))
_FORGOTTEN_BY_MANY = (_FORGETFUL >= FEWEST_LEARNERS, func.count() <= _FORGETFUL * 3)


@dataclass(frozen=True, slots=True)
class SharedDeck:
    """A deck of a class, and how many of its present students study it."""

    id: int
    title: str
    learners: int


def shared_decks(session: Session, classroom_id: int) -> list[SharedDeck]:
    """The decks of a class, by title, in one statement."""
    learners = (
        select(func.count())
        .where(_studies(classroom_id), Study.deck_id == Deck.id)
        .correlate(Deck)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Deck.id, Deck.title, learners)
        .join(DeckShare, DeckShare.deck_id == Deck.id)
        .where(DeckShare.classroom_id == classroom_id, Deck.archived_at.is_(None))
        .order_by(Deck.title, Deck.id)
    )
    return [SharedDeck(*row) for row in rows]


def get_shared_deck(session: Session, classroom_id: int, deck_id: int) -> tuple[Deck, dt.datetime]:
    """A deck of this class and since when it is; any other does not exist."""
    row = session.execute(
        select(Deck, DeckShare.shared_at)
        .join(DeckShare, DeckShare.deck_id == Deck.id)
        .where(Deck.id == deck_id, DeckShare.classroom_id == classroom_id, Deck.archived_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    deck, shared_at = row
    return deck, shared_at


def count_targets(session: Session, deck_id: int) -> int:
    """How much there is to remember in a deck: cards that ask for the same thing count once."""
    query = select(func.count(Card.target_id.distinct())).where(
        Card.deck_id == deck_id, Card.retired_at.is_(None)
    )
    return session.scalar(query) or 0


def learners_of(session: Session, classroom_id: int, deck_id: int) -> set[int]:
    """The present students of the class who study the deck."""
    return set(session.scalars(select(Study.user_id).where(_studies(classroom_id), Study.deck_id == deck_id)))


@dataclass(frozen=True, slots=True)
class LearnerClump:
    """Memories of one learner that are much alike; `waiting` are due, `late` for some days already."""

    clump: Clump
    waiting: int
    late: int


def clumps_by_learner(
    session: Session,
    learners: Sequence[int],
    deck_id: int,
    *,
    since: dt.datetime,
    day: dt.date,
    late: dt.date,
) -> dict[int, list[LearnerClump]]:
    """What these learners have met of a deck, as on a day; `late` is what was due by that day before it."""
    is_due = and_(MemoryRow.queue == "review", MemoryRow.is_suspended.is_(False))
    rows = session.execute(
        select(
            MemoryRow.user_id,
            func.sum(case((and_(is_due, MemoryRow.due_on <= day), 1), else_=0)),
            func.sum(case((and_(is_due, MemoryRow.due_on <= late), 1), else_=0)),
            *clump_columns(day),
        )
        .where(_worked_on(learners, deck_id, since))
        .group_by(MemoryRow.user_id, age_step(day))
    )
    found: dict[int, list[LearnerClump]] = defaultdict(list)
    for user_id, waiting, overdue, *clump in rows:
        found[user_id].append(LearnerClump(Clump(*clump), waiting, overdue))
    return found


def parameters_of(session: Session, learners: Sequence[int]) -> dict[int, Parameters]:
    """By which numbers each learner forgets; all else in her plan is her own business."""
    newest = (
        select(StudyPlan.user_id, func.max(StudyPlan.id).label("id"))
        .where(StudyPlan.user_id.in_(learners))
        .group_by(StudyPlan.user_id)
    )
    ids: dict[int, int] = {row.user_id: row.id for row in session.execute(newest)}
    plans = plans_of(session, ids.values())
    return {one: plans[ids[one]].parameters if one in ids else DEFAULT_PLAN.parameters for one in learners}


@dataclass(frozen=True, slots=True)
class BadCard:
    """A card that many forget: perhaps it asks badly."""

    note_id: int
    front: str
    learners: int
    forgetful: int


@dataclass(frozen=True, slots=True)
class DeckProgress:
    """What a class has done in a deck: targets met, of all students together, and how many are behind."""

    met: int = 0
    behind: int = 0


def progress_by_deck(session: Session, classroom_id: int, *, late: dt.date) -> dict[int, DeckProgress]:
    """The work on each deck of a class since it was shared; nothing where nobody has begun."""
    is_late = and_(MemoryRow.queue == "review", MemoryRow.is_suspended.is_(False), MemoryRow.due_on <= late)
    rows = session.execute(
        select(
            DeckShare.deck_id,
            func.count(),
            func.count(case((is_late, MemoryRow.user_id)).distinct()),
        )
        .join_from(MemoryRow, DeckShare, _is_work_of_class(classroom_id))
        .group_by(DeckShare.deck_id)
    )
    return {deck_id: DeckProgress(*progress) for deck_id, *progress in rows}


def targets_by_deck(session: Session, classroom_id: int) -> dict[int, int]:
    """How much there is to remember in each deck of a class."""
    rows = session.execute(
        select(Card.deck_id, func.count(Card.target_id.distinct()))
        .join(DeckShare, DeckShare.deck_id == Card.deck_id)
        .where(DeckShare.classroom_id == classroom_id, Card.retired_at.is_(None))
        .group_by(Card.deck_id)
    )
    return dict(rows.all())


def bad_cards_by_deck(session: Session, classroom_id: int) -> dict[int, int]:
    """How many cards of each deck of a class are forgotten by many, as in `bad_cards`."""
    bad = (
        select(DeckShare.deck_id)
        .join_from(MemoryRow, DeckShare, _is_work_of_class(classroom_id))
        .group_by(DeckShare.deck_id, MemoryRow.target_id)
        .having(*_FORGOTTEN_BY_MANY)
        .subquery()
    )
    rows = session.execute(select(bad.c.deck_id, func.count()).group_by(bad.c.deck_id))
    return dict(rows.all())


def bad_cards(
    session: Session, learners: Sequence[int], deck_id: int, *, since: dt.datetime
) -> list[BadCard]:
    """What at least three learners, and a third of those who met it, forgot often; the worst first."""
    hard = (
        select(MemoryRow.target_id, func.count().label("learners"), _FORGETFUL.label("forgetful"))
        .where(_worked_on(learners, deck_id, since))
        .group_by(MemoryRow.target_id)
        .having(*_FORGOTTEN_BY_MANY)
        .subquery()
    )
    shown = (
        select(func.min(Card.id))
        .where(Card.target_id == hard.c.target_id, Card.deck_id == deck_id, Card.retired_at.is_(None))
        .correlate(hard)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Card.note_id, Card.face["front"].as_string(), hard.c.learners, hard.c.forgetful)
        .select_from(hard)
        .join(Card, Card.id == shown)
        .order_by((hard.c.forgetful * 1.0 / hard.c.learners).desc(), hard.c.target_id)
        .limit(BAD_CARDS_SHOWN)
    )
    return [BadCard(*row) for row in rows]


def _studies(classroom_id: int) -> ColumnElement[bool]:
    """Whether a `Study` is that of a present student; keeping something after a quiz is less."""
    students = select(Membership.user_id).where(
        Membership.classroom_id == classroom_id, Membership.part == "student", Membership.left_at.is_(None)
    )
    return and_(Study.user_id.in_(students), Study.stopped_at.is_(None), Study.only_kept.is_(False))


def _is_work_of_class(classroom_id: int) -> ColumnElement[bool]:
    """Whether a memory was last answered in a deck of the class, since then, by a student who studies it."""
    studies = exists().where(
        _studies(classroom_id), Study.user_id == MemoryRow.user_id, Study.deck_id == MemoryRow.deck_id
    )
    return and_(
        DeckShare.deck_id == MemoryRow.deck_id,
        DeckShare.classroom_id == classroom_id,
        MemoryRow.last_at >= DeckShare.shared_at,
        MemoryRow.queue != "idle",
        studies,
    )


def _worked_on(learners: Sequence[int], deck_id: int, since: dt.datetime) -> Any:
    return and_(
        MemoryRow.user_id.in_(learners),
        MemoryRow.deck_id == deck_id,
        MemoryRow.queue != "idle",
        MemoryRow.last_at >= since,
    )

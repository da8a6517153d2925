"""SELECTs of decks: which there are for a learner, and what she studies."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import Session

from quizapp.cards.models import Deck, DeckShare, Study
from quizapp.classrooms.models import Classroom, Membership


def is_open_to(user_id: int) -> ColumnElement[bool]:
    """Whether a deck may be seen and studied: her own, a bank's, or one shared with a class of hers now."""
    shared = exists().where(
        DeckShare.deck_id == Deck.id,
        DeckShare.classroom_id == Membership.classroom_id,
        Membership.user_id == user_id,
        Membership.left_at.is_(None),
        Classroom.id == Membership.classroom_id,
        Classroom.archived_at.is_(None),
    )
    return and_(Deck.archived_at.is_(None), or_(Deck.owner_id == user_id, Deck.bank_id.is_not(None), shared))


@dataclass(frozen=True, slots=True)
class DeckEntry:
    """A deck in a list. `origin` is own, bank or class."""

    id: int
    parent_id: int | None
    title: str
    description: str
    origin: str
    is_studied: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """The decks that there are for one learner: outermost ones first, each followed by those inside it."""

    own: list[DeckEntry]
    shared: list[DeckEntry]
    banks: list[DeckEntry]


def shelf_of(session: Session, user_id: int) -> Shelf:
    """All decks open to this learner, in one statement."""
    origin = case((Deck.owner_id == user_id, "own"), (Deck.bank_id.is_not(None), "bank"), else_="class")
    studied = exists().where(Study.user_id == user_id, Study.deck_id == Deck.id, Study.stopped_at.is_(None))
    rows = session.execute(
        select(Deck.id, Deck.parent_id, Deck.title, Deck.description, origin, studied)
        .where(is_open_to(user_id))
        .order_by(Deck.title, Deck.id)
    )
    entries = _nested([DeckEntry(*row) for row in rows])
    return Shelf(
        own=[one for one in entries if one.origin == "own"],
        shared=[one for one in entries if one.origin == "class"],
        banks=[one for one in entries if one.origin == "bank"],
    )


def _nested(entries: list[DeckEntry]) -> list[DeckEntry]:
    """Each deck before those inside it; one whose outer deck is not here stands by itself."""
    here = {one.id for one in entries}
    inside: dict[int | None, list[DeckEntry]] = {}
    for one in entries:
        inside.setdefault(one.parent_id if one.parent_id in here else None, []).append(one)
    found: list[DeckEntry] = []
    waiting = list(reversed(inside.get(None, [])))
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += reversed(inside.get(one.id, []))
    return found

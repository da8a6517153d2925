"""SELECTs of decks: which there are for a learner, what she studies, and what lies inside what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    and_,
    case,
    exists,
    func,
    null,
    select,
    union,
)
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import User
from quizapp.cards.models import Card, Deck, DeckShare, Study
from quizapp.classrooms.models import Classroom, Membership
from quizapp.errors import NotFound


def is_open_to(user_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Whether a deck may be seen and studied: her own, a bank's, or one shared with a class of hers now."""
    shared = (
        select(DeckShare.deck_id)
        .join(Classroom, Classroom.id == DeckShare.classroom_id)
        .join(Membership, Membership.classroom_id == Classroom.id)
        .where(Membership.user_id == user_id, Membership.left_at.is_(None), Classroom.archived_at.is_(None))
    )
    # Not as an OR, which would look at every deck there is.
    open_ids = union(
        select(Deck.id).where(Deck.owner_id == user_id),
        select(Deck.id).where(Deck.bank_id.is_not(None)),
        shared,
    )
    return and_(Deck.archived_at.is_(None), Deck.id.in_(open_ids))


def get_deck(session: Session, user_id: int, deck_id: int) -> Deck:
    """A deck that this learner may study; to everybody else it does not exist."""
    deck = session.scalar(select(Deck).where(Deck.id == deck_id, is_open_to(user_id)))
    if deck is None:
        raise NotFound
    return deck


def get_own_deck(session: Session, user_id: int, deck_id: int, *, is_archived: bool = False) -> Deck:
    """A deck that this person may change: one that she made. An archived one only where it is wanted."""
    archived = Deck.archived_at.is_not(None) if is_archived else Deck.archived_at.is_(None)
    deck = session.scalar(select(Deck).where(Deck.id == deck_id, Deck.owner_id == user_id, archived))
    if deck is None:
        raise NotFound
    return deck


def deck_and_inside(session: Session, deck_id: int) -> Sequence[int]:
    """The ids of a deck and of all decks inside it, at any depth."""
    found = select(Deck.id).where(Deck.id == deck_id).cte("inside", recursive=True)
    inner = aliased(Deck)
    found = found.union(select(inner.id).where(inner.parent_id == found.c.id))
    return session.scalars(select(found.c.id)).all()


MOST_COUNTED = 10_000
"""Cards of one deck that a list counts; a page says of more only that there are more."""


@dataclass(frozen=True, slots=True)
class DeckEntry:
    """A deck in a list. `cards` are its own, those of decks inside it apart; None where nobody counted them.

    Where there are more than are counted, it is one more than these.
    `origin` is own, bank or class; `depth` counts the decks around it in the list.
    """

    id: int
    parent_id: int | None
    title: str
    description: str
    origin: str
    cards: int | None
    is_studied: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """The decks that there are for one learner: outermost ones first, each followed by those inside it."""

    own: list[DeckEntry]
    shared: list[DeckEntry]
    banks: list[DeckEntry]

    @property
    def is_untouched(self) -> bool:
        """Whether the learner has made no deck and studies none."""
        return not self.own and not any(one.is_studied for one in (*self.shared, *self.banks))


def shelf_of(session: Session, user_id: int, most: int = MOST_COUNTED) -> Shelf:
    """All decks open to this learner with their numbers of cards, `most` of each, in one statement."""
    entries = _nested(_entries(session, user_id, is_open_to(user_id), most=most))
    return Shelf(
        own=[one for one in entries if one.origin == "own"],
        shared=[one for one in entries if one.origin == "class"],
        banks=[one for one in entries if one.origin == "bank"],
    )


def decks_inside(session: Session, user_id: int, deck: Deck) -> list[DeckEntry]:
    """The decks directly inside this one that are open to this learner, by title."""
    return _entries(session, user_id, and_(Deck.parent_id == deck.id, is_open_to(user_id)))


def is_studied_by(session: Session, user_id: int, deck_id: int) -> bool:
    return bool(session.scalar(select(_is_studied(user_id, deck_id))))


def own_decks(session: Session, user_id: int) -> list[DeckEntry]:
    """The decks that this person may write in, each followed by those inside it."""
    return _nested(_entries(session, user_id, and_(Deck.owner_id == user_id, Deck.archived_at.is_(None))))


def archived_decks(session: Session, user_id: int) -> list[DeckEntry]:
    """The decks that this person has archived, outermost ones only."""
    archived = and_(Deck.owner_id == user_id, Deck.archived_at.is_not(None))
    return [one for one in _nested(_entries(session, user_id, archived)) if one.depth == 0]


def outer_decks(session: Session, user_id: int, deck: Deck) -> list[Deck]:
    """The decks around this one, outermost first, as far as they are open to this learner."""
    found: list[Deck] = []
    outer_id = deck.parent_id
    while outer_id is not None:
        outer = session.scalar(select(Deck).where(Deck.id == outer_id, is_open_to(user_id)))
        if outer is None:
            break
        found.insert(0, outer)
        outer_id = outer.parent_id
    return found


def shares_of(session: Session, deck_id: int) -> set[int]:
    """The classes that a deck is shared with."""
    return set(session.scalars(select(DeckShare.classroom_id).where(DeckShare.deck_id == deck_id)))


def classes_of(session: Session, deck_id: int) -> list[tuple[int, str]]:
    """The classes that a deck is shared with, by name."""
    rows = session.execute(
        select(Classroom.id, Classroom.name)
        .join(DeckShare, DeckShare.classroom_id == Classroom.id)
        .where(DeckShare.deck_id == deck_id, Classroom.archived_at.is_(None))
        .order_by(Classroom.name, Classroom.id)
    )
    return [(row.id, row.name) for row in rows]


def maker_of(session: Session, deck: Deck) -> str:
    """The name of whoever made a deck; "" where it is a bank's."""
    return session.scalar(select(User.display_name).where(User.id == deck.owner_id)) or ""


def _entries(
    session: Session, user_id: int, which: ColumnElement[bool], *, most: int | None = None
) -> list[DeckEntry]:
    origin = case((Deck.owner_id == user_id, "own"), (Deck.bank_id.is_not(None), "bank"), else_="class")
    cards = null() if most is None else _count_cards(most)
    rows = session.execute(
        select(
            Deck.id,
            Deck.parent_id,
            Deck.title,
            Deck.description,
            origin,
            cards,
            _is_studied(user_id, Deck.id),
        )
        .where(which)
        .order_by(Deck.title, Deck.id)
    )
    return [DeckEntry(*row) for row in rows]


def _count_cards(most: int) -> ScalarSelect[int]:
    """The cards of the deck at hand, up to one more than `most`."""
    some = (
        select(Card.id)
        .where(Card.deck_id == Deck.id, Card.retired_at.is_(None))
        .correlate(Deck)
        .limit(most + 1)
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()


def _is_studied(user_id: int, deck_id: object) -> ColumnElement[bool]:
    """Whether she studies all of it; single targets that she kept after a quiz are less than that."""
    return exists().where(
        Study.user_id == user_id,
        Study.deck_id == deck_id,
        Study.stopped_at.is_(None),
        Study.only_kept.is_(False),
    )


def _nested(entries: list[DeckEntry]) -> list[DeckEntry]:
    """Each deck before those inside it; one whose outer deck is not here stands by itself."""
    here = {one.id for one in entries}
    inside: dict[int | None, list[DeckEntry]] = {}
    for one in entries:
        inside.setdefault(one.parent_id if one.parent_id in here else None, []).append(one)
    found: list[DeckEntry] = []
    waiting = [(one, 0) for one in reversed(inside.get(None, []))]
    while waiting:
        one, depth = waiting.pop()
        found.append(replace(one, depth=depth))
        waiting += [(inner, depth + 1) for inner in reversed(inside.get(one.id, []))]
    return found

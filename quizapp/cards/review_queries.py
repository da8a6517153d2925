"""SELECTs of the pages on which cards are learned; what comes next is in `queue_queries`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, exists, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from questions.memory.state import UNMET
from questions.memory.tally import ANSWERING
from questions.question import Citation, Format
from quizapp.cards.day_queries import ANSWERS_OF_DAY, studied_decks
from quizapp.cards.deck_queries import deck_and_inside, is_open_to
from quizapp.cards.log import MEMORY_COLUMNS, memory_of
from quizapp.cards.models import Card, Deck, MemoryRow, Note, RecallTarget, Review, Study
from quizapp.cards.queue_queries import IS_NEW, Waiting
from quizapp.db import read_columns
from quizapp.errors import NotFound
from quizapp.library.models import Bank


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """What a card's page needs of its note; `language` is that of its bank, "" where it has none."""

    deck: str
    format: Format
    language: str
    is_of_fact: bool
    is_cited: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class StudiedDeck:
    """A deck that is studied, with what it has left: reviews due up to a limit, and cards never met.

    `within` is the title of the deck it lies in; `bank` the slug of its bank, whose quizzes ask the same.
    """

    id: int
    title: str
    within: str
    bank: str
    due: int
    new: int


@dataclass(frozen=True, slots=True)
class CitedCard:
    """A card with what its receipt rests on; `bank_id` is None where nothing is cited."""

    target_id: int
    face: dict[str, Any]
    bank_id: int | None
    citations: tuple[Citation, ...]


def get_studied_title(session: Session, user_id: int, deck_id: int) -> str:
    """The title of a deck that is studied, or has one inside that is."""
    ids = deck_and_inside(session, deck_id)
    studied = exists().where(Study.user_id == user_id, Study.deck_id.in_(ids), Study.stopped_at.is_(None))
    title = session.scalar(select(Deck.title).where(Deck.id == deck_id, is_open_to(user_id), studied))
    if title is None:
        raise NotFound
    return title


def studied_with_counts(session: Session, user_id: int, day: dt.date, most: int = 1_000) -> list[StudiedDeck]:
    """What is studied, what lies in one deck together. At most `most` due reviews of each are counted.

    New cards are counted one by one while no more places than these lie ahead; what was met out of order, as
    cards of another program are, or deleted, counts as new only beyond.
    """
    due = (
        select(MemoryRow.target_id)
        .where(
            MemoryRow.user_id == user_id,
            MemoryRow.deck_id == Deck.id,
            MemoryRow.queue == "review",
            MemoryRow.due_on <= day,
            MemoryRow.is_suspended.is_(False),
        )
        .correlate(Deck)
        .limit(most)
        .subquery()
    )
    ahead = Deck.last_position - Study.met_position
    unmet = (
        select(func.count(Card.position.distinct()))
        .outerjoin(MemoryRow, and_(MemoryRow.target_id == Card.target_id, MemoryRow.user_id == user_id))
        .where(Card.deck_id == Deck.id, Card.position > Study.met_position, Card.retired_at.is_(None), IS_NEW)
        .correlate(Deck, Study)
        .scalar_subquery()
    )
    outer = aliased(Deck)
    rows = session.execute(
        select(
            Deck.id,
            Deck.title,
            func.coalesce(outer.title, ""),
            func.coalesce(Bank.slug, ""),
            select(func.count()).select_from(due).scalar_subquery(),
            case((ahead <= most, unmet), else_=ahead),
        )
        .join(Study, and_(Study.deck_id == Deck.id, Study.user_id == user_id))
        .outerjoin(outer, outer.id == Deck.parent_id)
        .outerjoin(Bank, Bank.id == Deck.bank_id)
        .where(Study.stopped_at.is_(None), is_open_to(user_id), Deck.last_position > 0)
        .order_by(func.coalesce(outer.title, Deck.title), Deck.id)
    )
    return [
        StudiedDeck(id, title, within, bank, due, max(0, new)) for id, title, within, bank, due, new in rows
    ]


def count_answers(
    session: Session, user_id: int, decks: Collection[int], day: dt.date, *, most: int = 1_000
) -> int:
    """How many cards of these decks were answered on `day`, up to `most`.

    Crams, and what was taken back, are not counted.
    """
    values = {"user_id": user_id, "decks": list(decks), "day": day, "most": most}
    return read_columns(session, _ANSWERED, values).scalar_one()


def notes_of(session: Session, user_id: int, note_ids: Collection[int]) -> dict[int, NoteEntry]:
    rows = read_columns(session, _NOTES, {"notes": list(note_ids)}).all()
    return {
        id: NoteEntry(title, format, language, kind == "fact", bool(citations), owner_id == user_id)
        for id, title, format, language, kind, citations, owner_id in rows
    }


def find_waiting(session: Session, user_id: int, card_id: int) -> Waiting | None:
    """What a card asks for, whether or not it is its turn; None where the learner does not study it."""
    found = _waiting(session, user_id, [Card.id == card_id, _is_learned_by(user_id)], 1)
    return found[0][0] if found else None


def find_card_of(
    session: Session, user_id: int, target_id: int, *, rather: int | None, withheld: Collection[int] = ()
) -> int | None:
    """A card that asks this learner for a target: this one where it still does, else the first."""
    if target_id in withheld:
        return None
    return session.scalar(
        select(Card.id)
        .where(Card.target_id == target_id, Card.retired_at.is_(None), _is_learned_by(user_id))
        .order_by(case((Card.id == rather, 0), else_=1), Card.ordinal)
        .limit(1)
    )


def cards_in_turn(
    session: Session,
    user_id: int,
    decks: Collection[int],
    *,
    after: int | None,
    limit: int,
    withheld: Collection[int] = (),
) -> list[tuple[Waiting, int]]:
    """All that is studied of these decks, in their order, each by its first card; those set aside left out.

    `after` is the card behind which to go on. Deck by deck, until there are enough: to sort several
    together would read all of them.
    """
    place = (0, 0, 0)
    if after is not None:
        behind = select(Card.deck_id, Card.position, Card.ordinal).where(Card.id == after)
        row = session.execute(behind).one_or_none()
        if row is None:
            return []
        place = row.deck_id, row.position, row.ordinal
    earlier = aliased(Card)
    is_first = ~exists(
        select(1).where(
            earlier.target_id == Card.target_id,
            earlier.deck_id == Card.deck_id,
            earlier.retired_at.is_(None),
            earlier.ordinal < Card.ordinal,
        )
    )
    found: list[tuple[Waiting, int]] = []
    for deck_id in sorted(deck.deck_id for deck in studied_decks(session, user_id, decks)):
        if deck_id < place[0] or len(found) == limit:
            continue
        where = [
            Card.deck_id == deck_id,
            Card.target_id.not_in(withheld),
            is_first,
            func.coalesce(MemoryRow.is_suspended, False).is_(False),
        ]
        if deck_id == place[0]:
            where.append(tuple_(Card.position, Card.ordinal) > place[1:])
        found += _waiting(session, user_id, where, limit - len(found))
    return found


def get_cited_card(session: Session, user_id: int, card_id: int) -> CitedCard:
    """A card that is asked, and that the learner may study."""
    row = session.execute(
        select(Card.target_id, Card.face, RecallTarget.bank_id, Note.citations)
        .join(Note, Note.id == Card.note_id)
        .join(Deck, Deck.id == Card.deck_id)
        .join(RecallTarget, RecallTarget.id == Card.target_id)
        .where(Card.id == card_id, Card.retired_at.is_(None), is_open_to(user_id))
    ).one_or_none()
    if row is None:
        raise NotFound
    return CitedCard(row.target_id, row.face, row.bank_id, tuple(Citation(**one) for one in row.citations))


# Built once: building them costs more than running them.
_IS_WANTED = MemoryRow.deck_id.in_(bindparam("decks", expanding=True)), Review.kind.in_(ANSWERING)
_ANSWERED = select(func.count()).select_from(
    ANSWERS_OF_DAY.where(*_IS_WANTED).limit(bindparam("most", type_=Integer)).subquery()
)
_NOTES = (
    select(
        Note.id,
        Deck.title,
        Note.format,
        func.coalesce(Bank.language, ""),
        Note.kind,
        Note.citations,
        Deck.owner_id,
    )
    .join(Deck, Deck.id == Note.deck_id)
    .outerjoin(Bank, Bank.id == Deck.bank_id)
    .where(Note.id.in_(bindparam("notes", expanding=True)))
)


def _is_learned_by(user_id: int) -> ColumnElement[bool]:
    """Whether the learner studies the deck that a card lies in, and still may."""
    decks = (
        select(Deck.id)
        .join(Study, and_(Study.deck_id == Deck.id, Study.user_id == user_id))
        .where(Study.stopped_at.is_(None), is_open_to(user_id))
    )
    return Card.deck_id.in_(decks)


def _waiting(session: Session, user_id: int, where: Sequence[Any], limit: int) -> list[tuple[Waiting, int]]:
    query = (
        select(
            Card.id,
            Card.target_id,
            RecallTarget.kin,
            Card.deck_id,
            func.coalesce(MemoryRow.row_version, 0),
            *MEMORY_COLUMNS,
        )
        .join(RecallTarget, RecallTarget.id == Card.target_id)
        .outerjoin(MemoryRow, and_(MemoryRow.target_id == Card.target_id, MemoryRow.user_id == user_id))
        .where(Card.retired_at.is_(None), *where)
        .order_by(Card.position, Card.ordinal)
        .limit(limit)
    )
    return [
        (Waiting(target, kin, deck, version, UNMET if memory[0] is None else memory_of(memory)), card)
        for card, target, kin, deck, version, *memory in session.execute(query)
    ]

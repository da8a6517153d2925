"""The ways in which notes come that a search may want, each along one index, and what they must fulfil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from questions.card_search import Search, State, Term
from quizapp.cards.models import Card, MemoryRow, Note, NoteTag
from quizapp.cards.queue_queries import IS_NEW

Key = tuple[int, ...]
Candidates = Sequence[tuple[Key, int]]
"""Notes in the order of their keys: a note may come twice, when two of its cards are wanted. 0 is none."""


@dataclass(frozen=True, slots=True)
class SearchedDeck:
    """A deck that a search may name, and looks in if it ever `had_cards`.

    Up to `met_position` nothing is new to the learner. `is_studied` when she studies all of it: otherwise
    nothing in it is new to her.
    """

    id: int
    parent_id: int | None
    title: str
    had_cards: bool
    is_own: bool
    is_studied: bool
    met_position: int


Walk = Callable[[SearchedDeck, Key, int], Candidates]
"""Up to so many notes of a deck behind a key, read from one range of one index."""

_MARKS: dict[str, ColumnElement[bool]] = {
    "suspended": MemoryRow.is_suspended.is_(True),
    "flagged": MemoryRow.is_flagged.is_(True),
    "leech": MemoryRow.is_leech.is_(True),
}
IS_MARKED = or_(*_MARKS.values())
_STATES = _MARKS | {
    "learning": MemoryRow.queue.in_(("learning", "relearning")),
    "review": MemoryRow.queue == "review",
}

_PLACED = select(MemoryRow.deck_id, MemoryRow.position, MemoryRow.due_on, MemoryRow.target_id)


def walk_for(session: Session, user_id: int, search: Search, day: dt.date) -> Walk:
    """The walk that leaves out most of what does not fit."""
    states = search.wanted("is")
    for state in states:
        if state in _MARKS:
            return _with_memories(session, user_id, _MARKS[state])
    if "learning" in states:
        return _with_memories(session, user_id, _STATES["learning"])
    if "due" in states:
        return _due(session, user_id, day)
    if "new" in states:
        return _new(session)
    tags = search.wanted("tag")
    return _tagged(session, tags[0]) if tags else _all_notes(session)


def conditions(
    user_id: int, search: Search, day: dt.date, decks: Sequence[SearchedDeck]
) -> list[ColumnElement[bool]]:
    """What a note must fulfil; which deck it lies in is asked before."""
    studied = [deck.id for deck in decks if deck.is_studied]

    def condition(term: Term) -> ColumnElement[bool]:
        match term.kind:
            case "tag":
                return exists().where(NoteTag.note_id == Note.id, NoteTag.folded == term.text.casefold())
            case "is":
                return _has_card(user_id, _is_in(term.text, day, studied))
            case _:
                return Note.words.icontains(term.text, autoescape=True)

    asked = [term for term in search.terms if term.kind != "deck"]
    return [~condition(term) if term.is_negated else condition(term) for term in asked]


def states_of(memory: MemoryRow, day: dt.date) -> list[State]:
    """All states that a card is in, but for new: that has no memory."""
    is_due = memory.due_on is not None and memory.due_on <= day and not memory.is_suspended
    states: dict[State, bool] = {
        "suspended": memory.is_suspended,
        "flagged": memory.is_flagged,
        "leech": memory.is_leech,
        "learning": memory.queue in ("learning", "relearning"),
        "review": memory.queue == "review",
        "due": is_due,
    }
    return [state for state, holds in states.items() if holds]


def _with_memories(session: Session, user_id: int, condition: ColumnElement[bool]) -> Walk:
    def walk(deck: SearchedDeck, key: Key, most: int) -> Candidates:
        memories = _PLACED.where(MemoryRow.user_id == user_id, MemoryRow.deck_id == deck.id, condition)
        if key:
            memories = memories.where(MemoryRow.position > key[0])
        rows = _with_notes(session, memories.order_by(MemoryRow.position).limit(most))
        return sorted(((position,), note_id) for position, _due_on, note_id in rows)

    return walk


def _due(session: Session, user_id: int, day: dt.date) -> Walk:
    place = (MemoryRow.due_on, MemoryRow.position)

    def walk(deck: SearchedDeck, key: Key, most: int) -> Candidates:
        memories = _PLACED.where(MemoryRow.user_id == user_id, MemoryRow.deck_id == deck.id, _is_due(day))
        if len(key) == 2:
            memories = memories.where(tuple_(*place) > (_day_numbered(key[0]), key[1]))
        rows = _with_notes(session, memories.order_by(*place).limit(most))
        return sorted(((due_on.toordinal(), position), note_id) for position, due_on, note_id in rows)

    return walk


def _with_notes(session: Session, memories: Any) -> list[Any]:
    """The position, the due day and a note of each memory; 0 for one that no card in its place asks for."""
    # By a table of its own: joined at once, SQLite walks along the cards of the deck instead.
    chosen = memories.subquery()
    at = and_(
        Card.deck_id == chosen.c.deck_id,
        Card.position == chosen.c.position,
        Card.target_id == chosen.c.target_id,
        Card.retired_at.is_(None),
    )
    note_id = func.coalesce(Card.note_id, 0)
    rows = select(chosen.c.position, chosen.c.due_on, note_id).outerjoin_from(chosen, Card, at)
    return list(session.execute(rows))


def _new(session: Session) -> Walk:
    def walk(deck: SearchedDeck, key: Key, most: int) -> Candidates:
        if not deck.is_studied:
            return []
        rows = select(Card.position, Card.note_id).where(Card.deck_id == deck.id, Card.retired_at.is_(None))
        return _in_order(session, rows, Card.position, key or (deck.met_position,), most)

    return walk


def _tagged(session: Session, tag: str) -> Walk:
    bears = NoteTag.folded == tag.casefold()

    def walk(deck: SearchedDeck, key: Key, most: int) -> Candidates:
        rows = select(NoteTag.note_id, NoteTag.note_id).where(NoteTag.deck_id == deck.id, bears)
        return _in_order(session, rows, NoteTag.note_id, key, most)

    return walk


def _all_notes(session: Session) -> Walk:
    def walk(deck: SearchedDeck, key: Key, most: int) -> Candidates:
        return _in_order(session, select(Note.id, Note.id).where(Note.deck_id == deck.id), Note.id, key, most)

    return walk


def _in_order(session: Session, rows: Any, place: Any, key: Key, most: int) -> Candidates:
    if key:
        rows = rows.where(place > key[0])
    return [((at,), note_id) for at, note_id in session.execute(rows.order_by(place).limit(most))]


def _day_numbered(number: int) -> dt.date:
    """The day of a key, which came with an address and may be any number."""
    return dt.date.fromordinal(min(max(number, 1), dt.date.max.toordinal()))


def _is_due(day: dt.date) -> ColumnElement[bool]:
    return and_(MemoryRow.queue == "review", MemoryRow.due_on <= day, MemoryRow.is_suspended.is_(False))


def _is_in(state: str, day: dt.date, studied: Collection[int]) -> ColumnElement[bool]:
    if state == "due":
        return _is_due(day)
    return and_(IS_NEW, Card.deck_id.in_(studied)) if state == "new" else _STATES[state]


def _has_card(user_id: int, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a note has a card with such a memory; one that was never met has none."""
    return exists(
        select(1)
        .select_from(Card)
        .outerjoin(MemoryRow, and_(MemoryRow.target_id == Card.target_id, MemoryRow.user_id == user_id))
        .where(Card.note_id == Note.id, Card.retired_at.is_(None), condition)
    )

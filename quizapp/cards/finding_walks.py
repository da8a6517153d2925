"""The ways in which notes come that a search may want, each along one index."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from questions.card_search import NO_TAG, Lately, Search
from quizapp.cards.finding_conditions import ANYTHING, IS_IN_STEPS, IS_MARKED, MARKS, first_day, is_due
from quizapp.cards.models import Card, MemoryRow, Note, NoteTag

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

_PLACE = (MemoryRow.deck_id, MemoryRow.position, MemoryRow.target_id)
_PLACED = select(*_PLACE, MemoryRow.due_on)


@dataclass(frozen=True, slots=True)
class _Tags:
    """A tag `itself` ("" where none is meant by its whole name), and all that have a `beginning`."""

    itself: str
    beginning: str


_MOST_TAGS = 60
"""Ranges that are read side by side; notes with more tags than these below one are looked through."""


def walk_for(session: Session, user_id: int, search: Search, day: dt.date) -> Walk:
    """The walk that leaves out most of what does not fit."""
    for among in search.wanted_any("is"):
        if len(among) == 1 and among[0] in MARKS:
            return _with_memories(session, user_id, MARKS[among[0]])
        if all(state in MARKS for state in among):
            return _with_memories(session, user_id, IS_MARKED)
    states = search.wanted("is")
    if "learning" in states:
        return _with_memories(session, user_id, IS_IN_STEPS)
    if "due" in states:
        return _due(session, user_id, day)
    if "new" in states:
        return _new(session)
    for tags in search.wanted_any("tag"):
        ranges = [found for tag in tags if (found := _range_of(tag)) is not None]
        if len(ranges) == len(tags):
            return _tagged(session, ranges)
    for part in search.parts:
        if isinstance(part, Lately) and not part.is_negated:
            since = first_day(part, day)
            return _answered(session, user_id, since) if part.kind == "rated" else _written(session, since)
    return _all_notes(session)


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
        memories = _PLACED.where(MemoryRow.user_id == user_id, MemoryRow.deck_id == deck.id, is_due(day))
        if len(key) == 2:
            memories = memories.where(tuple_(*place) > (_day_numbered(key[0]), key[1]))
        rows = _with_notes(session, memories.order_by(*place).limit(most))
        return sorted(((due_on.toordinal(), position), note_id) for position, due_on, note_id in rows)

    return walk


def _with_notes(session: Session, memories: Any, day: str = "due_on") -> list[Any]:
    """The position, a day and a note of each memory; 0 for one that no card in its place asks for."""
    # By a table of its own: joined at once, SQLite walks along the cards of the deck instead.
    chosen = memories.subquery()
    at = and_(
        Card.deck_id == chosen.c.deck_id,
        Card.position == chosen.c.position,
        Card.target_id == chosen.c.target_id,
        Card.retired_at.is_(None),
    )
    note_id = func.coalesce(Card.note_id, 0)
    rows = select(chosen.c.position, chosen.c[day], note_id).outerjoin_from(chosen, Card, at)
    return list(session.execute(rows))


def _new(session: Session) -> Walk:
    def walk(deck: SearchedDeck, key: Key, most: int) -> Candidates:
        if not deck.is_studied:
            return []
        rows = select(Card.position, Card.note_id).where(Card.deck_id == deck.id, Card.retired_at.is_(None))
        return _in_order(session, rows, Card.position, key or (deck.met_position,), most)

    return walk


def _range_of(tag: str) -> _Tags | None:
    """The tags that are meant, as far as they begin alike; None where they need not."""
    wanted = tag.casefold()
    beginning, star, _rest = wanted.partition(ANYTHING)
    if wanted == NO_TAG or not beginning:
        return None
    return _Tags("", beginning) if star else _Tags(wanted, f"{wanted}::")


def _tagged(session: Session, wanted: Sequence[_Tags]) -> Walk:
    everywhere = _all_notes(session)

    def walk(deck: SearchedDeck, key: Key, most: int) -> Candidates:
        tags = sorted({tag for one in wanted for tag in _tags_within(session, deck.id, one)})
        if len(tags) > _MOST_TAGS:
            return everywhere(deck, key, most)
        if not tags:
            return []
        # Each tag by its own range of the index: sorting the notes of several would read all of them.
        parts = [
            select(NoteTag.note_id)
            .where(
                NoteTag.deck_id == deck.id, NoteTag.folded == tag, NoteTag.note_id > (key[0] if key else 0)
            )
            .order_by(NoteTag.note_id)
            .limit(most)
            .subquery()
            for tag in tags
        ]
        notes = session.scalars(union_all(*(select(part) for part in parts)))
        return [((note_id,), note_id) for note_id in sorted(set(notes))[:most]]

    return walk


def _tags_within(session: Session, deck_id: int, wanted: _Tags) -> Sequence[str]:
    """The tags of the deck that are meant, in any case once; one more than are walked along, at most."""
    end = _end_of(wanted.beginning)
    within = [NoteTag.deck_id == deck_id, NoteTag.folded >= wanted.beginning, NoteTag.folded < end]
    # From each tag to the next by index, whatever number of notes bears it.
    later = aliased(NoteTag)
    tags = select(func.min(NoteTag.folded).label("tag")).where(*within).cte("tags", recursive=True)
    further = select(func.min(later.folded)).where(
        later.deck_id == deck_id, later.folded > tags.c.tag, later.folded < end
    )
    tags = tags.union_all(select(further.scalar_subquery()).where(tags.c.tag.is_not(None)))
    found = session.scalars(select(tags.c.tag).where(tags.c.tag.is_not(None)).limit(_MOST_TAGS + 1))
    return [*found, *([wanted.itself] if wanted.itself else [])]


def _end_of(beginning: str) -> str:
    """What follows all texts that begin so, in the order of their code points."""
    shorter = beginning.rstrip(chr(sys.maxunicode))
    following = ord(shorter[-1]) + 1
    # No text holds a surrogate.
    return shorter[:-1] + chr(0xE000 if 0xD800 <= following < 0xE000 else following)


def _answered(session: Session, user_id: int, since: dt.date) -> Walk:
    place = (MemoryRow.last_on, MemoryRow.position)

    def walk(deck: SearchedDeck, key: Key, most: int) -> Candidates:
        memories = select(*_PLACE, MemoryRow.last_on).where(
            MemoryRow.user_id == user_id, MemoryRow.deck_id == deck.id, MemoryRow.last_on >= since
        )
        if len(key) == 2:
            memories = memories.where(tuple_(*place) > (_day_numbered(key[0]), key[1]))
        rows = _with_notes(session, memories.order_by(*place).limit(most), "last_on")
        return sorted(((day.toordinal(), position), note_id) for position, day, note_id in rows)

    return walk


def _written(session: Session, since: dt.date) -> Walk:
    """The newest first; from a day earlier on, because a learner's day begins before that of UTC or after."""
    begins_at = dt.datetime.combine(since, dt.time(), tzinfo=dt.UTC) - dt.timedelta(days=1)

    def walk(deck: SearchedDeck, key: Key, most: int) -> Candidates:
        rows = select(Note.id, Note.made_at).where(Note.deck_id == deck.id)
        if key:
            rows = rows.where(Note.id < key[0])
        newest = session.execute(rows.order_by(Note.id.desc()).limit(most))
        # What was written later has a higher number.
        late = takewhile(lambda row: row.made_at >= begins_at, newest)
        return [((row.id,), row.id) for row in late]

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

"""Finding notes in all decks of a learner: page by page, never by reading a collection.

What is searched for decides along which index the notes come: the few that are set aside or flagged,
what is due, what bears a tag. Anything else, such as a word, is looked for in so many notes at a time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, select, union
from sqlalchemy.orm import Session, selectinload

from questions.card_search import Search, State, Term
from questions.text import is_storable
from quizapp.accounts.models import User
from quizapp.cards.deck_queries import is_open_to
from quizapp.cards.finding_conditions import ANYTHING, IS_MARKED, Asker, conditions, states_of
from quizapp.cards.finding_walks import Key, SearchedDeck, walk_for
from quizapp.cards.log import find_plan
from quizapp.cards.models import Card, Deck, MemoryRow, Note, Study
from quizapp.cards.note_queries import PAGE, NoteEntry, tags_of_notes
from quizapp.cards.queue_queries import IS_NEW

FIRST_PORTION = 2 * PAGE
MOST_LOOKED_THROUGH = 1_500
"""How many notes one request looks through (about; each portion is twice the one before)."""

MOST_DECKS = 60
"""In how many decks one request looks."""

MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search goes on: behind the key in a deck, at its beginning where the key is empty."""

    deck_id: int
    key: Key = ()


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note that fits, and how its cards stand with the learner; `due_on` is the first day of any."""

    entry: NoteEntry
    deck: SearchedDeck
    states: frozenset[State]
    due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Up to a page of notes. Where `more` is a place although the page is not full, there may be others."""

    notes: Sequence[FoundNote] = ()
    more: Place | None = None

    @property
    def is_full(self) -> bool:
        return len(self.notes) == PAGE

    @property
    def tags(self) -> Sequence[str]:
        return sorted({tag for note in self.notes for tag in note.entry.tags})


@dataclass(frozen=True, slots=True)
class Marked:
    """How many of a learner's cards are set aside and flagged, of a thousand marked ones at most."""

    suspended: int
    flagged: int


def decks_to_search(session: Session, user_id: int) -> list[SearchedDeck]:
    """The decks that a learner has made or studies, by title; what never had a card may still be named."""
    hers = union(
        select(Deck.id).where(Deck.owner_id == user_id),
        select(Study.deck_id).where(Study.user_id == user_id, Study.stopped_at.is_(None)),
    )
    rows = session.execute(
        select(
            Deck.id,
            Deck.parent_id,
            Deck.title,
            Deck.last_position > 0,
            Deck.owner_id,
            Study.only_kept,
            Study.met_position,
        )
        .outerjoin(
            Study,
            and_(Study.deck_id == Deck.id, Study.user_id == user_id, Study.stopped_at.is_(None)),
        )
        .where(Deck.id.in_(hers), is_open_to(user_id))
        .order_by(Deck.title, Deck.id)
    )
    return [
        SearchedDeck(id, parent_id, title, had_cards, owner_id == user_id, only_kept is False, met or 0)
        for id, parent_id, title, had_cards, owner_id, only_kept, met in rows
    ]


def find_notes(
    session: Session,
    user: User,
    decks: Sequence[SearchedDeck],
    search: Search,
    *,
    day: dt.date,
    after: Place | None = None,
) -> FoundPage:
    """A page of what fits in these decks, deck by deck. However few fit, the work of one call is bounded."""
    if not all(is_storable(leaf.text) for leaf in search.leaves() if isinstance(leaf, Term)):
        return FoundPage()
    user_id, within = user.id, _named(decks, search)
    asker = Asker(
        user_id,
        day,
        ZoneInfo(user.zone),
        lambda: find_plan(session, user_id)[1].parameters,
        studied=[deck.id for deck in within if deck.is_studied],
        decks_named=lambda title: _with_inside(decks, _titled(decks, title)),
    )
    walk = walk_for(session, user_id, search, day)
    fits = conditions(asker, [part for part in search.parts if part not in search.terms("deck")])
    found: dict[int, SearchedDeck] = {}
    looked, portion = 0, FIRST_PORTION
    start = next((at for at, deck in enumerate(within) if after and deck.id == after.deck_id), 0)
    for number, deck in enumerate(within[start:]):
        key: Key = after.key if after and after.deck_id == deck.id else ()
        if number == MOST_DECKS or looked >= MOST_LOOKED_THROUGH:
            return FoundPage(_shown(session, user_id, found, day), Place(deck.id))
        while True:
            candidates = walk(deck, key, portion)
            fitting = _fitting(session, {note_id for _key, note_id in candidates} - found.keys(), fits)
            for behind, note_id in candidates:
                if note_id in fitting and note_id not in found:
                    if len(found) == PAGE:
                        return FoundPage(_shown(session, user_id, found, day), Place(deck.id, key))
                    found[note_id] = deck
                key = behind
            looked += len(candidates)
            if len(candidates) < portion:
                break
            portion *= 2
            if looked >= MOST_LOOKED_THROUGH:
                return FoundPage(_shown(session, user_id, found, day), Place(deck.id, key))
    return FoundPage(_shown(session, user_id, found, day))


def count_marked(session: Session, user_id: int, within: Collection[int] | None = None) -> Marked:
    """What is set aside or flagged in the decks that are searched; of these alone, where they are named."""
    searched = [deck.id for deck in decks_to_search(session, user_id)]
    decks = [id for id in searched if within is None or id in within]
    marked = (
        select(MemoryRow.is_suspended, MemoryRow.is_flagged)
        .where(MemoryRow.user_id == user_id, MemoryRow.deck_id.in_(decks), IS_MARKED)
        # In the order of its index, which SQLite takes for the sake of it.
        .order_by(MemoryRow.deck_id, MemoryRow.position)
        .limit(MOST_COUNTED)
        .subquery()
    )
    suspended, flagged = (
        func.count().filter(column.is_(True)) for column in (marked.c.is_suspended, marked.c.is_flagged)
    )
    row = session.execute(select(suspended.label("suspended"), flagged.label("flagged"))).one()
    return Marked(row.suspended, row.flagged)


def notes_in(session: Session, decks: Collection[int], note_ids: Collection[int]) -> list[Note]:
    """Those of these notes that lie in these decks and are asked, with their cards."""
    query = select(Note).where(Note.id.in_(note_ids), Note.deck_id.in_(decks), Note.retired_at.is_(None))
    return list(session.scalars(query.order_by(Note.id).options(selectinload(Note.cards))))


def _named(decks: Sequence[SearchedDeck], search: Search) -> list[SearchedDeck]:
    """The decks that a search names, with those inside them; all where it names none."""
    kept = list(decks)
    for term in search.terms("deck"):
        named = _with_inside(decks, _titled(decks, term.text))
        kept = [deck for deck in kept if (deck.id in named) is not term.is_negated]
    return [deck for deck in kept if deck.had_cards]


def _titled(decks: Sequence[SearchedDeck], text: str) -> set[int]:
    """The decks of this title; where there is none, those whose title holds it.

    A title may be written with those of the decks around it, as Anki does: `Languages::Spanish`, and
    with a star for whatever stands there.
    """
    paths = _paths(decks)
    wanted = text.casefold()
    if ANYTHING in wanted:
        pattern = re.compile("::" + ".*".join(map(re.escape, wanted.split(ANYTHING))) + "$", re.DOTALL)
        return {id for id, path in paths.items() if pattern.search(path)}
    return {id for id, path in paths.items() if path.endswith(f"::{wanted}")} or {
        id for id, path in paths.items() if wanted in path
    }


def _paths(decks: Sequence[SearchedDeck]) -> dict[int, str]:
    """The titles of the decks around each, outermost first, and its own, each behind two colons."""
    by_id = {deck.id: deck for deck in decks}
    paths: dict[int, str] = {}
    for deck in decks:
        path, outer = "", by_id.get(deck.id)
        while outer is not None:
            path = f"::{outer.title.replace(chr(34), '').casefold()}{path}"
            outer = by_id.get(outer.parent_id or 0)
        paths[deck.id] = path
    return paths


def _with_inside(decks: Sequence[SearchedDeck], chosen: set[int]) -> set[int]:
    inside: dict[int | None, list[int]] = defaultdict(list)
    for deck in decks:
        inside[deck.parent_id].append(deck.id)
    found, waiting = set(chosen), list(chosen)
    while waiting:
        fresh = [id for id in inside[waiting.pop()] if id not in found]
        found.update(fresh)
        waiting += fresh
    return found


def _fitting(
    session: Session, note_ids: Collection[int], conditions: Sequence[ColumnElement[bool]]
) -> Collection[int]:
    if not note_ids:
        return ()
    query = select(Note.id).where(Note.id.in_(note_ids), Note.retired_at.is_(None), *conditions)
    return set(session.scalars(query))


def _shown(
    session: Session, user_id: int, found: Mapping[int, SearchedDeck], day: dt.date
) -> Sequence[FoundNote]:
    if not found:
        return ()
    notes = session.execute(select(Note.id, Note.kind, Note.fields).where(Note.id.in_(found)))
    by_id = {row.id: row for row in notes}
    tags = tags_of_notes(session, found)
    rows = session.execute(
        select(Card.note_id, IS_NEW, MemoryRow)
        .outerjoin(MemoryRow, and_(MemoryRow.target_id == Card.target_id, MemoryRow.user_id == user_id))
        .where(Card.note_id.in_(found), Card.retired_at.is_(None))
    )
    memories: dict[int, list[MemoryRow]] = defaultdict(list)
    states: dict[int, set[State]] = defaultdict(set)
    for note_id, is_new, memory in rows:
        if is_new and found[note_id].is_studied:
            states[note_id].add("new")
        if memory is not None:
            memories[note_id].append(memory)
            states[note_id].update(states_of(memory, day))
    return [
        FoundNote(
            NoteEntry(id, by_id[id].kind, by_id[id].fields, tags[id]),
            deck,
            frozenset(states[id]),
            min((memory.due_on for memory in memories[id] if memory.due_on), default=None),
        )
        for id, deck in found.items()
    ]

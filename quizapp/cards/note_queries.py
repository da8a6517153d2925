"""SELECTs of notes: one page of a deck's, and single ones with their cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from questions.note import without_gaps
from questions.pictures.references import without_pictures
from questions.text import is_storable
from quizapp.cards.deck_queries import is_open_to
from quizapp.cards.models import Deck, Note, NoteTag
from quizapp.errors import NotFound

PAGE = 50
# SQLite refuses a pattern of more than 50,000 bytes.
LONGEST_SEARCH = 200
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note in a list; `line` is what it is known by."""

    id: int
    kind: str
    fields: Mapping[str, Any]
    tags: tuple[str, ...]

    @property
    def line(self) -> str:
        if self.kind == "cloze":
            return without_pictures(without_gaps(self.fields["text"]))
        return without_pictures(str(self.fields["statement" if self.kind == "fact" else "front"]))


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """What the notes of a deck are narrowed to; "" means everything. Retired ones stand apart."""

    words: str = ""
    tag: str = ""
    is_retired: bool = False


def notes_page(
    session: Session, deck_id: int, chosen: NoteFilter, *, after: int | None = None, size: int = PAGE
) -> tuple[list[NoteEntry], int | None]:
    """One page of a deck's notes, the oldest first, in two statements; and where the next begins."""
    if not is_storable(chosen.words + chosen.tag):
        return [], None
    retired = Note.retired_at.is_not(None) if chosen.is_retired else Note.retired_at.is_(None)
    query = (
        select(Note.id, Note.kind, Note.fields)
        .where(Note.deck_id == deck_id, retired)
        .order_by(Note.id)
        .limit(size + 1)
    )
    for word in chosen.words[:LONGEST_SEARCH].split()[:MOST_WORDS]:
        query = query.where(Note.words.icontains(word, autoescape=True))
    if chosen.tag:
        query = query.where(Note.id.in_(select(NoteTag.note_id).where(NoteTag.tag == chosen.tag)))
    if after is not None:
        query = query.where(Note.id > after)
    rows = session.execute(query).all()
    tags = tags_of_notes(session, [row.id for row in rows[:size]])
    entries = [NoteEntry(row.id, row.kind, row.fields, tags[row.id]) for row in rows[:size]]
    return entries, entries[-1].id if len(rows) > size else None


def tags_of_notes(session: Session, note_ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """The tags of these notes in alphabetical order; none for a note without."""
    rows = session.execute(
        select(NoteTag.note_id, NoteTag.tag).where(NoteTag.note_id.in_(note_ids)).order_by(NoteTag.tag)
    )
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for note_id, tag in rows:
        found[note_id] += (tag,)
    return found


def tags_in_deck(session: Session, deck_id: int) -> Sequence[str]:
    """Every tag that a note of the deck bears, in alphabetical order."""
    query = select(NoteTag.tag).join(Note, Note.id == NoteTag.note_id).where(Note.deck_id == deck_id)
    return session.scalars(query.distinct().order_by(NoteTag.tag)).all()


def get_note(session: Session, user_id: int, note_id: int) -> tuple[Note, Deck]:
    """A note with its cards, and its deck, if this learner may study it; retired ones are their author's."""
    may_see = or_(Note.retired_at.is_(None), Deck.owner_id == user_id)
    return _get(session, Note.id == note_id, is_open_to(user_id), may_see)


def get_own_note(session: Session, user_id: int, note_id: int) -> tuple[Note, Deck]:
    """A note with its cards, and its deck, if this person may change it; retired ones are not changed."""
    return _get(
        session,
        Note.id == note_id,
        Note.retired_at.is_(None),
        Deck.owner_id == user_id,
        Deck.archived_at.is_(None),
    )


def notes_of_deck(session: Session, deck_id: int, note_ids: Collection[int]) -> Sequence[Note]:
    """Those of these notes that lie in the deck, with their cards."""
    query = select(Note).where(Note.deck_id == deck_id, Note.id.in_(note_ids)).order_by(Note.id)
    return session.scalars(query.options(selectinload(Note.cards))).all()


def _get(session: Session, *which: Any) -> tuple[Note, Deck]:
    query = select(Note, Deck).join(Deck, Deck.id == Note.deck_id).where(*which)
    found = session.execute(query.options(selectinload(Note.cards))).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]

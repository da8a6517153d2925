"""SELECTs of notes: one page of a deck's, and single ones with their cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from questions.note import without_gaps
from questions.pictures.references import without_pictures
from questions.sounds.references import without_sounds
from questions.text import is_storable
from quizapp.cards.deck_queries import is_open_to
from quizapp.cards.models import Card, Deck, Note, NoteTag
from quizapp.errors import NotFound

PAGE = 50
# SQLite refuses a pattern of more than 50,000 bytes.
LONGEST_SEARCH = 200
MOST_WORDS = 8
MOST_TAGS = 200


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
            text = without_gaps(self.fields["text"])
        else:
            text = str(self.fields["statement" if self.kind == "fact" else "front"])
        return without_sounds(without_pictures(text))


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
        bears = select(NoteTag.note_id).where(NoteTag.deck_id == deck_id, NoteTag.tag == chosen.tag)
        query = query.where(Note.id.in_(bears))
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
    """The tags that notes of the deck bear, in alphabetical order: the first two hundred."""
    # From each tag to the next by index, whatever number of notes bears it.
    later = aliased(NoteTag)
    first = select(func.min(NoteTag.tag).label("tag")).where(NoteTag.deck_id == deck_id)
    tags = first.cte("tags", recursive=True)
    following = (
        select(func.min(later.tag)).where(later.deck_id == deck_id, later.tag > tags.c.tag).scalar_subquery()
    )
    tags = tags.union_all(select(following).where(tags.c.tag.is_not(None)))
    found = session.scalars(select(tags.c.tag).where(tags.c.tag.is_not(None)).limit(MOST_TAGS))
    return sorted(found)


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


def cards_of_notes(session: Session, note_ids: Collection[int]) -> Sequence[int]:
    """The cards of these notes, retired ones too."""
    return session.scalars(select(Card.id).where(Card.note_id.in_(note_ids)).order_by(Card.id)).all()


def _get(session: Session, *which: Any) -> tuple[Note, Deck]:
    query = select(Note, Deck).join(Deck, Deck.id == Note.deck_id).where(*which)
    found = session.execute(query.options(selectinload(Note.cards))).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]

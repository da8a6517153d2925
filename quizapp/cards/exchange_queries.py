"""SELECTs for bringing decks in and taking them out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from questions.formats.cards.states import milliseconds
from quizapp.cards.models import Deck, Note, Review
from quizapp.cards.note_queries import tags_of_notes


def own_guids(session: Session, user_id: int) -> dict[str, dict[int, int]]:
    """The notes in this person's decks that are not archived: guid → deck → note."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    rows = session.execute(
        select(Note.guid, Note.deck_id, Note.id)
        .join(Deck, Deck.id == Note.deck_id)
        .where(Deck.owner_id == user_id, Deck.archived_at.is_(None))
    )
    for guid, deck_id, note_id in rows:
        found[guid][deck_id] = note_id
    return dict(found)


def notes_with_decks(
    session: Session, note_ids: Collection[int]
) -> Iterator[tuple[Note, Deck, tuple[str, ...]]]:
    """These notes with their cards, their decks and their tags."""
    if not note_ids:
        return
    tags = tags_of_notes(session, note_ids)
    rows = session.execute(
        select(Note, Deck)
        .join(Deck, Deck.id == Note.deck_id)
        .where(Note.id.in_(note_ids))
        .order_by(Note.id)
        .options(selectinload(Note.cards))
    )
    for note, deck in rows:
        yield note, deck, tags[note.id]


def find_own_deck(session: Session, user_id: int, title: str, outer: Deck | None) -> Deck | None:
    """The deck of this title that this person has made, inside another or by itself."""
    inside = Deck.parent_id == outer.id if outer is not None else Deck.parent_id.is_(None)
    return session.scalars(
        select(Deck)
        .where(Deck.owner_id == user_id, Deck.archived_at.is_(None), Deck.title == title, inside)
        .order_by(Deck.id)
        .limit(1)
    ).one_or_none()


def moments_of(session: Session, user_id: int, target_ids: Collection[int]) -> dict[int, set[int]]:
    """When each of these memories was answered or acted on, in milliseconds."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        select(Review.target_id, Review.at).where(
            Review.user_id == user_id, Review.target_id.in_(target_ids), Review.kind != "undo"
        )
    )
    for target_id, at in rows:
        found[target_id].add(milliseconds(at))
    return dict(found)

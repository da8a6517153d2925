"""SELECTs that gather a deck with all inside it, and what a learner remembers of it, as a pile."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from questions.card import load_face
from questions.formats.cards.pile import CardQueue, CardState, PastReview, PileNote
from questions.memory.state import Memory, Rating
from questions.note import FIELDS
from questions.question import Format
from quizapp.cards.deck_queries import deck_and_inside, is_open_to
from quizapp.cards.log import MEMORY_COLUMNS, memory_of
from quizapp.cards.models import Card, Deck, MemoryRow, Note, Review
from quizapp.cards.note_queries import tags_of_notes

_PORTION = 1_000
_ANSWERS = ("learn", "review", "relearn", "cram")


def pile_of_deck(
    session: Session, user_id: int, deck: Deck, *, schedule_on: dt.date | None
) -> list[PileNote]:
    """The notes of a deck and of those inside it, in the order in which they are met.

    With the learner's schedule as it stands on this study day; without it where that is None.
    A card on a fact of a bank becomes a note of its own. Where cards share a memory, the first one has it.
    """
    paths = _paths(session, user_id, deck)
    said = dict(paths.values())
    notes: list[PileNote] = []
    for deck_id, (path, _about) in paths.items():
        about = tuple(said[path[:depth]] for depth in range(1, len(path) + 1))
        rows = iter(_notes(session, deck_id))
        while portion := list(islice(rows, _PORTION)):
            made = _portion(session, user_id, portion, path, len(notes), schedule_on=schedule_on)
            notes += (replace(note, about=about) for note in made) if any(about) else made
    return notes


def _paths(session: Session, user_id: int, deck: Deck) -> dict[int, tuple[tuple[str, ...], str]]:
    """The decks open to this learner by id: the titles on the way to each, and what is said of it."""
    rows = session.execute(
        select(Deck.id, Deck.parent_id, Deck.title, Deck.description)
        .where(Deck.id.in_(deck_and_inside(session, deck.id)), is_open_to(user_id))
        .order_by(Deck.title, Deck.id)
    ).all()
    inside: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        if row.id != deck.id:
            inside[row.parent_id].append(row)
    paths: dict[int, tuple[tuple[str, ...], str]] = {deck.id: ((deck.title,), deck.description)}
    waiting = [deck.id]
    while waiting:
        outer = waiting.pop(0)
        for row in inside[outer]:
            paths[row.id] = ((*paths[outer][0], row.title), row.description)
            waiting.append(row.id)
    return paths


def _notes(session: Session, deck_id: int) -> Sequence[Any]:
    return session.execute(
        select(Note.id, Note.guid, Note.kind, Note.fields, Note.format)
        .join(Card, Card.note_id == Note.id)
        .where(Note.deck_id == deck_id, Note.retired_at.is_(None), Card.retired_at.is_(None))
        .group_by(Note.id)
        .order_by(func.min(Card.position), Note.id)
    ).all()


def _portion(
    session: Session,
    user_id: int,
    rows: Sequence[Any],
    path: tuple[str, ...],
    before: int,
    *,
    schedule_on: dt.date | None,
) -> Iterator[PileNote]:
    ids = [row.id for row in rows]
    tags = tags_of_notes(session, ids)
    cards: dict[int, list[Any]] = defaultdict(list)
    columns = (Card.note_id, Card.ordinal, Card.target_id, Card.face)
    asked = select(*columns).where(Card.note_id.in_(ids), Card.retired_at.is_(None))
    for card in session.execute(asked.order_by(Card.note_id, Card.ordinal)):
        cards[card.note_id].append(card)
    targets = [card.target_id for several in cards.values() for card in several]
    states = _states(session, user_id, targets, schedule_on) if schedule_on else {}
    number = before
    for row in rows:
        format: Format = "markdown" if row.format == "markdown" else "plain"
        if row.kind != "fact":
            number += 1
            held = {
                card.ordinal: states[card.target_id] for card in cards[row.id] if card.target_id in states
            }
            fields = {name: str(row.fields.get(name, "")) for name in FIELDS[row.kind]}
            yield PileNote(number, row.guid, row.kind, fields, format, tags[row.id], path, held)
            continue
        for card in cards[row.id]:
            number += 1
            face = load_face(card.face)
            state = states.pop(card.target_id, None)
            front = f"{face.front} ({face.hint})" if face.hint else face.front
            fields = {"front": front, "back": face.back, "more": face.more}
            guid = f"{row.guid[:70]}/{card.ordinal}"
            yield PileNote(
                number, guid, "basic", fields, format, tags[row.id], path, {0: state} if state else {}
            )


def _states(session: Session, user_id: int, targets: Collection[int], day: dt.date) -> dict[int, CardState]:
    rows = session.execute(
        select(MemoryRow.target_id, *MEMORY_COLUMNS).where(
            MemoryRow.user_id == user_id, MemoryRow.target_id.in_(targets)
        )
    )
    memories = {target: memory_of(values) for target, *values in rows}
    undoing = aliased(Review)
    answers = session.execute(
        select(
            Review.target_id, Review.at, Review.rating, Review.scheduled_days, Review.duration_ms, Review.kind
        )
        .outerjoin(undoing, undoing.undoes_id == Review.id)
        .where(
            Review.user_id == user_id,
            Review.target_id.in_(memories),
            Review.kind.in_(_ANSWERS),
            undoing.id.is_(None),
        )
        .order_by(Review.target_id, Review.at, Review.id)
    )
    log: dict[int, list[PastReview]] = defaultdict(list)
    for target, at, rating, days, duration, kind in answers:
        if rating is not None:
            review = PastReview(at, Rating(rating), days or 0, duration or 0, is_cram=kind == "cram")
            log[target].append(review)
    return {target: _state(memory, log[target], day) for target, memory in memories.items()}


def _state(memory: Memory, reviews: Sequence[PastReview], day: dt.date) -> CardState:
    queue: CardQueue = "new" if memory.queue == "idle" else memory.queue
    return CardState(
        queue=queue,
        due_on=memory.due_on,
        due_at=memory.due_at,
        interval=memory.interval,
        reps=memory.reps,
        lapses=memory.lapses,
        stability=memory.stability if memory.is_studied else None,
        difficulty=memory.difficulty if memory.is_studied else None,
        is_suspended=memory.is_suspended,
        is_buried=memory.buried_on == day,
        flag=int(memory.is_flagged),
        reviews=tuple(reviews),
    )

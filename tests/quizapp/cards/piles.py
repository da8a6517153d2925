"""Decks of plain cards, and learners who study them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

from sqlalchemy.orm import Session

from questions.memory.state import Rating
from quizapp.accounts.models import User
from quizapp.cards.models import Card, Deck, Note, RecallTarget, Study
from quizapp.cards.operations.reviewing import Answer, take_answers
from tests import builders
from tests.builders import NOW

_numbers = itertools.count(1)


def pile(
    session: Session,
    owner: User,
    cards: int = 3,
    *,
    faces: int = 1,
    parent: Deck | None = None,
    first_target: int | None = None,
) -> tuple[Deck, list[Card]]:
    """A deck with so many targets, each a note of its own with so many cards; all cards in order.

    `first_target` numbers the targets from there: the dice of a schedule are seeded by them.
    """
    deck = Deck(
        owner_id=owner.id,
        title=f"Pile {next(_numbers)}",
        last_position=cards,
        made_at=NOW,
        parent_id=parent.id if parent else None,
    )
    session.add(deck)
    session.flush()
    made = []
    for position in range(1, cards + 1):
        note = Note(
            deck_id=deck.id,
            guid=f"note-{next(_numbers)}",
            kind="basic",
            fields={"front": f"Front {position}", "back": f"Back {position}"},
            made_at=NOW,
        )
        session.add(note)
        session.flush()
        target = RecallTarget(note_id=note.id, ordinal=1, kin=f"n{note.id}")
        if first_target is not None:
            target.id = first_target + position - 1
        session.add(target)
        session.flush()
        for ordinal in range(1, faces + 1):
            card = Card(
                note_id=note.id,
                deck_id=deck.id,
                target_id=target.id,
                ordinal=ordinal,
                form="basic",
                position=position,
                face={"front": f"Front {position}/{ordinal}", "back": f"Back {position}"},
            )
            session.add(card)
            made.append(card)
    session.flush()
    return deck, made


def studies(session: Session, user: User, deck: Deck) -> None:
    session.add(Study(user_id=user.id, deck_id=deck.id, met_position=0, started_at=NOW))
    session.flush()


def studied_pile(
    session: Session, cards: int = 3, *, faces: int = 1, first_target: int | None = None
) -> tuple[User, Deck, list[Card]]:
    """A learner who has made a pile and studies it."""
    learner = builders.user(session)
    deck, made = pile(session, learner, cards, faces=faces, first_target=first_target)
    studies(session, learner, deck)
    return learner, deck, made


def answers(
    cards: Sequence[Card], rating: Rating = Rating.GOOD, *, at: dt.datetime = NOW, name: str = ""
) -> list[Answer]:
    """One answer to each card, each with a uuid of its own."""
    return [
        Answer(uuid=f"{name or 'answer'}-{next(_numbers)}", card_id=card.id, rating=rating, at=at)
        for card in cards
    ]


def learned(session: Session, user: User, cards: Sequence[Card], *, until: dt.datetime = NOW) -> None:
    """Both learning steps done: in review."""
    for minutes in (20, 10):
        at = until - dt.timedelta(minutes=minutes)
        take_answers(session, user, answers(cards, at=at), now=at)

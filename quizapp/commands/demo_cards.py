"""Evenings on which students of the demonstration learn flashcards, as people would."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.memory.state import Rating
from quizapp.accounts.models import User
from quizapp.cards.asking import next_batch
from quizapp.cards.models import Deck
from quizapp.cards.operations.decks import start_studying
from quizapp.cards.operations.reviewing import Answer, take_answers
from quizapp.library.models import Bank

SHARE_OF_EVENINGS = 0.7
# Whatever is forgotten comes back the same evening, but nobody goes on for ever.
MOST_BATCHES = 4
SECONDS_AN_ANSWER = (3, 14)


@dataclass(frozen=True, slots=True)
class Evening:
    """One sitting with one's cards. `skill` is the chance to remember one."""

    at: dt.datetime
    user: User
    skill: float


def study_first_topics(
    session: Session, users: Sequence[User], banks: Sequence[Bank], now: dt.datetime
) -> None:
    """Let these students study the first topic of each bank."""
    for bank in banks:
        inside = select(Deck).where(Deck.bank_id == bank.id, Deck.topic_id.is_not(None)).order_by(Deck.id)
        deck = session.scalars(inside.limit(1)).one()
        for user in users:
            start_studying(session, user.id, deck, now)


def evenings(
    users: Sequence[tuple[User, float]], begin: dt.datetime, now: dt.datetime, rng: random.Random
) -> Iterator[Evening]:
    """Most evenings of each student, the last one left out: something is due today."""
    for user, skill in users:
        for day in range(1, (now - begin).days - 1):
            at = (begin + dt.timedelta(days=day)).replace(hour=19, minute=rng.randint(0, 59))
            if at < now and rng.random() < SHARE_OF_EVENINGS:
                yield Evening(at, user, skill)


def learn(session: Session, evening: Evening, rng: random.Random) -> None:
    """Answer what the evening asks, a batch at a time."""
    at = evening.at
    for _batch in range(MOST_BATCHES):
        batch = next_batch(session, evening.user, now=at)
        if not batch.cards:
            break
        answers = []
        for asked in batch.cards:
            took = rng.randint(*SECONDS_AN_ANSWER)
            at += dt.timedelta(seconds=took)
            answers.append(
                Answer(
                    uuid=f"demo-{evening.user.id}-{asked.face.card_id}-{int(at.timestamp())}",
                    card_id=asked.face.card_id,
                    rating=Rating.GOOD if rng.random() < evening.skill else Rating.AGAIN,
                    at=at,
                    duration_ms=took * 1_000,
                    promised=asked.promise,
                )
            )
        take_answers(session, evening.user, answers, now=at)
        at += dt.timedelta(minutes=1)

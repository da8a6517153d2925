"""Learners who answer quizzes, and what they are remembered by."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from questions.memory.log import fold
from questions.memory.state import Memory
from questions.types import TYPES
from quizapp.accounts.models import User
from quizapp.bank.queries import questions_of
from quizapp.cards.log import MEMORY_COLUMNS, logs_of, memory_of
from quizapp.cards.models import Card, Deck, MemoryRow, Note, RecallTarget, Review
from quizapp.cards.targets import targets_of_facts
from quizapp.library.models import Bank
from quizapp.quizzes import operations
from quizapp.quizzes.forms import SaveItem, SaveRequest
from quizapp.quizzes.models import Attempt, Quiz
from quizapp.quizzes.queries import slots_of
from quizapp.quizzes.terms_queries import get_terms_of_attempt
from tests import builders
from tests.builders import NOW


@dataclass(frozen=True)
class Taken:
    """An attempt that has been answered; `facts` are those that its questions ask, in their order."""

    attempt: Attempt
    facts: list[str]


def begin(
    session: Session, student: User, quiz: Quiz, names: Sequence[str], *, now: dt.datetime = NOW
) -> Attempt:
    """An open attempt with these answers saved: specimens by name, "" where a slot is left alone."""
    id = builders.attempt(session, student, quiz, now=now).id
    attempt = loaded(session, id)
    save(session, attempt, dict(enumerate(names, 1)), now=now)
    return attempt


def save(session: Session, attempt: Attempt, names: dict[int, str], *, now: dt.datetime = NOW) -> None:
    items = []
    for slot in slots_of(session, attempt.id):
        if name := names.get(slot.number):
            question = questions_of(session, [slot.version_id])[slot.version_id]
            specimens = TYPES[question.type].specimens(question, slot.option_order)
            fields = next(one.fields for one in specimens if one.name == name)
            sent = {field: list(texts) for field, texts in fields.items()}
            items.append(SaveItem(slot.number, slot.seq, sent, flagged=False))
    operations.save_answers(session, attempt, SaveRequest("w", tuple(items)), now=now)


def take(
    session: Session, student: User, quiz: Quiz, names: Sequence[str], *, now: dt.datetime = NOW
) -> Taken:
    """A test, answered so and handed in at once."""
    attempt = begin(session, student, quiz, names, now=now)
    hand_in(session, attempt, now=now)
    return Taken(attempt, facts_of(session, attempt))


def hand_in(session: Session, attempt: Attempt, *, now: dt.datetime = NOW) -> None:
    operations.submit_attempt(session, attempt, get_terms_of_attempt(session, attempt), now=now)


def check(session: Session, attempt: Attempt, number: int, name: str, *, now: dt.datetime = NOW) -> None:
    """Answer one question of a practice and look at once whether it was right."""
    save(session, attempt, {number: name}, now=now)
    operations.check_answer(session, attempt, number, now=now, rng=random.Random(number))


def loaded(session: Session, attempt_id: int) -> Attempt:
    """An attempt as a request loads it: with its quiz."""
    query = select(Attempt).where(Attempt.id == attempt_id).options(joinedload(Attempt.quiz))
    return session.scalars(query.execution_options(populate_existing=True)).one()


def facts_of(session: Session, attempt: Attempt) -> list[str]:
    slots = slots_of(session, attempt.id)
    questions = questions_of(session, [slot.version_id for slot in slots])
    return [questions[slot.version_id].facts[0] for slot in slots]


def memories(session: Session, user: User) -> dict[str, Memory]:
    """What the learner remembers, by fact; each is what its log folds to."""
    rows = session.execute(
        select(RecallTarget.fact, MemoryRow.target_id, *MEMORY_COLUMNS)
        .join(RecallTarget, RecallTarget.id == MemoryRow.target_id)
        .where(MemoryRow.user_id == user.id)
    ).all()
    logs = logs_of(session, user.id, [row.target_id for row in rows])
    found = {}
    for fact, target, *values in rows:
        found[fact] = memory_of(values)
        assert fold(logs[target], target=target) == found[fact]
    return found


def entries(session: Session, user: User) -> list[Review]:
    return list(session.scalars(select(Review).where(Review.user_id == user.id).order_by(Review.id)))


def deck_about(session: Session, bank: Bank, facts: Sequence[str], *, topic_id: int | None = None) -> Deck:
    """The deck of a bank, with a card that asks for the object of each fact."""
    deck = Deck(bank_id=bank.id, topic_id=topic_id, title=bank.title, last_position=len(facts), made_at=NOW)
    session.add(deck)
    session.flush()
    targets = targets_of_facts(session, bank.id, [(fact, "object") for fact in facts])
    for position, fact in enumerate(facts, 1):
        note = Note(deck_id=deck.id, guid=fact, kind="fact", fact=fact, fields={}, made_at=NOW)
        session.add(note)
        session.flush()
        card = Card(
            note_id=note.id,
            deck_id=deck.id,
            target_id=targets[fact, "object"],
            ordinal=1,
            form="question",
            position=position,
            face={"front": fact, "back": fact},
        )
        session.add(card)
    session.flush()
    return deck

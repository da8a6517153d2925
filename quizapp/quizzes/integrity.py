"""Recomputing everything that is derived: scores from responses, slots from their log, roll-ups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.attempt import SlotState, fold
from quizapp.bank.models import QuestionVersion
from quizapp.quizzes import queries
from quizapp.quizzes.log import logged, state_of
from quizapp.quizzes.models import Attempt, QuestionTally, Slot
from quizapp.quizzes.operations.marking import earned, mark_slots
from quizapp.quizzes.operations.tallying import is_answer

PORTION = 200


def check(session: Session) -> Iterator[str]:
    """Each difference between what is stored and what the stored responses give, as a sentence.

    Reads in portions, so memory stays flat whatever the number of attempts.
    """
    tallies: Counter[tuple[int, int]] = Counter()
    last = 0
    while attempts := session.scalars(
        select(Attempt).where(Attempt.id > last).order_by(Attempt.id).limit(PORTION)
    ).all():
        last = attempts[-1].id
        for attempt in attempts:
            slots = queries.slots_of(session, attempt.id)
            yield from _check_log(session, attempt, slots)
            yield from _check_score(session, attempt, slots)
            tallies.update(_tallied(session, attempt, slots))
        session.expunge_all()
    yield from _check_tallies(session, tallies)


def _check_log(session: Session, attempt: Attempt, slots: Sequence[Slot]) -> Iterator[str]:
    try:
        folded = fold(logged(step) for step in queries.steps_of(session, attempt.id))
    except ValueError as error:
        yield f"attempt {attempt.id}: its log cannot have come about: {error}"
        return
    for slot in slots:
        from_log = replace(folded.get(slot.number, SlotState()), writer="", earned=None)
        if from_log != state_of(slot):
            yield f"attempt {attempt.id}, question {slot.number}: the row differs from what its log folds to"


def _check_score(session: Session, attempt: Attempt, slots: Sequence[Slot]) -> Iterator[str]:
    if attempt.state == "open":
        return
    total = 0
    for slot, mark in zip(slots, mark_slots(session, slots), strict=True):
        worth = earned(slot, mark)
        total += worth if slot.counts else 0
        if (worth, mark.verdict) != (slot.earned, slot.verdict):
            yield (
                f"attempt {attempt.id}, question {slot.number}: stored {slot.earned} ({slot.verdict}), "
                f"its response gives {worth} ({mark.verdict})"
            )
    if total != attempt.earned:
        yield f"attempt {attempt.id}: stored score {attempt.earned}, its responses give {total}"


def _tallied(session: Session, attempt: Attempt, slots: Sequence[Slot]) -> list[tuple[int, int]]:
    """(user, question) of each answer of this attempt that the roll-ups must have taken in."""
    taken = [slot for slot in slots if attempt.is_tallied or slot.checked_as is not None]
    taken = [slot for slot in taken if is_answer(slot)]
    rows = session.execute(
        select(QuestionVersion.id, QuestionVersion.question_id).where(
            QuestionVersion.id.in_([slot.version_id for slot in taken])
        )
    )
    questions = dict(rows.all())
    return [(attempt.user_id, questions[slot.version_id]) for slot in taken]


def _check_tallies(session: Session, expected: Counter[tuple[int, int]]) -> Iterator[str]:
    rows = session.execute(
        select(QuestionTally.user_id, QuestionTally.question_id, QuestionTally.answers)
    ).yield_per(1_000)
    stored = Counter({(user, question): answers for user, question, answers in rows})
    for user, question in sorted(stored.keys() | expected.keys()):
        if stored[user, question] != expected[user, question]:
            yield (
                f"user {user}, question {question}: {stored[user, question]} answers tallied, "
                f"the attempts hold {expected[user, question]}"
            )

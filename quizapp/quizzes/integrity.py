"""Recomputing everything that is derived: scores from responses, slots from their log, roll-ups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from questions import attempt as life
from questions.attempt import SlotState, fold
from questions.marks import Mark
from quizapp.bank.models import QuestionVersion
from quizapp.quizzes import queries
from quizapp.quizzes.log import logged, state_of
from quizapp.quizzes.models import Attempt, FactSeen, QuestionTally, Slot, TopicTally
from quizapp.quizzes.operations.marking import earned, mark_slots
from quizapp.quizzes.operations.tallying import is_answer

PORTION = 200

Tallies = Counter[tuple[int, int]]
"""How many, by user and question."""


def check(session: Session) -> Iterator[str]:
    """Each difference between what is stored and what the stored responses give, as a sentence.

    Reads attempts in portions; only the roll-ups, a number for each learner and question, are held.
    """
    answers: Tallies = Counter()
    right: Tallies = Counter()
    last = 0
    while attempts := session.scalars(
        select(Attempt).where(Attempt.id > last).order_by(Attempt.id).limit(PORTION)
    ).all():
        last = attempts[-1].id
        for attempt in attempts:
            slots = queries.slots_of(session, attempt.id)
            marks = mark_slots(session, slots)
            yield from _check_log(session, attempt, slots)
            yield from _check_marks(attempt, slots, marks)
            yield from _check_score(attempt, slots, marks)
            for question, is_right in _tallied(session, attempt, slots, marks):
                answers[attempt.user_id, question] += 1
                right[attempt.user_id, question] += is_right
        session.expunge_all()
    yield from _check_tallies(session, answers, right)
    yield from _check_facts(session)


def _check_log(session: Session, attempt: Attempt, slots: Sequence[Slot]) -> Iterator[str]:
    steps = [logged(step) for step in queries.steps_of(session, attempt.id)]
    try:
        folded = fold(steps)
    except ValueError as error:
        yield f"attempt {attempt.id}: its log cannot have come about: {error}"
        return
    for slot in slots:
        from_log = replace(folded.get(slot.number, SlotState()), writer="", earned=None)
        if from_log != state_of(slot):
            yield f"attempt {attempt.id}, question {slot.number}: the row differs from what its log folds to"
    for number in sorted(folded.keys() - {slot.number for slot in slots}):
        yield f"attempt {attempt.id}, question {number}: the log speaks of it, but there is no row"
    if life.state_of(steps) != attempt.state:
        yield f"attempt {attempt.id}: stored as {attempt.state}, its log leaves it {life.state_of(steps)}"


def _check_marks(attempt: Attempt, slots: Sequence[Slot], marks: Sequence[Mark]) -> Iterator[str]:
    for slot, mark in zip(slots, marks, strict=True):
        if attempt.state == "open" and slot.checked_as is None:
            continue
        worth = earned(slot, mark)
        if (worth, mark.verdict) != (slot.earned, slot.verdict):
            yield (
                f"attempt {attempt.id}, question {slot.number}: stored {slot.earned} ({slot.verdict}), "
                f"its response gives {worth} ({mark.verdict})"
            )


def _check_score(attempt: Attempt, slots: Sequence[Slot], marks: Sequence[Mark]) -> Iterator[str]:
    counting = [(slot, mark) for slot, mark in zip(slots, marks, strict=True) if slot.counts]
    total = sum(earned(slot, mark) for slot, mark in counting) if attempt.state != "open" else None
    if total != attempt.earned:
        yield f"attempt {attempt.id}: stored score {attempt.earned}, its responses give {total}"
    available = sum(slot.points for slot, _mark in counting)
    if available != attempt.available:
        yield f"attempt {attempt.id}: stored as worth {attempt.available}, its questions make {available}"


def _tallied(
    session: Session, attempt: Attempt, slots: Sequence[Slot], marks: Sequence[Mark]
) -> list[tuple[int, bool]]:
    """Question, and whether right, of each answer of this attempt that the roll-ups must have taken in."""
    taken = [
        (slot.version_id, mark.verdict == "right")
        for slot, mark in zip(slots, marks, strict=True)
        if (attempt.is_tallied or slot.checked_as is not None) and is_answer(slot)
    ]
    rows = session.execute(
        select(QuestionVersion.id, QuestionVersion.question_id).where(
            QuestionVersion.id.in_([version for version, _is_right in taken])
        )
    )
    questions = dict(rows.all())
    return [(questions[version], is_right) for version, is_right in taken]


def _check_tallies(session: Session, answers: Tallies, right: Tallies) -> Iterator[str]:
    rows = session.execute(
        select(QuestionTally.user_id, QuestionTally.question_id, QuestionTally.answers, QuestionTally.right)
    ).yield_per(1_000)
    stored = {(user, question): (given, correct) for user, question, given, correct in rows}
    for key in sorted(stored.keys() | answers.keys()):
        expected = answers[key], right[key]
        if stored.get(key, (0, 0)) != expected:
            yield "user {}, question {}: tallied {} answers, {} right; the attempts hold {}, {} right".format(
                *key, *stored.get(key, (0, 0)), *expected
            )


def _check_facts(session: Session) -> Iterator[str]:
    rows = session.execute(
        select(TopicTally.user_id, TopicTally.topic_id, TopicTally.facts, func.count(FactSeen.fact))
        .outerjoin(
            FactSeen,
            and_(FactSeen.user_id == TopicTally.user_id, FactSeen.topic_id == TopicTally.topic_id),
        )
        .group_by(TopicTally.user_id, TopicTally.topic_id, TopicTally.facts)
        .having(func.count(FactSeen.fact) != TopicTally.facts)
        .order_by(TopicTally.user_id, TopicTally.topic_id)
    )
    for user, topic, facts, seen in rows:
        yield f"user {user}, topic {topic}: {facts} facts tallied, {seen} seen"

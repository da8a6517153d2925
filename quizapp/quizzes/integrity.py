"""Recomputing everything that is derived: scores from responses, slots from their log, roll-ups."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions import attempt as life
from questions.attempt import SlotState, Step, fold
from questions.marks import AWAITING, DROPPED, Mark
from quizapp.quizzes import queries
from quizapp.quizzes.log import logged, state_of
from quizapp.quizzes.models import Attempt, FactSeen, QuestionTally, Slot, TopicTally
from quizapp.quizzes.operations.marking import earned, mark_slots
from quizapp.quizzes.operations.tallying import (
    TopicAnswers,
    about_versions,
    is_tallied,
    missed_nothing,
    share_of,
    told_at,
)
from quizapp.quizzes.ruling_queries import changes_of, standing_rulings

PORTION = 200

Key = tuple[int, int]
"""A learner's id, and a question's or a topic's."""


@dataclass(slots=True)
class Answers:
    """What the attempts hold of one learner's answers to one question.

    `last_rights` says whether the last was right; answers of one moment may leave open which that was.
    """

    count: int = 0
    right: int = 0
    last_at: dt.datetime | None = None
    last_rights: set[bool] = field(default_factory=set)

    def add(self, is_right: bool, at: dt.datetime) -> None:
        self.count += 1
        self.right += is_right
        if self.last_at is None or self.last_at < at:
            self.last_at, self.last_rights = at, set()
        if self.last_at == at:
            self.last_rights.add(is_right)


@dataclass(slots=True)
class Expected:
    """What the roll-ups must hold: by learner and question, and by learner and topic."""

    questions: defaultdict[Key, Answers] = field(default_factory=lambda: defaultdict(Answers))
    topics: defaultdict[Key, TopicAnswers] = field(default_factory=lambda: defaultdict(TopicAnswers))


def check(session: Session) -> Iterator[str]:
    """Each difference between what is stored and what the stored responses give, as a sentence.

    Reads attempts in portions; only the roll-ups, some numbers for each learner and question, are held.
    """
    expected = Expected()
    last = 0
    while attempts := session.scalars(
        select(Attempt).where(Attempt.id > last).order_by(Attempt.id).limit(PORTION)
    ).all():
        last = attempts[-1].id
        for attempt in attempts:
            slots = queries.slots_of(session, attempt.id)
            marks = mark_slots(session, slots)
            steps = [logged(step) for step in queries.steps_of(session, attempt.id)]
            yield from _check_log(attempt, slots, steps)
            yield from _check_rulings(session, attempt, slots)
            yield from _check_marks(attempt, slots, marks)
            yield from _check_score(attempt, slots, marks)
            _expect(session, expected, attempt, slots, marks, steps)
        session.expunge_all()
    yield from _check_questions(session, expected.questions)
    yield from _check_topics(session, expected.topics)
    yield from _check_facts(session, {key: answers.facts for key, answers in expected.topics.items()})


def _check_log(attempt: Attempt, slots: Sequence[Slot], steps: Sequence[Step]) -> Iterator[str]:
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


def _check_rulings(session: Session, attempt: Attempt, slots: Sequence[Slot]) -> Iterator[str]:
    standing: dict[int, int] = {}
    if attempt.assignment_id is not None:
        standing = standing_rulings(session, attempt.assignment_id, [slot.version_id for slot in slots])
    changes = changes_of(session, attempt.id)
    for slot in slots:
        about = f"attempt {attempt.id}, question {slot.number}"
        is_marked = attempt.state != "open" or slot.checked_as is not None
        holds = standing.get(slot.version_id) if is_marked else None
        if slot.ruling_id != holds:
            yield f"{about}: marked by ruling {slot.ruling_id}, but {holds} holds"
        last = changes.get(slot.number)
        if last is not None and (last.earned, last.verdict) != (slot.earned, slot.verdict):
            yield (
                f"{about}: stored {slot.earned} ({slot.verdict}), ruling {last.ruling_id} "
                f"left it at {last.earned} ({last.verdict})"
            )


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
    total = sum(earned(slot, mark) or 0 for slot, mark in counting) if attempt.state != "open" else None
    if total != attempt.earned:
        yield f"attempt {attempt.id}: stored score {attempt.earned}, its responses give {total}"
    available = sum(slot.points for slot, mark in counting if mark != DROPPED)
    if available != attempt.available:
        yield f"attempt {attempt.id}: stored as worth {attempt.available}, its questions make {available}"


def _expect(
    session: Session,
    expected: Expected,
    attempt: Attempt,
    slots: Sequence[Slot],
    marks: Sequence[Mark],
    steps: Sequence[Step],
) -> None:
    """Add each answer of this attempt that the roll-ups must have taken in."""
    taken = [(slot, mark) for slot, mark in zip(slots, marks, strict=True) if is_tallied(attempt, slot)]
    about = about_versions(session, [slot.version_id for slot, _mark in taken])
    checked_at = {step.slot: step.at for step in steps if step.kind == "checked"}
    for slot, mark in taken:
        one, at = about[slot.version_id], checked_at.get(slot.number, told_at(attempt))
        if not one.is_judged:
            expected.questions[attempt.user_id, one.question_id].add(missed_nothing(mark.verdict), at)
        if one.topic_id is not None and mark != AWAITING:
            share = share_of(slot.points, earned(slot, mark), mark.verdict)
            expected.topics[attempt.user_id, one.topic_id].add(share, one.seen, at)


def _check_questions(session: Session, expected: Mapping[Key, Answers]) -> Iterator[str]:
    rows = session.execute(
        select(
            QuestionTally.user_id,
            QuestionTally.question_id,
            QuestionTally.answers,
            QuestionTally.right,
            QuestionTally.last_at,
            QuestionTally.last_right,
        )
    ).yield_per(1_000)
    stored = {
        (user, question): Answers(count, right, last_at, {last_right})
        for user, question, count, right, last_at, last_right in rows
    }
    for user, question in sorted(stored.keys() | expected.keys()):
        there, held = stored.get((user, question), Answers()), expected.get((user, question), Answers())
        about = f"user {user}, question {question}"
        if (there.count, there.right) != (held.count, held.right):
            yield (
                f"{about}: tallied {there.count} answers, {there.right} right; "
                f"the attempts hold {held.count}, {held.right} right"
            )
        if not (there.count and held.count):
            continue
        if there.last_at != held.last_at:
            yield f"{about}: tallied as last answered at {there.last_at}, it was at {held.last_at}"
        if not there.last_rights <= held.last_rights:
            yield f"{about}: tallied as last answered {_words(there)}, it was {_words(held)}"


def _words(answers: Answers) -> str:
    return " and ".join("right" if is_right else "wrong" for is_right in sorted(answers.last_rights))


def _check_topics(session: Session, expected: Mapping[Key, TopicAnswers]) -> Iterator[str]:
    rows = session.execute(
        select(
            TopicTally.user_id,
            TopicTally.topic_id,
            TopicTally.answers,
            TopicTally.earned,
            TopicTally.last_at,
        )
    ).yield_per(1_000)
    stored = {
        (user, topic): TopicAnswers(count, earned, last_at=last_at)
        for user, topic, count, earned, last_at in rows
    }
    for user, topic in sorted(stored.keys() | expected.keys()):
        there, held = stored.get((user, topic)), expected.get((user, topic))
        about = f"user {user}, topic {topic}"
        if there is None or held is None:
            yield f"{about}: {'tallied' if there else 'not tallied'}, unlike in the attempts"
            continue
        if (there.count, there.earned) != (held.count, held.earned):
            yield (
                f"{about}: tallied {there.count} answers that earned {there.earned}; "
                f"the attempts hold {held.count} that earned {held.earned}"
            )
        if there.last_at != held.last_at:
            yield f"{about}: tallied as last answered at {there.last_at}, it was at {held.last_at}"


def _check_facts(session: Session, expected: Mapping[Key, set[str]]) -> Iterator[str]:
    seen: defaultdict[Key, set[str]] = defaultdict(set)
    for user, topic, fact in session.execute(
        select(FactSeen.user_id, FactSeen.topic_id, FactSeen.fact)
    ).yield_per(1_000):
        seen[user, topic].add(fact)
    tallied = {
        (user, topic): facts
        for user, topic, facts in session.execute(
            select(TopicTally.user_id, TopicTally.topic_id, TopicTally.facts)
        ).yield_per(1_000)
    }
    for key in sorted(seen.keys() | tallied.keys() | expected.keys()):
        about = f"user {key[0]}, topic {key[1]}"
        known, held = seen.get(key, set()), expected.get(key, set())
        if tallied.get(key, 0) != len(known):
            yield f"{about}: {tallied.get(key, 0)} facts tallied, {len(known)} seen"
        for fact in sorted(known ^ held):
            state = "seen" if fact in known else "not seen"
            yield f"{about}: the fact {fact} is {state}, unlike in the attempts"

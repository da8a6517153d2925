"""Roll-ups of answers, kept from the moment correctness may be seen; rebuilt by replaying attempts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from questions.response import Blank
from quizapp.accounts.queries import hold_person
from quizapp.bank.models import Question, QuestionVersion
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Attempt, FactSeen, QuestionTally, Slot, TopicTally


def tally_attempt(session: Session, attempt: Attempt, slots: Sequence[Slot]) -> None:
    """Take a reviewed attempt into the learner's roll-ups, once.

    An answer that was already shown right or wrong in practice was tallied then (see `tally_slots`).
    """
    if attempt.is_tallied:
        return
    fresh = [slot for slot in slots if slot.checked_as is None]
    tally_slots(session, attempt, fresh, at=attempt.finished_at or attempt.started_at)
    attempt.is_tallied = True


def tally_slots(session: Session, attempt: Attempt, slots: Sequence[Slot], *, at: dt.datetime) -> None:
    """Count these answers. A blank nobody reached is no answer; "I don't know" is a wrong one."""
    answered = [slot for slot in slots if is_answer(slot)]
    if not answered:
        return
    # Two attempts of one learner may be finished at once, and each adds to the same roll-ups.
    hold_person(session, attempt.user_id)
    about = _about(session, [slot.version_id for slot in answered])
    questions = _questions(session, attempt.user_id, [about[slot.version_id][0] for slot in answered])
    topic_ids = [id for slot in answered if (id := about[slot.version_id][1]) is not None]
    topics = _topics(session, attempt.user_id, topic_ids)
    _count_facts(session, attempt.user_id, answered, about, topics, at)
    for slot in answered:
        question_id, topic_id, _facts = about[slot.version_id]
        is_right = slot.verdict == "right"
        question = questions.get(question_id)
        if question is None:
            question = questions[question_id] = QuestionTally(
                user_id=attempt.user_id, question_id=question_id, answers=0, right=0
            )
            session.add(question)
        question.answers += 1
        question.right += is_right
        # A sealed or claimed attempt is taken in after younger answers.
        if question.last_at is None or question.last_at <= at:
            question.last_right, question.last_at = is_right, at
        if topic_id is not None:
            topic = topics[topic_id]
            topic.answers += 1
            topic.right += is_right
            topic.last_at = max(topic.last_at, at)
    session.flush()


def is_answer(slot: Slot) -> bool:
    """Whether a slot holds an answer; one left open (not declared unknown) is none."""
    given = load_given(slot.given)
    return not isinstance(given, Blank) or given.declared


def _about(session: Session, version_ids: Sequence[int]) -> dict[int, tuple[int, int | None, list[str]]]:
    rows = session.execute(
        select(QuestionVersion.id, Question.id, Question.topic_id, QuestionVersion.facts)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(QuestionVersion.id.in_(version_ids))
    )
    return {version: (question, topic, facts) for version, question, topic, facts in rows}


def _questions(session: Session, user_id: int, ids: Iterable[int]) -> dict[int, QuestionTally]:
    rows = session.scalars(
        select(QuestionTally).where(QuestionTally.user_id == user_id, QuestionTally.question_id.in_(set(ids)))
    )
    return {row.question_id: row for row in rows}


def _topics(session: Session, user_id: int, ids: Iterable[int]) -> dict[int, TopicTally]:
    rows = session.scalars(
        select(TopicTally).where(TopicTally.user_id == user_id, TopicTally.topic_id.in_(set(ids)))
    )
    return {row.topic_id: row for row in rows}


def _count_facts(
    session: Session,
    user_id: int,
    slots: Sequence[Slot],
    about: dict[int, tuple[int, int | None, list[str]]],
    topics: dict[int, TopicTally],
    at: dt.datetime,
) -> None:
    pairs = {
        (topic, fact)
        for slot in slots
        if (topic := about[slot.version_id][1]) is not None
        for fact in about[slot.version_id][2] or [f"question-{about[slot.version_id][0]}"]
    }
    seen = set(
        session.execute(
            select(FactSeen.topic_id, FactSeen.fact).where(
                FactSeen.user_id == user_id, tuple_(FactSeen.topic_id, FactSeen.fact).in_(list(pairs))
            )
        ).all()
    )
    for topic_id, fact in sorted(pairs):
        tally = topics.get(topic_id)
        if tally is None:
            tally = topics[topic_id] = TopicTally(
                user_id=user_id, topic_id=topic_id, answers=0, right=0, facts=0, last_at=at
            )
            session.add(tally)
        if (topic_id, fact) not in seen:
            session.add(FactSeen(user_id=user_id, topic_id=topic_id, fact=fact))
            tally.facts += 1

"""Roll-ups of answers, kept from the moment correctness may be seen; rebuilt by replaying attempts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, or_, select, tuple_
from sqlalchemy.orm import Session

from questions.response import Blank
from questions.types import JUDGED
from quizapp.accounts.queries import hold_person
from quizapp.bank.models import Question, QuestionVersion
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Attempt, FactSeen, QuestionTally, Slot, TopicTally
from quizapp.quizzes.review_opening import tell_opened
from quizapp.upserting import add_rows


def tally_attempt(session: Session, attempt: Attempt, slots: Sequence[Slot], *, now: dt.datetime) -> None:
    """Take a reviewed attempt into the learner's roll-ups, once.

    An answer that was already shown right or wrong in practice was tallied then (see `tally_slots`).
    """
    if attempt.is_tallied:
        return
    fresh = [slot for slot in slots if slot.checked_as is None]
    attempt.is_tallied = True
    tally_slots(session, attempt, {slot: told_at(attempt) for slot in fresh}, now=now)


def told_at(attempt: Attempt) -> dt.datetime:
    """The moment that answers of an attempt count as given, but for those checked on the way."""
    return attempt.finished_at or attempt.started_at


def tally_slots(
    session: Session, attempt: Attempt, moments: Mapping[Slot, dt.datetime], *, now: dt.datetime
) -> None:
    """Count the answers in these slots, each as of its moment. "I don't know" is a wrong answer.

    What a person marks is not counted: what she gives weighs more than whether something was known.
    """
    answered = {slot: at for slot, at in moments.items() if is_answer(slot)}
    about = about_versions(session, [slot.version_id for slot in answered]) if answered else {}
    answered = {slot: at for slot, at in answered.items() if slot.version_id in about}
    if not answered:
        return
    # Two attempts of one learner may be finished at once, and each adds to the same roll-ups.
    hold_person(session, attempt.user_id)
    questions = _questions(session, attempt.user_id, [about[slot.version_id][0] for slot in answered])
    topic_ids = [id for slot in answered if (id := about[slot.version_id][1]) is not None]
    topics = _topics(session, attempt.user_id, topic_ids)
    _count_facts(session, attempt.user_id, list(answered), about, topics, min(answered.values()))
    for slot, at in answered.items():
        question_id, topic_id, _facts = about[slot.version_id]
        is_right = missed_nothing(slot.verdict)
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
    tell_opened(session, attempt, answered, now)


@dataclass(frozen=True, slots=True)
class Turned:
    """An answer in the roll-ups that is now right and was not, or the other way round."""

    user_id: int
    is_right: bool
    at: dt.datetime


def turn_tallies(session: Session, question: Question, turned: Sequence[Turned]) -> None:
    """Keep the roll-ups true where answers to one question were marked anew; its learners must be held."""
    users = {one.user_id for one in turned}
    by_user = {
        row.user_id: row
        for row in session.scalars(
            select(QuestionTally)
            .where(QuestionTally.question_id == question.id, QuestionTally.user_id.in_(users))
            .execution_options(populate_existing=True)
        )
    }
    topics = {
        row.user_id: row
        for row in session.scalars(
            select(TopicTally)
            .where(TopicTally.topic_id == question.topic_id, TopicTally.user_id.in_(users))
            .execution_options(populate_existing=True)
        )
    }
    for one in turned:
        change = 1 if one.is_right else -1
        tally = by_user[one.user_id]
        tally.right += change
        if tally.last_at == one.at:
            tally.last_right = one.is_right
        if one.user_id in topics:
            topics[one.user_id].right += change
    session.flush()


def missed_nothing(verdict: str | None) -> bool:
    """Whether an answer was right, or its question counts no more: then nobody has missed it."""
    return verdict in ("right", "dropped")


def rebuild_topics(session: Session, topic_ids: Collection[int]) -> None:
    """Fold the roll-ups of these topics anew for every learner, since questions moved between them."""
    for row in (TopicTally, FactSeen):
        session.execute(delete(row).where(row.topic_id.in_(topic_ids)))
    seen = set()
    for user_id, topic_id, question_id, facts, slot, attempt in session.execute(
        select(Attempt.user_id, Question.topic_id, Question.id, QuestionVersion.facts, Slot, Attempt)
        .join(Slot, Slot.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == Slot.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(
            Question.topic_id.in_(topic_ids),
            QuestionVersion.type.not_in(JUDGED),
            or_(Attempt.is_tallied, Slot.checked_as.is_not(None)),
        )
    ):
        if is_tallied(attempt, slot):
            seen |= {(user_id, topic_id, fact) for fact in facts_of(question_id, facts)}
    totals = session.execute(
        select(
            QuestionTally.user_id,
            Question.topic_id,
            func.sum(QuestionTally.answers),
            func.sum(QuestionTally.right),
            func.max(QuestionTally.last_at),
        )
        .join(Question, Question.id == QuestionTally.question_id)
        .where(Question.topic_id.in_(topic_ids))
        .group_by(QuestionTally.user_id, Question.topic_id)
    ).all()
    facts_by_topic = Counter((user_id, topic_id) for user_id, topic_id, _fact in seen)
    session.add_all(
        TopicTally(
            user_id=user_id,
            topic_id=topic_id,
            answers=answers,
            right=right,
            facts=facts_by_topic[user_id, topic_id],
            last_at=last_at,
        )
        for user_id, topic_id, answers, right, last_at in totals
    )
    session.add_all(
        FactSeen(user_id=user_id, topic_id=topic_id, fact=fact) for user_id, topic_id, fact in sorted(seen)
    )
    session.flush()


def is_tallied(attempt: Attempt, slot: Slot) -> bool:
    """Whether the roll-ups have taken in what this slot holds."""
    return (attempt.is_tallied or slot.checked_as is not None) and is_answer(slot)


def is_answer(slot: Slot) -> bool:
    """Whether a slot holds an answer; one left open (not declared unknown) is none."""
    given = load_given(slot.given)
    return not isinstance(given, Blank) or given.declared


def facts_of(question_id: int, facts: Sequence[str]) -> Sequence[str]:
    """What is counted as seen: a question that stands on no fact counts as one of its own."""
    return facts or [f"question-{question_id}"]


# Built once: building them takes longer than asking.
_ABOUT = (
    select(QuestionVersion.id, Question.id, Question.topic_id, QuestionVersion.facts)
    .join(Question, Question.id == QuestionVersion.question_id)
    .where(
        QuestionVersion.id.in_(bindparam("version_ids", expanding=True)), QuestionVersion.type.not_in(JUDGED)
    )
)
_QUESTIONS = select(QuestionTally).where(
    QuestionTally.user_id == bindparam("user_id"),
    QuestionTally.question_id.in_(bindparam("ids", expanding=True)),
)
_TOPICS = select(TopicTally).where(
    TopicTally.user_id == bindparam("user_id"), TopicTally.topic_id.in_(bindparam("ids", expanding=True))
)
_SEEN = select(FactSeen.topic_id, FactSeen.fact).where(
    FactSeen.user_id == bindparam("user_id"),
    tuple_(FactSeen.topic_id, FactSeen.fact).in_(bindparam("pairs", expanding=True)),
)


def about_versions(
    session: Session, version_ids: Sequence[int]
) -> dict[int, tuple[int, int | None, list[str]]]:
    """For each version that roll-ups count: its question's id, its topic's id now, the facts it stands on."""
    rows = session.execute(_ABOUT, {"version_ids": version_ids})
    return {version: (question, topic, facts) for version, question, topic, facts in rows}


def _questions(session: Session, user_id: int, ids: Iterable[int]) -> dict[int, QuestionTally]:
    rows = session.scalars(_QUESTIONS, {"user_id": user_id, "ids": list(set(ids))})
    return {row.question_id: row for row in rows}


def _topics(session: Session, user_id: int, ids: Iterable[int]) -> dict[int, TopicTally]:
    rows = session.scalars(_TOPICS, {"user_id": user_id, "ids": list(set(ids))})
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
        for fact in facts_of(about[slot.version_id][0], about[slot.version_id][2])
    }
    seen = set(session.execute(_SEEN, {"user_id": user_id, "pairs": list(pairs)}).all())
    fresh = sorted(pairs - seen)
    add_rows(
        session,
        FactSeen,
        [{"user_id": user_id, "topic_id": topic_id, "fact": fact} for topic_id, fact in fresh],
    )
    new_facts = Counter(topic_id for topic_id, _fact in fresh)
    for topic_id in sorted({topic_id for topic_id, _fact in pairs}):
        tally = topics.get(topic_id)
        if tally is None:
            tally = topics[topic_id] = TopicTally(
                user_id=user_id, topic_id=topic_id, answers=0, right=0, facts=0, last_at=at
            )
            session.add(tally)
        tally.facts += new_facts[topic_id]

"""SELECTs about one learner: scores over time, topics, misses. Those about classes are in class_queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from questions.marks import MILLION
from quizapp.bank.models import Question, QuestionVersion
from quizapp.cards.mastery_queries import Mastery
from quizapp.errors import NotFound
from quizapp.library.models import Bank, Topic
from quizapp.quizzes.models import Attempt, QuestionTally, Quiz, TopicTally
from quizapp.quizzes.queries import is_being_marked, is_overdue
from quizapp.quizzes.seeing import may_review
from quizapp.quizzes.time_up import show_closed, will_wait

PAGE = 25
TREND = 40

FACTS_NEEDED, ANSWERS_NEEDED = 3, 6
"""How much must have been answered before a topic is called weak or strong."""


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """How a learner fares with one topic; `mastery` where any of its facts is remembered from answers.

    `earned` is in millionths of an answer, so that half right is half of one.
    """

    topic_id: int
    slug: str
    title: str
    bank: str
    bank_title: str
    answers: int
    earned: int
    facts: int
    last_at: dt.datetime
    mastery: Mastery | None = None

    @property
    def weakness(self) -> tuple[bool, float]:
        """Sorts topics that can be judged first, the worst remembered of them at the head."""
        share = self.mastery.share if self.mastery else self.earned / (self.answers * MILLION)
        return not self.is_known, share

    @property
    def is_known(self) -> bool:
        """Whether enough was answered to say anything; before that it was only seen."""
        return self.facts >= FACTS_NEEDED and self.answers >= ANSWERS_NEEDED


def topic_standings(session: Session, user_id: int, limit: int = 30) -> list[TopicStanding]:
    """A learner's topics in banks that she may practise, those that can be judged first, by answers.

    The weakest of them stand at the head.
    """
    is_known = and_(TopicTally.facts >= FACTS_NEEDED, TopicTally.answers >= ANSWERS_NEEDED)
    rows = session.execute(
        select(
            Topic.id,
            Topic.slug,
            Topic.title,
            Bank.slug,
            Bank.title,
            TopicTally.answers,
            TopicTally.earned,
            TopicTally.facts,
            TopicTally.last_at,
        )
        .join(Topic, Topic.id == TopicTally.topic_id)
        .join(Bank, Bank.id == Topic.bank_id)
        .where(TopicTally.user_id == user_id, TopicTally.answers > 0, Bank.owner_id.is_(None))
        .order_by(
            case((is_known, 0), else_=1),
            TopicTally.earned * 1.0 / TopicTally.answers,
            TopicTally.last_at,
        )
        .limit(limit)
    )
    return [TopicStanding(*row) for row in rows]


def banks_with_misses(session: Session, user_id: int) -> list[tuple[int, str, str]]:
    """The id, slug and title of each bank to practise with questions missed last time, most of them first."""
    rows = session.execute(
        select(Bank.id, Bank.slug, Bank.title)
        .select_from(QuestionTally)
        .join(Question, Question.id == QuestionTally.question_id)
        .join(Bank, Bank.id == Question.bank_id)
        .where(
            QuestionTally.user_id == user_id,
            QuestionTally.last_right.is_(False),
            Question.status == "published",
            Bank.owner_id.is_(None),
        )
        .group_by(Bank.id, Bank.slug, Bank.title)
        .order_by(func.count().desc(), Bank.id)
    )
    return [(id, slug, title) for id, slug, title in rows]


def finished_attempts(
    session: Session, user_id: int, now: dt.datetime, before: int | None = None
) -> list[tuple[Attempt, bool]]:
    """A page of finished attempts with their quizzes, latest first; `before` is an attempt's id.

    Those whose time is up belong to them, closed yet or not. With each whether it is still being marked.
    """
    query = (
        select(Attempt, is_being_marked(), Attempt.state == "open")
        .where(Attempt.user_id == user_id, or_(Attempt.state != "open", is_overdue(now)))
        .options(joinedload(Attempt.quiz, innerjoin=True))
        .order_by(Attempt.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Attempt.id < before)
    found = session.execute(query).all()
    show_closed(session, [attempt for attempt, _is_waiting, _is_unclosed in found], now)
    return [
        (attempt, will_wait(attempt) if is_unclosed else is_waiting)
        for attempt, is_waiting, is_unclosed in found
    ]


def reviewed_attempts(session: Session, user_id: int, now: dt.datetime) -> Sequence[Attempt]:
    """The latest attempts that may be compared over time.

    Reviewed, marked to the end, with something that counts, and not of the learner's own choosing.
    """
    is_marked = and_(
        Attempt.state != "open", Attempt.review_at <= now, Attempt.available > 0, ~is_being_marked()
    )
    found = session.execute(
        select(Attempt, Attempt.state == "open")
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(
            Attempt.user_id == user_id,
            Quiz.kind != "chosen",
            or_(is_marked, and_(Attempt.state == "open", is_overdue(now))),
        )
        .options(joinedload(Attempt.quiz, innerjoin=True))
        .order_by(Attempt.id.desc())
        .limit(TREND)
    ).all()
    show_closed(session, [attempt for attempt, _is_unclosed in found], now)
    comparable = []
    for attempt, is_unclosed in found:
        is_unmarked = is_unclosed and (will_wait(attempt) or not attempt.available)
        if may_review(attempt, now) and not is_unmarked:
            comparable.append(attempt)
    return comparable


def easy_versions(session: Session, bank_id: int, limit: int = 200) -> Sequence[int]:
    """Versions of a bank's easy single-choice questions: what a newcomer may meet on the front page."""
    return session.scalars(
        select(QuestionVersion.id)
        .join(
            Question,
            and_(
                QuestionVersion.question_id == Question.id,
                QuestionVersion.number == Question.current_number,
            ),
        )
        .where(
            Question.bank_id == bank_id,
            Question.status == "published",
            Question.origin != "teacher",
            QuestionVersion.type == "single_choice",
            QuestionVersion.difficulty == 1,
            QuestionVersion.weight == "main",
        )
        .order_by(QuestionVersion.id)
        .limit(limit)
    ).all()


def bank_of_version(session: Session, version_id: int) -> Bank:
    bank = session.scalar(
        select(Bank)
        .join(Question, Question.bank_id == Bank.id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(QuestionVersion.id == version_id)
    )
    if bank is None:
        raise NotFound
    return bank

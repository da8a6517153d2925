"""Every SELECT of the progress room: scores over time, topics, and what classes have done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from quizapp.accounts.models import User
from quizapp.bank.models import ProblemReport, Question, QuestionVersion
from quizapp.classrooms.models import Membership
from quizapp.errors import NotFound
from quizapp.library.models import Bank, Topic
from quizapp.quizzes.models import Assignment, Attempt, QuestionTally, Quiz, TopicTally

PAGE = 25
TREND = 40

FACTS_NEEDED, ANSWERS_NEEDED = 3, 6
"""How much must have been answered before a topic is called weak or strong."""


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """How a learner fares with one topic."""

    topic_id: int
    slug: str
    title: str
    bank: str
    bank_title: str
    answers: int
    right: int
    facts: int
    last_at: dt.datetime

    @property
    def is_known(self) -> bool:
        """Whether enough was answered to say anything; before that it was only seen."""
        return self.facts >= FACTS_NEEDED and self.answers >= ANSWERS_NEEDED


def topic_standings(session: Session, user_id: int, limit: int = 30) -> list[TopicStanding]:
    """A learner's topics, those that can be judged first and the weakest of them at the head."""
    is_known = and_(TopicTally.facts >= FACTS_NEEDED, TopicTally.answers >= ANSWERS_NEEDED)
    rows = session.execute(
        select(
            Topic.id,
            Topic.slug,
            Topic.title,
            Bank.slug,
            Bank.title,
            TopicTally.answers,
            TopicTally.right,
            TopicTally.facts,
            TopicTally.last_at,
        )
        .join(Topic, Topic.id == TopicTally.topic_id)
        .join(Bank, Bank.id == Topic.bank_id)
        .where(TopicTally.user_id == user_id)
        .order_by(
            case((is_known, 0), else_=1),
            TopicTally.right * 1.0 / TopicTally.answers,
            TopicTally.last_at,
        )
        .limit(limit)
    )
    return [TopicStanding(*row) for row in rows]


def missed_by_bank(session: Session, user_id: int) -> list[tuple[str, str, int]]:
    """For each bank with misses: its slug, title, and how many questions were missed last time."""
    rows = session.execute(
        select(Bank.slug, Bank.title, func.count())
        .select_from(QuestionTally)
        .join(Question, Question.id == QuestionTally.question_id)
        .join(Bank, Bank.id == Question.bank_id)
        .where(
            QuestionTally.user_id == user_id,
            QuestionTally.last_right.is_(False),
            Question.status == "published",
        )
        .group_by(Bank.id, Bank.slug, Bank.title)
        .order_by(func.count().desc(), Bank.id)
    )
    return [(slug, title, count) for slug, title, count in rows]


def finished_attempts(session: Session, user_id: int, before: int | None = None) -> Sequence[Attempt]:
    """A page of finished attempts with their quizzes, latest first; `before` is an attempt's id."""
    query = (
        select(Attempt)
        .where(Attempt.user_id == user_id, Attempt.state != "open")
        .options(joinedload(Attempt.quiz, innerjoin=True))
        .order_by(Attempt.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Attempt.id < before)
    return session.scalars(query).all()


def reviewed_attempts(session: Session, user_id: int, now: dt.datetime) -> Sequence[Attempt]:
    """The latest attempts that may be compared over time: reviewed, and not of the learner's own choosing."""
    return session.scalars(
        select(Attempt)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(
            Attempt.user_id == user_id,
            Attempt.state != "open",
            Attempt.review_at <= now,
            Quiz.kind != "chosen",
        )
        .options(joinedload(Attempt.quiz, innerjoin=True))
        .order_by(Attempt.id.desc())
        .limit(TREND)
    ).all()


def easy_versions(session: Session, bank_slug: str, limit: int = 200) -> Sequence[int]:
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
        .join(Bank, Bank.id == Question.bank_id)
        .where(
            Bank.slug == bank_slug,
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


@dataclass(frozen=True, slots=True)
class GivenQuiz:
    """A quiz given to a class, with how far the class has come."""

    assignment: Assignment
    handed_in: int
    writing: int


def given_to_class(session: Session, classroom_id: int) -> list[GivenQuiz]:
    """The quizzes of a class, latest first, counted by students in one statement."""
    handed_in = func.count(func.distinct(case((Attempt.state != "open", Attempt.user_id))))
    writing = func.count(func.distinct(case((Attempt.state == "open", Attempt.user_id))))
    rows = session.execute(
        select(Assignment, handed_in, writing)
        .outerjoin(Attempt, Attempt.assignment_id == Assignment.id)
        .where(Assignment.classroom_id == classroom_id, Assignment.user_id.is_(None))
        .options(joinedload(Assignment.quiz, innerjoin=True))
        .group_by(Assignment.id, Quiz.id)
        .join(Quiz, Quiz.id == Assignment.quiz_id)
        .order_by(Assignment.id.desc())
        .limit(100)
    ).all()
    return [GivenQuiz(*row) for row in rows]


def get_given_quiz(session: Session, classroom_id: int, assignment_id: int) -> Assignment:
    """One quiz of a class (not an override), or NotFound."""
    row = session.scalar(
        select(Assignment)
        .where(
            Assignment.id == assignment_id,
            Assignment.classroom_id == classroom_id,
            Assignment.user_id.is_(None),
        )
        .options(
            joinedload(Assignment.quiz, innerjoin=True), joinedload(Assignment.classroom, innerjoin=True)
        )
    )
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Result:
    """One student's work at a quiz of a class: the attempt that earned most, and how many there were."""

    user: User
    is_member: bool
    best: Attempt | None
    attempts: int


def results_of(session: Session, assignment: Assignment) -> list[Result]:
    """Every student of the class and everyone who took the quiz in it, by name: two statements."""
    attempts = session.scalars(
        select(Attempt).where(Attempt.assignment_id == assignment.id).order_by(Attempt.id)
    ).all()
    by_user: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        by_user.setdefault(attempt.user_id, []).append(attempt)
    rows = session.execute(
        select(User, Membership.left_at)
        .join(
            Membership,
            and_(Membership.user_id == User.id, Membership.classroom_id == assignment.classroom_id),
        )
        .where(
            Membership.part == "student",
            or_(Membership.left_at.is_(None), User.id.in_(by_user or [0])),
        )
        .order_by(User.display_name, User.id)
    ).unique()
    return [
        Result(user, left_at is None, _best(by_user.get(user.id, [])), len(by_user.get(user.id, [])))
        for user, left_at in rows
    ]


def _best(attempts: Sequence[Attempt]) -> Attempt | None:
    """The attempt that earned most, the earlier of two equals; an open one only where none is finished."""
    return max(attempts, key=lambda one: (one.earned is not None, one.earned or 0, -one.number), default=None)


def get_attempt_in_class(session: Session, classroom_id: int, attempt_id: int) -> Attempt:
    """An attempt at a quiz that this class was given; a student's free practice is never found here."""
    attempt = session.scalar(
        select(Attempt)
        .join(Assignment, Assignment.id == Attempt.assignment_id)
        .where(Attempt.id == attempt_id, Assignment.classroom_id == classroom_id)
        .options(joinedload(Attempt.quiz, innerjoin=True))
    )
    if attempt is None:
        raise NotFound
    return attempt


def get_person(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def count_open_reports(session: Session, user: User) -> int:
    """How many reports on a teacher's own questions, or from her classes, nobody has settled."""
    classes = select(Membership.classroom_id).where(
        Membership.user_id == user.id, Membership.part == "teacher", Membership.left_at.is_(None)
    )
    query = (
        select(func.count())
        .select_from(ProblemReport)
        .join(QuestionVersion, QuestionVersion.id == ProblemReport.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(
            ProblemReport.state == "open",
            or_(Question.owner_id == user.id, ProblemReport.classroom_id.in_(classes)),
        )
    )
    return session.scalar(query) or 0

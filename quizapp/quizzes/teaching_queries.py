"""SELECTs of the teachers' side: her quizzes, and what the classes that she teaches now were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from questions.text import is_storable
from quizapp.accounts.models import User
from quizapp.bank.models import Question, QuestionVersion
from quizapp.bank.queries import IS_CURRENT
from quizapp.classrooms.models import Classroom, Membership
from quizapp.errors import NotFound
from quizapp.library.models import Bank
from quizapp.quizzes.models import Assignment, Attempt, Quiz

PAGE = 25


def taught_by(user_id: int) -> Select[int]:
    """The classes that this person teaches now: asked anew with every request, so a removal holds at once."""
    return select(Membership.classroom_id).where(
        Membership.user_id == user_id, Membership.part == "teacher", Membership.left_at.is_(None)
    )


def get_taught_quiz(session: Session, user_id: int, quiz_id: int) -> Quiz:
    """A quiz that this teacher made, or that is given to a class she teaches; else NotFound."""
    teaches = select(Assignment.id).where(
        Assignment.quiz_id == quiz_id, Assignment.classroom_id.in_(taught_by(user_id))
    )
    quiz = session.scalar(
        select(Quiz).where(
            Quiz.id == quiz_id, Quiz.kind == "assigned", or_(Quiz.owner_id == user_id, teaches.exists())
        )
    )
    if quiz is None:
        raise NotFound
    return quiz


@dataclass(frozen=True, slots=True)
class MadeQuiz:
    """A quiz in its maker's list."""

    quiz: Quiz
    bank: str
    classes: int


def quizzes_made_by(
    session: Session, user_id: int, before: int | None = None
) -> tuple[list[MadeQuiz], int | None]:
    """A page of a teacher's quizzes, latest first, and where the next page begins: one statement."""
    query = (
        select(Quiz, Bank.title, func.count(Assignment.id))
        .join(Bank, Bank.id == Quiz.bank_id)
        .outerjoin(Assignment, and_(Assignment.quiz_id == Quiz.id, Assignment.user_id.is_(None)))
        .where(Quiz.owner_id == user_id, Quiz.kind == "assigned", Quiz.archived_at.is_(None))
        .group_by(Quiz.id, Bank.id)
        .order_by(Quiz.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Quiz.id < before)
    rows = [MadeQuiz(*row) for row in session.execute(query)]
    return rows[:PAGE], rows[PAGE - 1].quiz.id if len(rows) > PAGE else None


def assignments_taught(session: Session, user_id: int, quiz_id: int) -> Sequence[Assignment]:
    """To which classes that this person teaches a quiz is given, by name of the class."""
    return session.scalars(
        select(Assignment)
        .join(Assignment.classroom)
        .where(
            Assignment.quiz_id == quiz_id,
            Assignment.user_id.is_(None),
            Assignment.classroom_id.in_(taught_by(user_id)),
        )
        .options(contains_eager(Assignment.classroom))
        .order_by(Classroom.name, Classroom.id)
    ).all()


def get_taught_assignment(session: Session, user_id: int, assignment_id: int) -> Assignment:
    """What a class that this person teaches was given, with quiz and class; never an override."""
    given = session.scalar(
        select(Assignment)
        .where(
            Assignment.id == assignment_id,
            Assignment.user_id.is_(None),
            Assignment.classroom_id.in_(taught_by(user_id)),
        )
        .options(
            joinedload(Assignment.quiz, innerjoin=True), joinedload(Assignment.classroom, innerjoin=True)
        )
    )
    if given is None:
        raise NotFound
    return given


def is_begun(session: Session, assignment_id: int) -> bool:
    """Whether somebody has an attempt at it."""
    return bool(session.scalar(select(exists().where(Attempt.assignment_id == assignment_id))))


def people_of(session: Session, user_ids: Sequence[int]) -> dict[int, str]:
    """Names by id."""
    rows = session.execute(select(User.id, User.display_name).where(User.id.in_(user_ids)))
    return {row.id: row.display_name for row in rows}


@dataclass(frozen=True, slots=True)
class Pick:
    """A question that may be chosen for a paper."""

    public_id: str
    stem: str
    type: str


def picks(session: Session, bank_id: int, public_ids: Sequence[str]) -> list[Pick]:
    """Those of these questions that can be asked, in the order given; others are passed over."""
    asked = [id for id in dict.fromkeys(public_ids) if is_storable(id)]
    rows = session.execute(
        select(Question.public_id, QuestionVersion.stem, QuestionVersion.type)
        .join(QuestionVersion, IS_CURRENT)
        .where(Question.bank_id == bank_id, Question.status == "published", Question.public_id.in_(asked))
    )
    found = {row.public_id: Pick(*row) for row in rows}
    return [found[id] for id in asked if id in found]

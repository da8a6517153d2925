"""SELECTs about classes: how far they are, and what their students did. Only assigned work is ever found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, defer, joinedload

from quizapp.accounts.models import User
from quizapp.bank.models import Question, QuestionVersion
from quizapp.classrooms.models import Membership
from quizapp.errors import NotFound
from quizapp.quizzes.judging_queries import waiting_in_each
from quizapp.quizzes.models import Assignment, Attempt, Quiz, Slot
from quizapp.quizzes.queries import is_overdue

PAGE = 25

State = Literal["handed_in", "writing", "not_started"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a list of a class; `is_member` is false once she has left it."""

    id: int
    name: str
    username: str
    is_member: bool = True


def students_of(session: Session, classroom_id: int, also: Collection[int] = ()) -> list[Person]:
    """The present students of a class, and of the former ones those in `also`, by name."""
    is_student = and_(Membership.part == "student", Membership.left_at.is_(None))
    rows = session.execute(
        select(User.id, User.display_name, func.coalesce(User.username, ""), is_student)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.classroom_id == classroom_id, or_(is_student, User.id.in_(also)))
    )
    people = [Person(id, name, username, bool(is_member)) for id, name, username, is_member in rows]
    return sorted(people, key=lambda one: (one.name.casefold(), one.id))


@dataclass(frozen=True, slots=True)
class GivenQuiz:
    """A quiz that a class was given, and how far its present students are."""

    assignment: Assignment
    handed_in: int
    writing: int
    not_started: tuple[Person, ...]
    to_mark: int = 0


def given_to_class(
    session: Session,
    classroom_id: int,
    students: Sequence[Person],
    *,
    now: dt.datetime,
    before: int | None = None,
) -> tuple[list[GivenQuiz], int | None]:
    """A page of the quizzes of a class, latest first, and where the next begins: four statements."""
    query = (
        select(Assignment)
        .where(Assignment.classroom_id == classroom_id, Assignment.user_id.is_(None))
        .options(joinedload(Assignment.quiz, innerjoin=True))
        .order_by(Assignment.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Assignment.id < before)
    given = session.scalars(query).all()
    page = given[:PAGE]
    is_done = or_(Attempt.state != "open", is_overdue(now))
    done: dict[int, dict[int, bool]] = {}
    for assignment_id, user_id, any_done in session.execute(
        select(Attempt.assignment_id, Attempt.user_id, func.max(case((is_done, 1), else_=0)))
        .where(Attempt.assignment_id.in_([row.id for row in page]))
        .group_by(Attempt.assignment_id, Attempt.user_id)
    ):
        done.setdefault(assignment_id, {})[user_id] = bool(any_done)
    waiting = waiting_in_each(session, [row.id for row in page], now)
    entries = [_counted(row, students, done.get(row.id, {}), waiting[row.id]) for row in page]
    return entries, page[-1].id if len(given) > PAGE else None


def _counted(row: Assignment, students: Sequence[Person], done: dict[int, bool], to_mark: int) -> GivenQuiz:
    return GivenQuiz(
        row,
        handed_in=sum(done.get(one.id, False) for one in students),
        writing=sum(not done[one.id] for one in students if one.id in done),
        not_started=tuple(one for one in students if one.id not in done),
        to_mark=to_mark,
    )


def get_given_quiz(session: Session, classroom_id: int, assignment_id: int) -> Assignment:
    """One quiz of a class (not an override), or NotFound."""
    row = session.scalar(
        select(Assignment)
        .where(
            Assignment.id == assignment_id,
            Assignment.classroom_id == classroom_id,
            Assignment.user_id.is_(None),
        )
        .options(joinedload(Assignment.quiz, innerjoin=True))
    )
    if row is None:
        raise NotFound
    return row


def public_id_of(session: Session, version_id: int) -> str:
    """The name in addresses of the question that this is a version of."""
    return session.scalars(
        select(Question.public_id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(QuestionVersion.id == version_id)
    ).one()


def attempts_at(session: Session, assignment_id: int) -> Sequence[Attempt]:
    """Every attempt at a quiz of a class, the earliest first."""
    return session.scalars(
        select(Attempt).where(Attempt.assignment_id == assignment_id).order_by(Attempt.id)
    ).all()


def counting_slots(session: Session, attempt_ids: Collection[int]) -> Sequence[Slot]:
    """The slots that count in these attempts, without the order in which each showed its options."""
    return session.scalars(
        select(Slot)
        .options(defer(Slot.option_order, raiseload=True))
        .where(Slot.attempt_id.in_(attempt_ids), Slot.counts)
        .order_by(Slot.attempt_id, Slot.number)
    ).all()


def get_attempt_in_class(session: Session, classroom_id: int, attempt_id: int) -> tuple[Attempt, Person]:
    """An attempt at a quiz that this class was given, and whose it is; free practice is never found here."""
    row = session.execute(
        select(Attempt, User.id, User.display_name, func.coalesce(User.username, ""))
        .join(Assignment, Assignment.id == Attempt.assignment_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(User, User.id == Attempt.user_id)
        .where(Attempt.id == attempt_id, Assignment.classroom_id == classroom_id)
        .options(joinedload(Attempt.quiz, innerjoin=True))
    ).one_or_none()
    if row is None:
        raise NotFound
    attempt, id, name, username = row
    return attempt, Person(id, name, username)

"""Teachers' side: making a quiz, giving it to classes with their dates, and changing these later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from questions.attempt import deadline
from questions.paper import Plan
from quizapp.accounts.models import User
from quizapp.classrooms.models import Classroom
from quizapp.errors import Invalid
from quizapp.quizzes.models import Assignment, Attempt, Quiz
from quizapp.quizzes.operations.marking import review_opens_at
from quizapp.quizzes.operations.starting import dump_plan
from quizapp.quizzes.queries import Dates, terms_of


def make_quiz(
    session: Session,
    teacher: User,
    *,
    title: str,
    bank_id: int,
    plan: Plan,
    mode: str,
    review: str,
    limit_seconds: int | None,
    now: dt.datetime,
) -> Quiz:
    """A teacher's quiz: not given to anybody yet."""
    quiz = Quiz(
        title=title,
        kind="assigned",
        mode=mode,
        review=review,
        bank_id=bank_id,
        owner_id=teacher.id,
        plan=dump_plan(plan),
        limit_seconds=limit_seconds if mode == "test" else None,
        made_at=now,
    )
    session.add(quiz)
    session.flush()
    return quiz


def give_quiz(
    session: Session, teacher: User, quiz: Quiz, classroom: Classroom, dates: Dates, *, now: dt.datetime
) -> Assignment:
    """Give the quiz to a class, or change the dates of one that has it already."""
    return _set_terms(session, teacher, quiz, classroom.id, None, dates, now=now)


def give_override(
    session: Session, teacher: User, assignment: Assignment, student: User, dates: Dates, *, now: dt.datetime
) -> Assignment:
    """Other terms for one student: what is left empty stays as the class has it."""
    return _set_terms(session, teacher, assignment.quiz, assignment.classroom_id, student.id, dates, now=now)


def withdraw_assignment(session: Session, assignment: Assignment) -> None:
    """Take a quiz back from a class; refused once somebody has begun, since work is never deleted."""
    begun = session.scalar(select(Attempt.id).where(Attempt.assignment_id == assignment.id).limit(1))
    if begun is not None:
        raise Invalid("assignment", "Students have begun it. Close it instead: their work stays.")
    for row in session.scalars(
        select(Assignment).where(
            Assignment.quiz_id == assignment.quiz_id, Assignment.classroom_id == assignment.classroom_id
        )
    ):
        session.delete(row)
    session.flush()


def _set_terms(
    session: Session,
    teacher: User,
    quiz: Quiz,
    classroom_id: int,
    user_id: int | None,
    dates: Dates,
    *,
    now: dt.datetime,
) -> Assignment:
    dates.refuse_if_out_of_order()
    row = session.scalar(
        select(Assignment).where(
            Assignment.quiz_id == quiz.id,
            Assignment.classroom_id == classroom_id,
            Assignment.user_id.is_(None) if user_id is None else Assignment.user_id == user_id,
        )
    )
    if row is None:
        row = Assignment(
            quiz_id=quiz.id,
            classroom_id=classroom_id,
            user_id=user_id,
            made_by_id=teacher.id,
            made_at=now,
        )
        session.add(row)
    row.open_at, row.due_at, row.close_at = dates.open_at, dates.due_at, dates.close_at
    row.limit_seconds, row.attempts = dates.limit_seconds, dates.attempts
    session.flush()
    _move_deadlines(session, quiz, classroom_id)
    return row


def _move_deadlines(session: Session, quiz: Quiz, classroom_id: int) -> None:
    """Lay changed terms over what has begun: deadlines of open attempts, reviews of finished ones."""
    rows = session.scalars(
        select(Assignment).where(Assignment.quiz_id == quiz.id, Assignment.classroom_id == classroom_id)
    ).all()
    given = next(row for row in rows if row.user_id is None)
    overrides = {row.user_id: row for row in rows if row.user_id is not None}
    attempts: Sequence[Attempt] = session.scalars(
        select(Attempt)
        .where(Attempt.assignment_id == given.id, Attempt.is_tallied.is_(False))
        .options(joinedload(Attempt.quiz))
    ).all()
    for attempt in attempts:
        terms = terms_of(quiz, given, overrides.get(attempt.user_id))
        if attempt.state == "open":
            attempt.deadline_at = deadline(
                attempt.started_at, limit_s=terms.limit_seconds, close_at=terms.close_at
            )
        else:
            attempt.review_at = review_opens_at(attempt, terms, attempt.finished_at)
    session.flush()

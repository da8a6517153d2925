"""Teachers' side: making a quiz, giving it to classes with their dates, and changing these later."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from questions.attempt import deadline
from questions.paper import Plan
from quizapp.accounts.models import User
from quizapp.classrooms.models import Classroom
from quizapp.errors import Conflict, NotFound
from quizapp.quizzes.models import Assignment, Attempt, Quiz
from quizapp.quizzes.operations.marking import review_opens_at
from quizapp.quizzes.operations.starting import dump_plan
from quizapp.quizzes.teaching_queries import is_begun
from quizapp.quizzes.terms import Dates, refuse_unfit, terms_in_class, terms_of
from quizapp.quizzes.terms_queries import rows_of_class


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
    """A teacher's quiz, not given to anybody yet. Only a test has a limit and can keep its answers back."""
    quiz = Quiz(
        title=title,
        kind="assigned",
        mode=mode,
        review=review if mode == "test" else "at_once",
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
    refuse_unfit(quiz, dates)
    return _set_terms(session, teacher, quiz, classroom.id, None, dates, now=now)


def give_override(
    session: Session, teacher: User, assignment: Assignment, student: User, dates: Dates, *, now: dt.datetime
) -> Assignment:
    """Other terms for one student: what is left empty stays as the class has it."""
    return _set_terms(session, teacher, assignment.quiz, assignment.classroom_id, student.id, dates, now=now)


def lift_override(session: Session, assignment: Assignment, user_id: int) -> None:
    """Put one student back on the class's terms, work in progress included; `NotFound` if she is on them."""
    _lock(session, assignment.quiz_id, assignment.classroom_id)
    lifted = session.execute(
        delete(Assignment).where(
            Assignment.quiz_id == assignment.quiz_id,
            Assignment.classroom_id == assignment.classroom_id,
            Assignment.user_id == user_id,
        )
    )
    if lifted.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound
    _move_deadlines(session, assignment.quiz, assignment)


def withdraw_assignment(session: Session, assignment: Assignment) -> None:
    """Take a quiz back from a class; refused once somebody has begun, since work is never deleted."""
    _lock(session, assignment.quiz_id, assignment.classroom_id)
    if is_begun(session, assignment.id):
        raise Conflict(_("Students have begun it. Let it close instead: their work stays."))
    for row in rows_of_class(session, assignment):
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
    given = _lock(session, quiz.id, classroom_id)
    row = given
    if user_id is not None:
        if given is None:
            raise NotFound
        row = session.scalar(
            select(Assignment).where(
                Assignment.quiz_id == quiz.id,
                Assignment.classroom_id == classroom_id,
                Assignment.user_id == user_id,
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
    for name, value in asdict(dates).items():
        setattr(row, name, value)
    if given is not None and row is not given:
        # What the override leaves open comes from the class, so the order shows only with both.
        terms_of(quiz, given, row).refuse_if_out_of_order()
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Conflict(_("It was given on another page at this very moment. Load the page again.")) from None
    _move_deadlines(session, quiz, given or row)
    return row


def _lock(session: Session, quiz_id: int, classroom_id: int) -> Assignment | None:
    """The class's own row, held until the end of the unit: no attempt begins under terms being changed.

    It and the overrides are read anew: they may have changed since the page was made or while this waited.
    """
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.quiz_id == quiz_id, Assignment.classroom_id == classroom_id)
        .options(joinedload(Assignment.quiz, innerjoin=True))
        .order_by(Assignment.user_id.nulls_first())
        .with_for_update(of=Assignment)
        .execution_options(populate_existing=True)
    ).all()
    return next((row for row in rows if row.user_id is None), None)


def _move_deadlines(session: Session, quiz: Quiz, given: Assignment) -> None:
    """Lay changed terms over what has begun: deadlines of open attempts, reviews of finished ones."""
    rows = rows_of_class(session, given)
    attempts = session.scalars(
        select(Attempt)
        .where(Attempt.assignment_id == given.id, Attempt.is_tallied.is_(False))
        .options(joinedload(Attempt.quiz, innerjoin=True))
        .with_for_update(of=Attempt)
    ).all()
    for attempt in attempts:
        terms = terms_in_class(quiz, rows, attempt.user_id)
        if attempt.state == "open":
            attempt.deadline_at = deadline(
                attempt.started_at, limit_s=terms.limit_seconds, close_at=terms.close_at
            )
        else:
            attempt.review_at = review_opens_at(attempt, terms, attempt.finished_at)
    session.flush()

"""SELECTs about what classes were given: to whom, and under which terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import set_committed_value

from quizapp.classrooms.models import Classroom, Membership
from quizapp.errors import NotFound
from quizapp.quizzes.models import Assignment, Attempt, Quiz
from quizapp.quizzes.queries import with_quiz
from quizapp.quizzes.terms import Terms, terms_in_class, terms_of
from quizapp.reading import as_row, columns_of, read_all

_IS_TAKING_PART = and_(
    Membership.classroom_id == Assignment.classroom_id,
    Membership.user_id == bindparam("user_id"),
    Membership.part == "student",
    Membership.left_at.is_(None),
)
_IN_OWN_CLASSES = (
    select(*columns_of(Assignment, Quiz, Classroom))
    .join(Quiz, Quiz.id == Assignment.quiz_id)
    .join(Membership, _IS_TAKING_PART)
    .join(Classroom, and_(Classroom.id == Assignment.classroom_id, Classroom.archived_at.is_(None)))
)
_ASSIGNED = (
    _IN_OWN_CLASSES.where(or_(Assignment.user_id.is_(None), Assignment.user_id == bindparam("user_id")))
    .order_by(Assignment.id.desc())
    .limit(200)
)
_GIVEN = _IN_OWN_CLASSES.where(
    Assignment.id == bindparam("assignment_id"), Assignment.user_id.is_(None)
).with_for_update(read=True, of=Assignment)
_ATTEMPTS_TAKEN = (
    select(Attempt.quiz_id, func.count(), func.max(Attempt.id))
    .where(
        Attempt.user_id == bindparam("user_id"), Attempt.quiz_id.in_(bindparam("quiz_ids", expanding=True))
    )
    .group_by(Attempt.quiz_id)
)


class Assigned(NamedTuple):
    """What a class gives a student: its row, the terms for her, her attempts so far and the latest's id."""

    given: Assignment
    terms: Terms
    taken: int
    latest_id: int | None


def assigned_to(session: Session, user_id: int) -> list[Assigned]:
    """What the classes of a student give her, the latest first.

    One statement for the latest 200 assignments and overrides, one for the counts.
    """
    rows = [_given(session, row) for row in read_all(session, _ASSIGNED, {"user_id": user_id})]
    overrides = {(row.quiz_id, row.classroom_id): row for row in rows if row.user_id is not None}
    given = [row for row in rows if row.user_id is None]
    if not given:
        return []
    about = {"user_id": user_id, "quiz_ids": [row.quiz_id for row in given]}
    taken = {quiz: (count, latest) for quiz, count, latest in read_all(session, _ATTEMPTS_TAKEN, about)}
    return [
        Assigned(
            row,
            terms_of(row.quiz, row, overrides.get((row.quiz_id, row.classroom_id))),
            *taken.get(row.quiz_id, (0, None)),
        )
        for row in given
    ]


def get_terms_for(session: Session, user_id: int, assignment_id: int) -> tuple[Quiz, Terms]:
    """The quiz of an assignment and the terms for this student, or NotFound when it is not given to her.

    The class's row is locked for sharing, so that no attempt begins under terms that are being changed.
    """
    rows = read_all(session, _GIVEN, {"user_id": user_id, "assignment_id": assignment_id})
    if not rows:
        raise NotFound
    given = _given(session, rows[0])
    return given.quiz, terms_in_class(given.quiz, rows_of_class(session, given), user_id)


def _given(session: Session, values: Sequence[Any]) -> Assignment:
    """What is given with its quiz and class, out of the columns of the three."""
    parts = iter(values)
    given = with_quiz(session, Assignment, parts)
    set_committed_value(given, "classroom", as_row(session, Classroom, parts))
    return given


_ROWS_OF_CLASS = (
    select(*columns_of(Assignment))
    .where(Assignment.quiz_id == bindparam("quiz_id"), Assignment.classroom_id == bindparam("classroom_id"))
    .order_by(Assignment.user_id.nulls_first())
)
_one_of_them = aliased(Assignment)
_ROWS_BESIDE = (
    select(*columns_of(Assignment))
    .join(
        _one_of_them,
        and_(
            _one_of_them.quiz_id == Assignment.quiz_id,
            _one_of_them.classroom_id == Assignment.classroom_id,
        ),
    )
    .where(_one_of_them.id.in_(bindparam("assignment_ids", expanding=True)))
    .order_by(Assignment.user_id.nulls_first())
)


def get_terms_of_attempt(session: Session, attempt: Attempt) -> Terms:
    """The terms that an attempt stands under now (a teacher may have moved its dates)."""
    return terms_of_attempts(session, [attempt])[attempt]


def terms_of_attempts(session: Session, attempts: Iterable[Attempt]) -> dict[Attempt, Terms]:
    """The same for many attempts: one statement, none where no class was given their quizzes."""
    attempts = list(attempts)
    ids = {one.assignment_id for one in attempts} - {None}
    rows: dict[tuple[int, int], list[Assignment]] = {}
    for values in read_all(session, _ROWS_BESIDE, {"assignment_ids": list(ids)}) if ids else ():
        row = as_row(session, Assignment, iter(values))
        rows.setdefault((row.quiz_id, row.classroom_id), []).append(row)
    beside = {row.id: together for together in rows.values() for row in together}
    return {
        one: terms_of(one.quiz)
        if one.assignment_id is None
        else terms_in_class(one.quiz, beside[one.assignment_id], one.user_id)
        for one in attempts
    }


def rows_of_class(session: Session, given: Assignment) -> Sequence[Assignment]:
    """What a quiz was given to a class by, the class's own row first, then the overrides."""
    about = {"quiz_id": given.quiz_id, "classroom_id": given.classroom_id}
    return [as_row(session, Assignment, iter(values)) for values in read_all(session, _ROWS_OF_CLASS, about)]

"""SELECTs about rulings: which holds, what came before it, and the answers of a class that it speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from questions.text import is_storable
from quizapp.accounts.models import User
from quizapp.bank.models import Question, QuestionVersion
from quizapp.classrooms.models import Classroom
from quizapp.errors import NotFound
from quizapp.quizzes.judging_queries import Place
from quizapp.quizzes.models import Assignment, Attempt, Quiz, RuledAnswer, Ruling, Slot, Step
from quizapp.quizzes.queries import is_overdue
from quizapp.quizzes.teaching_queries import taught_by
from quizapp.reading import read_all

QUIZZES_LOOKED_AT = 100

_newer = aliased(Ruling)
# Of one question in one class the newest holds.
_NEWEST = (
    select(QuestionVersion.id, Ruling.id)
    .join(QuestionVersion, QuestionVersion.question_id == Ruling.question_id)
    .where(
        QuestionVersion.id.in_(bindparam("version_ids", expanding=True)),
        ~select(_newer.id)
        .where(
            _newer.assignment_id == Ruling.assignment_id,
            _newer.question_id == Ruling.question_id,
            _newer.id > Ruling.id,
        )
        .exists(),
    )
)
# Built once, for it is asked with every hand-in of a class.
_STANDING = _NEWEST.where(Ruling.assignment_id == bindparam("assignment_id"))
_STANDING_IN_EACH = _NEWEST.add_columns(Ruling.assignment_id).where(
    Ruling.assignment_id.in_(bindparam("assignment_ids", expanding=True))
)


def standing_rulings(session: Session, assignment_id: int, version_ids: Iterable[int]) -> dict[int, int]:
    """The id of the ruling that holds in a class, for each of these versions that has one."""
    about = {"assignment_id": assignment_id, "version_ids": list(set(version_ids))}
    return dict(read_all(session, _STANDING, about))


def standing_in_each(
    session: Session, assignment_ids: Iterable[int], version_ids: Iterable[int]
) -> dict[tuple[int, int], int]:
    """The same for several classes at once, by assignment and version."""
    about = {"assignment_ids": list(set(assignment_ids)), "version_ids": list(set(version_ids))}
    rows = read_all(session, _STANDING_IN_EACH, about)
    return {(assignment, version): ruling for version, ruling, assignment in rows}


def rulings_by_id(session: Session, ids: Collection[int]) -> dict[int, Ruling]:
    return {row.id: row for row in session.scalars(select(Ruling).where(Ruling.id.in_(ids)))}


@dataclass(frozen=True, slots=True)
class RulingEntry:
    """A ruling with who made it ("" where that is not known any more) and how many marks it changed."""

    ruling: Ruling
    maker: str
    changed: int


def rulings_on(session: Session, assignment_id: int, question_id: int) -> list[RulingEntry]:
    """All that was ruled on a question in a class, the newest, which holds, first."""
    changed = select(func.count()).where(RuledAnswer.ruling_id == Ruling.id).scalar_subquery()
    rows = session.execute(
        select(Ruling, func.coalesce(User.display_name, ""), changed)
        .outerjoin(User, User.id == Ruling.made_by_id)
        .where(Ruling.assignment_id == assignment_id, Ruling.question_id == question_id)
        .order_by(Ruling.id.desc())
    )
    return [RulingEntry(*row) for row in rows]


def marked_answers(
    session: Session, assignment_id: int, question_id: int, now: dt.datetime
) -> Sequence[Slot]:
    """The answers of a class to a question that have a mark, read anew whatever is at hand.

    With them those in attempts whose time is up, which are marked as soon as these are closed.
    """
    return session.scalars(
        select(Slot)
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == Slot.version_id)
        .where(
            Attempt.assignment_id == assignment_id,
            QuestionVersion.question_id == question_id,
            or_(Attempt.state != "open", Slot.checked_as.is_not(None), is_overdue(now)),
        )
        .order_by(Slot.attempt_id, Slot.number)
        .execution_options(populate_existing=True)
    ).all()


def attempts_of_class(session: Session, assignment_id: int) -> dict[int, Attempt]:
    """Every attempt of a class at a quiz, with it, open ones too."""
    rows = session.scalars(_ATTEMPTS, {"assignment_id": assignment_id})
    return {attempt.id: attempt for attempt in rows}


def hold_attempts_of_class(session: Session, assignment_id: int) -> dict[int, Attempt]:
    """The same as they are now, held until the end of the unit: whoever hands one in waits."""
    rows = session.scalars(
        _ATTEMPTS.with_for_update(of=Attempt).execution_options(populate_existing=True),
        {"assignment_id": assignment_id},
    )
    return {attempt.id: attempt for attempt in rows}


_ATTEMPTS = (
    select(Attempt)
    .where(Attempt.assignment_id == bindparam("assignment_id"))
    .options(joinedload(Attempt.quiz, innerjoin=True))
    .order_by(Attempt.id)
)


def count_answers(session: Session, assignment_id: int, question_id: int) -> dict[int, int]:
    """How many answers of a class, marked or open, there are to each version of a question."""
    rows = session.execute(
        select(Slot.version_id, func.count())
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == Slot.version_id)
        .where(Attempt.assignment_id == assignment_id, QuestionVersion.question_id == question_id)
        .group_by(Slot.version_id)
    )
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class ClassAnswers:
    """How often a class has a question on its papers at one quiz, and how often in an older version."""

    classroom_id: int
    assignment_id: int
    classroom: str
    quiz: str
    answers: int
    older: int


def answers_in_taught_classes(session: Session, user_id: int, question: Question) -> list[ClassAnswers]:
    """Where classes that this person teaches now were asked a question, the latest first, at most 20.

    Looked for in the latest quizzes from its bank that they were given, so that it takes no longer when
    others ask it too.
    """
    versions = {
        id: number < question.current_number
        for id, number in session.execute(
            select(QuestionVersion.id, QuestionVersion.number).where(
                QuestionVersion.question_id == question.id
            )
        )
    }
    older = [id for id, is_older in versions.items() if is_older]
    given = (
        select(Assignment.id)
        .join(Quiz, Quiz.id == Assignment.quiz_id)
        .where(
            Quiz.bank_id == question.bank_id,
            Assignment.user_id.is_(None),
            Assignment.classroom_id.in_(taught_by(user_id)),
        )
        .order_by(Assignment.id.desc())
        .limit(QUIZZES_LOOKED_AT)
    )
    answers = func.count(Slot.version_id)
    rows = session.execute(
        select(
            Classroom.id,
            Assignment.id,
            Classroom.name,
            Quiz.title,
            answers,
            func.sum(case((Slot.version_id.in_(older), 1), else_=0)),
        )
        .select_from(Attempt)
        .join(Assignment, Assignment.id == Attempt.assignment_id)
        .join(Quiz, Quiz.id == Assignment.quiz_id)
        .join(Classroom, Classroom.id == Assignment.classroom_id)
        # An outer join, for SQLite would begin an inner one with all answers that anybody gave.
        .outerjoin(Slot, and_(Slot.attempt_id == Attempt.id, Slot.version_id.in_(versions)))
        .where(Attempt.assignment_id.in_(given))
        .group_by(Classroom.id, Assignment.id, Quiz.id)
        .having(answers > 0)
        .order_by(Assignment.id.desc())
        .limit(20)
    )
    return [ClassAnswers(*row) for row in rows]


def find_question_asked(session: Session, assignment_id: int, public_id: str) -> Question | None:
    """The question of this name, if a class has it on a paper, whoever owns it."""
    if not is_storable(public_id):
        return None
    is_on_paper = (
        select(Slot.attempt_id)
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == Slot.version_id)
        .where(Attempt.assignment_id == assignment_id, QuestionVersion.question_id == Question.id)
    )
    return session.scalar(select(Question).where(Question.public_id == public_id, is_on_paper.exists()))


def find_current_version(session: Session, question: Question) -> int | None:
    """The version that new papers ask; None while nothing is published."""
    return session.scalar(
        select(QuestionVersion.id).where(
            QuestionVersion.question_id == question.id, QuestionVersion.number == question.current_number
        )
    )


def get_ruling_in_class(session: Session, assignment_id: int, ruling_id: int) -> tuple[Ruling, str]:
    """A ruling on a quiz of a class, and the name of the question that it speaks of."""
    row = session.execute(
        select(Ruling, Question.public_id)
        .join(Question, Question.id == Ruling.question_id)
        .where(Ruling.id == ruling_id, Ruling.assignment_id == assignment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def count_changed(session: Session, ruling_id: int) -> int:
    """How many marks a ruling changed."""
    changed = select(func.count()).where(RuledAnswer.ruling_id == ruling_id)
    return session.scalars(changed).one()


def checks_in(session: Session, attempt_ids: Collection[int]) -> dict[Place, dt.datetime]:
    """When answers of these practices were checked."""
    rows = session.execute(
        select(Step.attempt_id, Step.slot, Step.at).where(
            Step.attempt_id.in_(attempt_ids), Step.kind == "checked"
        )
    )
    return {(attempt, slot): at for attempt, slot, at in rows}


def changes_of(session: Session, attempt_id: int) -> dict[int, RuledAnswer]:
    """The newest change that a ruling made to a mark of an attempt, by the number of its slot."""
    rows = session.scalars(
        select(RuledAnswer).where(RuledAnswer.attempt_id == attempt_id).order_by(RuledAnswer.ruling_id)
    )
    return {row.slot: row for row in rows}


@dataclass(frozen=True, slots=True)
class Notice:
    """What a student is told of a mark that was ruled on; both sides of the change in millionths of a point.

    `was` is None where this ruling left her mark as it was.
    """

    ruling: Ruling
    maker: str
    was: RuledAnswer | None


def notices_of(session: Session, slots: Iterable[Slot]) -> dict[int, list[Notice]]:
    """What was ruled on these answers of one attempt, by the number of the slot, the newest first.

    A ruling that stood before an answer was first marked is told too: it is what the mark came by.
    """
    ruled = {slot.number: slot for slot in slots if slot.ruling_id is not None}
    if not ruled:
        return {}
    attempt_id = next(iter(ruled.values())).attempt_id
    changes = {
        (change.ruling_id, change.slot): change
        for change in session.scalars(select(RuledAnswer).where(RuledAnswer.attempt_id == attempt_id))
    }
    standing = {slot.ruling_id for slot in ruled.values() if slot.ruling_id is not None}
    ids = {ruling for ruling, slot in changes if slot in ruled} | standing
    rows = session.execute(
        select(Ruling, func.coalesce(User.display_name, ""))
        .outerjoin(User, User.id == Ruling.made_by_id)
        .where(Ruling.id.in_(ids))
        .order_by(Ruling.id.desc())
    ).all()
    return {
        number: [
            Notice(row, maker, changes.get((row.id, number)))
            for row, maker in rows
            if (row.id, number) in changes or row.id == slot.ruling_id
        ]
        for number, slot in ruled.items()
    }

"""SELECTs about answers that a person marks: which wait, and what was given for them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from questions.types import JUDGED
from quizapp.accounts.models import User
from quizapp.bank.models import QuestionVersion
from quizapp.quizzes.models import Attempt, Judgement, Slot
from quizapp.quizzes.queries import is_overdue

PAGE = 20
WRITTEN = ("awaiting", "right", "partly", "wrong")
"""The verdicts on answers in which something was written."""

# Of the answer to what a person marks: that it holds words.
_IS_WRITTEN = Slot.given["value"].as_string().is_not(None)

Place = tuple[int, int]
"""An attempt's id and the number of a slot in it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One student's open answer with the mark that it has, if any."""

    slot: Slot
    attempt: Attempt
    student: str
    judgement: Judgement | None


class After(NamedTuple):
    """The last answer of a page: its question version and its attempt."""

    version_id: int
    attempt_id: int


def newest_judgements(session: Session, slots: Iterable[Slot]) -> dict[Place, Judgement]:
    """What holds for these slots; none for those that nobody has marked yet."""
    places = [(slot.attempt_id, slot.number) for slot in slots]
    if not places:
        return {}
    rows = session.scalars(
        select(Judgement)
        .where(tuple_(Judgement.attempt_id, Judgement.slot).in_(places))
        .order_by(Judgement.id)
    )
    return {(row.attempt_id, row.slot): row for row in rows}


def _answers(assignment_id: int, unclosed: Iterable[Attempt], *, only_waiting: bool) -> Any:
    """The answers of a class that a person marks, question by question, each with the mark that holds.

    Only those without a mark, or all in which something was written; with them what was written in attempts
    that nobody has closed.
    """
    newer = aliased(Judgement)
    verdict = Slot.verdict == "awaiting" if only_waiting else Slot.verdict.in_(WRITTEN)
    is_meant = and_(Attempt.state != "open", verdict)
    ids = [one.id for one in unclosed]
    if ids:
        # Only then: no index on what waits helps to find either of two.
        is_meant = or_(is_meant, and_(Attempt.id.in_(ids), _IS_WRITTEN))
    return (
        select(Slot, Attempt, User.display_name, Judgement)
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .join(User, User.id == Attempt.user_id)
        .join(QuestionVersion, QuestionVersion.id == Slot.version_id)
        .outerjoin(Judgement, and_(Judgement.attempt_id == Slot.attempt_id, Judgement.slot == Slot.number))
        .outerjoin(
            newer,
            and_(
                newer.attempt_id == Judgement.attempt_id,
                newer.slot == Judgement.slot,
                newer.id > Judgement.id,
            ),
        )
        .where(
            Attempt.assignment_id == assignment_id,
            is_meant,
            Slot.counts,
            QuestionVersion.type.in_(JUDGED),
            newer.id.is_(None),
        )
        .order_by(Slot.version_id, Attempt.id)
    )


def unclosed_in_class(session: Session, assignment_id: int, now: dt.datetime) -> Sequence[Attempt]:
    """The attempts at a quiz of a class whose time is up and that nobody has closed."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.assignment_id == assignment_id, Attempt.state == "open", is_overdue(now))
        .order_by(Attempt.id)
    ).all()


def answers_to_judge(
    session: Session,
    assignment_id: int,
    *,
    only_waiting: bool,
    after: After | None = None,
    unclosed: Iterable[Attempt] = (),
) -> tuple[list[Answer], After | None]:
    """A page of the answers of a class that a person marks, and where the next begins.

    With what was written in these `unclosed` attempts, which `time_up` must have shown as they will be.
    """
    query = _answers(assignment_id, unclosed, only_waiting=only_waiting).limit(PAGE + 1)
    if after is not None:
        query = query.where(tuple_(Slot.version_id, Attempt.id) > tuple(after))
    found = [Answer(*row) for row in session.execute(query)]
    page = found[:PAGE]
    more = After(page[-1].slot.version_id, page[-1].attempt.id) if len(found) > PAGE else None
    return page, more


def answers_at(
    session: Session, assignment_id: int, places: Collection[Place], unclosed: Iterable[Attempt] = ()
) -> list[Answer]:
    """Those answers of a class that stand in these places; what a machine marks is not among them."""
    query = _answers(assignment_id, unclosed, only_waiting=False).where(
        tuple_(Slot.attempt_id, Slot.number).in_(places)
    )
    return [Answer(*row) for row in session.execute(query)]


def attempts_waiting(session: Session, assignment_id: int) -> dict[int, int]:
    """How many answers of each attempt at a quiz of a class wait for a mark, where any do."""
    return _waiting_by_attempt(session, Attempt.assignment_id == assignment_id)


def waiting_of_student(session: Session, user_id: int, assignment_ids: Collection[int]) -> dict[int, int]:
    """The same of one student's attempts at these quizzes of classes."""
    return _waiting_by_attempt(session, Attempt.user_id == user_id, Attempt.assignment_id.in_(assignment_ids))


def _waiting_by_attempt(session: Session, *which: ColumnElement[bool]) -> dict[int, int]:
    rows = session.execute(
        select(Slot.attempt_id, func.count())
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .where(*which, Attempt.state != "open", Slot.verdict == "awaiting", Slot.counts)
        .group_by(Slot.attempt_id)
    )
    return dict(rows.all())


def waiting_in_each(session: Session, assignment_ids: Collection[int], now: dt.datetime) -> Counter[int]:
    """How many answers wait for a mark in each of these quizzes of classes, in two statements.

    What was written in attempts that nobody has closed is asked apart: together neither is found by an index.
    """
    counts = (
        select(Attempt.assignment_id, func.count())
        .join(Slot, Slot.attempt_id == Attempt.id)
        .where(Attempt.assignment_id.in_(assignment_ids), Slot.counts)
        .group_by(Attempt.assignment_id)
    )
    closed = counts.where(Attempt.state != "open", Slot.verdict == "awaiting")
    unclosed = counts.join(QuestionVersion, QuestionVersion.id == Slot.version_id).where(
        Attempt.state == "open", is_overdue(now), _IS_WRITTEN, QuestionVersion.type.in_(JUDGED)
    )
    found: Counter[int] = Counter()
    for statement in (closed, unclosed):
        found.update({id: count for id, count in session.execute(statement) if id is not None})
    return found


def judged_in(session: Session, assignment_id: int) -> dict[int, int]:
    """The attempts of a class that ask what a person marks, each with how many of these answers wait."""
    waits = and_(Attempt.state != "open", Slot.verdict == "awaiting", Slot.counts)
    rows = session.execute(
        select(Slot.attempt_id, func.sum(case((waits, 1), else_=0)))
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == Slot.version_id)
        .where(Attempt.assignment_id == assignment_id, QuestionVersion.type.in_(JUDGED))
        .group_by(Slot.attempt_id)
    )
    return dict(rows.all())

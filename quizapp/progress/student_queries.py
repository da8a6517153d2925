"""SELECTs about one student of a class: what it was given, and what she made of it. Nothing else of hers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from questions.marks import AWAITING
from quizapp.accounts.models import User
from quizapp.classrooms.models import Membership
from quizapp.errors import NotFound
from quizapp.library.models import Bank, Topic
from quizapp.progress.class_queries import Person
from quizapp.progress.queries import TopicStanding
from quizapp.quizzes.models import Assignment, Attempt, Slot
from quizapp.quizzes.operations.tallying import TopicAnswers, about_versions, is_answer, share_of, told_at

MOST_QUIZZES = 100
"""How many of the quizzes of a class the page of one student shows, the latest of them."""


def get_student(session: Session, classroom_id: int, user_id: int) -> Person:
    """A present student of a class, or somebody who left work behind in it; to all else NotFound."""
    is_student = and_(Membership.part == "student", Membership.left_at.is_(None))
    left_work = exists().where(
        Attempt.user_id == User.id,
        Assignment.id == Attempt.assignment_id,
        Assignment.classroom_id == classroom_id,
    )
    row = session.execute(
        select(User.id, User.display_name, func.coalesce(User.username, ""), is_student)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.classroom_id == classroom_id, User.id == user_id, or_(is_student, left_work))
    ).one_or_none()
    if row is None:
        raise NotFound
    id, name, username, is_member = row
    return Person(id, name, username, bool(is_member))


class Given(NamedTuple):
    """A quiz that a class was given; `override` is what one student has in place of its terms."""

    assignment: Assignment
    override: Assignment | None


def quizzes_given(session: Session, classroom_id: int, user_id: int) -> tuple[list[Given], bool]:
    """The quizzes of a class as they hold for one student, latest first, and whether there are older ones."""
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.classroom_id == classroom_id, Assignment.user_id.is_(None))
        .options(joinedload(Assignment.quiz, innerjoin=True))
        .order_by(Assignment.id.desc())
        .limit(MOST_QUIZZES + 1)
    ).all()
    shown = rows[:MOST_QUIZZES]
    overrides = {
        row.quiz_id: row
        for row in session.scalars(
            select(Assignment).where(
                Assignment.classroom_id == classroom_id,
                Assignment.user_id == user_id,
                Assignment.quiz_id.in_([row.quiz_id for row in shown]),
            )
        )
    }
    return [Given(row, overrides.get(row.quiz_id)) for row in shown], len(rows) > len(shown)


def attempts_of(session: Session, user_id: int, assignment_ids: Collection[int]) -> Sequence[Attempt]:
    """A student's attempts at these quizzes of a class, the earliest first."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.user_id == user_id, Attempt.assignment_id.in_(assignment_ids))
        .order_by(Attempt.id)
    ).all()


def topics_in(session: Session, attempts: Iterable[Attempt]) -> list[TopicStanding]:
    """How the answers in these finished attempts stand by topic, those that can be judged first.

    The weakest stand at the head. Folded as the learner's own roll-ups are, but of these attempts alone:
    hers hold what she practised too.
    """
    finished = {one.id: one for one in attempts if one.state != "open"}
    slots = [
        slot
        for slot in session.scalars(select(Slot).where(Slot.attempt_id.in_(finished)))
        if is_answer(slot) and slot.verdict != AWAITING.verdict
    ]
    about = about_versions(session, list({slot.version_id for slot in slots}))
    folded: defaultdict[int, TopicAnswers] = defaultdict(TopicAnswers)
    for slot in slots:
        asked = about[slot.version_id]
        if asked.topic_id is not None:
            share = share_of(slot.points, slot.earned, slot.verdict)
            folded[asked.topic_id].add(share, asked.seen, told_at(finished[slot.attempt_id]))
    rows = session.execute(
        select(Topic.id, Topic.slug, Topic.title, Bank.slug, Bank.title)
        .join(Bank, Bank.id == Topic.bank_id)
        .where(Topic.id.in_(folded))
    )
    standings = [
        TopicStanding(*row, one.count, one.earned, len(one.facts), one.last_at)
        for row in rows
        if (one := folded[row[0]]).count
    ]
    return sorted(standings, key=lambda one: (one.weakness, one.title))

"""What falls due beyond a learner's exam, and how many of it she was asked today before its time.

An exam date moves no card when it is set: that would rewrite each memory and its log, twice when the
date moves. It is heeded when the day is planned. In the days before the exam some of what is
scheduled beyond it is asked although it is not due, and the answer schedules it anew as any answer does.
So nothing is lost or left behind when the date is changed or taken away, and each log still tells all.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questions.memory.exam import first_day_of_refreshing, share_of_day
from quizapp.cards.day_queries import answers_on
from quizapp.cards.models import DueTally, MemoryRow, Review


@dataclass(frozen=True, slots=True)
class Refreshing:
    """So many cards are asked once more before an exam: those that were not asked `since` that day."""

    since: dt.date
    cards: int


def refreshing_before(session: Session, user_id: int, exam_on: dt.date, *, per_day: int) -> Refreshing:
    beyond = _count_beyond(session, user_id, exam_on)
    since = first_day_of_refreshing(beyond, exam_on=exam_on, per_day=per_day)
    return Refreshing(since, beyond - _count_fresh(session, user_id, exam_on, since) if beyond else 0)


def early_share(
    session: Session, user_id: int, day: dt.date, exam_on: dt.date, *, per_day: int
) -> Refreshing:
    """Those of them that are still to be asked today."""
    refreshing = refreshing_before(session, user_id, exam_on, per_day=per_day)
    if day < refreshing.since:
        return replace(refreshing, cards=0)
    done = _answered_early(session, user_id, day, exam_on)
    return replace(refreshing, cards=share_of_day(refreshing.cards, done, day=day, exam_on=exam_on))


def _count_beyond(session: Session, user_id: int, exam_on: dt.date) -> int:
    """How many cards fall due on the exam or later, by the tally of days; those set aside left out."""
    fall_due = DueTally.user_id == user_id, DueTally.due_on >= exam_on
    return session.scalar(select(func.coalesce(func.sum(DueTally.cards), 0)).where(*fall_due)) or 0


def _count_fresh(session: Session, user_id: int, exam_on: dt.date, since: dt.date) -> int:
    are_fresh = (
        MemoryRow.user_id == user_id,
        MemoryRow.last_on >= since,
        MemoryRow.due_on >= exam_on,
        MemoryRow.is_suspended.is_(False),
    )
    return session.scalar(select(func.count()).select_from(MemoryRow).where(*are_fresh)) or 0


def _answered_early(session: Session, user_id: int, day: dt.date, exam_on: dt.date) -> int:
    was_due_on = Review.before["due_on"].as_string()
    is_wanted = Review.kind == "review", was_due_on >= exam_on.isoformat()
    return session.scalar(answers_on(user_id, day).where(*is_wanted)) or 0

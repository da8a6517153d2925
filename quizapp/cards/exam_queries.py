"""What falls due beyond a learner's exam, and how many of it she was asked today before its time.

An exam date moves no card when it is set: that would rewrite each memory and its log, twice when the
date moves. It is heeded when the day is planned. In the days before the exam some of what is
scheduled beyond it is asked although it is not due, and the answer schedules it anew as any answer does.
So nothing is lost or left behind when the date is changed or taken away, and each log still tells all.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from questions.memory.exam import first_day_of_refreshing, share_of_day
from quizapp.cards.day_queries import ANSWERS_OF_DAY
from quizapp.cards.deck_queries import is_open_to
from quizapp.cards.models import Deck, DueTally, MemoryRow, Review, Study
from quizapp.db import read_columns


@dataclass(frozen=True, slots=True)
class Refreshing:
    """So many cards are asked once more before an exam: those that were not asked `since` that day."""

    since: dt.date
    cards: int


def refreshing_before(
    session: Session, user_id: int, day: dt.date, exam_on: dt.date, *, per_day: int
) -> Refreshing:
    """As of `day`, with every card counted."""
    beyond, since = _beyond(session, user_id, exam_on, per_day)
    # Nothing was asked yet on a day to come.
    is_stale = beyond and since <= day
    return Refreshing(since, _count_stale(session, user_id, exam_on, since) if is_stale else beyond)


def early_share(
    session: Session, user_id: int, day: dt.date, exam_on: dt.date, *, per_day: int
) -> Refreshing:
    """Those of them that are still to be asked today; more than a day may hold are not counted."""
    beyond, since = _beyond(session, user_id, exam_on, per_day)
    if not beyond or day < since:
        return Refreshing(since, 0)
    # With so many, the day's share is all that the day may hold.
    most = per_day * (exam_on - day).days
    stale = _count_stale(session, user_id, exam_on, since, most=most)
    done = _answered_early(session, user_id, day, exam_on)
    return Refreshing(since, share_of_day(stale, done, day=day, exam_on=exam_on))


def _beyond(session: Session, user_id: int, exam_on: dt.date, per_day: int) -> tuple[int, dt.date]:
    """How many cards fall due beyond the exam, and from which day on they are asked once more."""
    beyond = _count_beyond(session, user_id, exam_on)
    return beyond, first_day_of_refreshing(beyond, exam_on=exam_on, per_day=per_day)


def _count_beyond(session: Session, user_id: int, exam_on: dt.date) -> int:
    """How many cards fall due on the exam or later, by the tally of days; those set aside left out."""
    fall_due = DueTally.user_id == user_id, DueTally.due_on >= exam_on
    tallied = select(func.coalesce(func.sum(DueTally.cards), 0)).where(*fall_due).scalar_subquery()
    return session.scalar(select(tallied - _count_unasked(user_id, exam_on))) or 0


def _count_stale(
    session: Session, user_id: int, exam_on: dt.date, since: dt.date, *, most: int | None = None
) -> int:
    """How many of them were not asked since that day, of `most` at most.

    Not the others, which grow from day to day, while these and what waits unasked before the exam do not.
    """
    unasked = session.scalar(select(_count_unasked(user_id, exam_on, MemoryRow.last_on < since))) or 0
    are_stale = (
        MemoryRow.user_id == user_id,
        MemoryRow.last_on < since,
        MemoryRow.due_on >= exam_on,
        MemoryRow.is_suspended.is_(False),
    )
    found = select(MemoryRow.target_id).where(*are_stale)
    if most is not None:
        found = found.limit(most + unasked)
    return (session.scalar(select(func.count()).select_from(found.subquery())) or 0) - unasked


def _count_unasked(user_id: int, exam_on: dt.date, *more: ColumnElement[bool]) -> ColumnElement[int]:
    """How many of them wait in decks that are studied no more or not open to her any more, or in none.

    Subtracted, since these are few: counting those that are asked would read a whole collection.
    """
    study = aliased(Study)
    asked = (
        select(study.deck_id)
        .join(Deck, Deck.id == study.deck_id)
        .where(study.user_id == user_id, study.stopped_at.is_(None), is_open_to(user_id))
    )
    left = select(Study.deck_id).where(Study.user_id == user_id, Study.deck_id.not_in(asked))
    wait = (
        MemoryRow.user_id == user_id,
        MemoryRow.queue == "review",
        MemoryRow.due_on >= exam_on,
        MemoryRow.is_suspended.is_(False),
        *more,
    )
    in_none, in_left = (
        select(func.count()).select_from(MemoryRow).where(*wait, where).scalar_subquery()
        for where in (MemoryRow.deck_id.is_(None), MemoryRow.deck_id.in_(left))
    )
    return in_none + in_left


def _answered_early(session: Session, user_id: int, day: dt.date, exam_on: dt.date) -> int:
    values = {"user_id": user_id, "day": day, "exam_on": exam_on.isoformat()}
    return read_columns(session, _ANSWERED_EARLY, values).scalar_one()


# Built once: building it costs more than running it.
_ANSWERED_EARLY = select(func.count()).select_from(
    ANSWERS_OF_DAY.where(
        Review.kind == "review", Review.before["due_on"].as_string() >= bindparam("exam_on")
    ).subquery()
)

"""What falls due beyond a learner's exam, and how many of it she was asked today before its time.

An exam date moves no card when it is set: that would rewrite each memory and its log, twice when the
date moves. It is heeded when the day is planned. In the days before the exam some of what is
scheduled beyond it is asked although it is not due, and the answer schedules it anew as any answer does.
So nothing is lost or left behind when the date is changed or taken away, and each log still tells all.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

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
    tallied = select(func.coalesce(func.sum(DueTally.cards), 0)).where(*fall_due).scalar_subquery()
    return session.scalar(select(tallied - _count_unasked(user_id, exam_on))) or 0


def _count_fresh(session: Session, user_id: int, exam_on: dt.date, since: dt.date) -> int:
    are_fresh = (
        MemoryRow.user_id == user_id,
        MemoryRow.last_on >= since,
        MemoryRow.due_on >= exam_on,
        MemoryRow.is_suspended.is_(False),
    )
    all_fresh = select(func.count()).select_from(MemoryRow).where(*are_fresh).scalar_subquery()
    unasked = _count_unasked(user_id, exam_on, MemoryRow.last_on >= since)
    return session.scalar(select(all_fresh - unasked)) or 0


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

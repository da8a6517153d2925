"""Attempts whose time is up and that nobody has closed yet, shown as they will be once somebody does.

Nothing is written: what is set here counts as read from the database, in this session only.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from questions.marks import AWAITING
from quizapp.quizzes.models import Attempt, Slot
from quizapp.quizzes.operations.marking import (
    earned,
    mark_slots,
    opening_by,
    review_opens_at,
    score,
    worth,
)
from quizapp.quizzes.queries import drawn_of
from quizapp.quizzes.reserved_queries import Until, kept_of, reserved_from_each
from quizapp.quizzes.ruling_queries import standing_in_each
from quizapp.quizzes.seeing import is_over
from quizapp.quizzes.terms_queries import terms_of_attempts


def show_marked(session: Session, attempts: Iterable[Attempt], now: dt.datetime) -> dict[int, int]:
    """Show those of these attempts whose time is up as finished, with the marks that they will get.

    Returns how many answers of each a person will have to mark, where there are any, by the attempt's id.
    The statements do not grow with the attempts. When a review opens is left as it is.
    """
    overdue = _overdue(attempts, now)
    if not overdue:
        return {}
    slots = _slots_of(session, overdue)
    every = [slot for one in overdue for slot in slots[one.id]]
    given = {one.id: one.assignment_id for one in overdue if one.assignment_id is not None}
    if given:
        standing = standing_in_each(session, given.values(), [slot.version_id for slot in every])
        for slot in every:
            if slot.attempt_id in given:
                _show(slot, ruling_id=standing.get((given[slot.attempt_id], slot.version_id)))
    for slot, mark in zip(every, mark_slots(session, every), strict=True):
        _show(slot, earned=earned(slot, mark), verdict=mark.verdict)
    for one in overdue:
        own = slots[one.id]
        # Held by their attempt, they are what later SELECTs of this session find.
        _show(one, state="expired", finished_at=one.deadline_at, slots=own)
        _show(one, earned=score(own), available=worth(own))
    return dict(Counter(slot.attempt_id for slot in every if _waits(slot)))


def show_closed(session: Session, attempts: Iterable[Attempt], now: dt.datetime) -> None:
    """The same for attempts loaded with their quizzes, and with when the review of each opens.

    Nor do the statements grow with the attempts of one learner, but with the exams that are open to her.
    """
    overdue = _overdue(attempts, now)
    if not overdue:
        return
    show_marked(session, overdue, now)
    terms, kept = terms_of_attempts(session, overdue), _kept_back(session, overdue, now)
    for one in overdue:
        _show(one, review_at=review_opens_at(one, terms[one], one.finished_at))
        review_at, is_open = opening_by(one, kept.get(one, {}), now=now)
        _show(one, review_at=review_at, is_tallied=is_open)


def _kept_back(
    session: Session, attempts: Sequence[Attempt], now: dt.datetime
) -> dict[Attempt, dict[int, Until]]:
    """Which slots of attempts that are reviewed at once other exams keep back, and until when."""
    by_user: defaultdict[int, list[Attempt]] = defaultdict(list)
    for one in attempts:
        if one.quiz.review == "at_once":
            by_user[one.user_id].append(one)
    reserved = {
        one: found
        for user_id, own in by_user.items()
        for one, found in reserved_from_each(session, user_id, own, now).items()
        if found
    }
    if not reserved:
        return {}
    drawn = drawn_of(session, {slot.version_id for one in reserved for slot in one.slots})
    return {one: kept_of(found, one.slots, drawn) for one, found in reserved.items()}


def will_wait(attempt: Attempt) -> bool:
    """Whether a person will have to mark a part of an attempt that is shown so."""
    return any(_waits(slot) for slot in attempt.slots)


def _overdue(attempts: Iterable[Attempt], now: dt.datetime) -> list[Attempt]:
    return [one for one in attempts if one.state == "open" and is_over(one, now)]


def _waits(slot: Slot) -> bool:
    return slot.counts and slot.verdict == AWAITING.verdict


def _slots_of(session: Session, attempts: Sequence[Attempt]) -> dict[int, list[Slot]]:
    found: dict[int, list[Slot]] = {one.id: [] for one in attempts}
    for slot in session.scalars(
        select(Slot).where(Slot.attempt_id.in_(found)).order_by(Slot.attempt_id, Slot.number)
    ):
        found[slot.attempt_id].append(slot)
    return found


def _show(row: Attempt | Slot, **values: object) -> None:
    for name, value in values.items():
        set_committed_value(row, name, value)

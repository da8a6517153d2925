"""A person marks open answers: each mark is a row of its own, and score and slot follow the newest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_people
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.quizzes.judging_queries import newest_judgements
from quizapp.quizzes.models import Assignment, Attempt, Judgement, Slot
from quizapp.quizzes.operations.marking import close_attempt, mark_slots, score, set_mark
from quizapp.quizzes.operations.tallying import is_tallied, share_of, tally_judged, told_at
from quizapp.quizzes.queries import checks_of
from quizapp.quizzes.seeing import is_over
from quizapp.quizzes.terms_queries import get_terms_of_attempt

LONGEST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer is to earn, in millionths of a point, and a word to the student.

    `seen` is the id of the judgement that stood on the page, None where there was none.
    """

    attempt_id: int
    slot: int
    earned: int
    words: str
    seen: int | None


def judge_answers(
    session: Session, judge: User, assignment: Assignment, judged: Sequence[Judged], *, now: dt.datetime
) -> int:
    """Mark these answers of a class, all or none; returns how many.

    `Invalid` (field `points` or `words`) for a mark that the question does not allow, `NotFound` for
    what is no answer of this class to be marked by a person, and `Conflict` where a colleague has marked one
    since the page was made. Attempts whose time is up are closed first.
    """
    by_attempt: dict[int, list[Judged]] = {}
    for one in judged:
        by_attempt.setdefault(one.attempt_id, []).append(one)
    attempts = [_held(session, assignment, attempt_id, now) for attempt_id in sorted(by_attempt)]
    hold_people(session, {attempt.user_id for attempt in attempts})
    for attempt in attempts:
        if attempt.state == "open":
            terms = get_terms_of_attempt(session, attempt)
            close_attempt(session, attempt, terms, state="expired", now=now)
        slots = {slot.number: slot for slot in _slots_as_they_are(session, attempt.id)}
        waiting = {one.slot: slots.get(one.slot) for one in by_attempt[attempt.id]}
        standing = newest_judgements(session, [slot for slot in waiting.values() if slot is not None])
        for one in by_attempt[attempt.id]:
            slot, before = waiting[one.slot], standing.get((attempt.id, one.slot))
            if slot is None or (slot.verdict != "awaiting" and before is None):
                raise NotFound
            if (before.id if before else None) != one.seen:
                raise Conflict(_("A colleague has marked one of these meanwhile. Load the page again."))
            if not 0 <= one.earned <= slot.points:
                raise Invalid("points", _("Give between 0 and what the question is worth."))
            if len(one.words) > LONGEST_WORDS:
                raise Invalid("words", _("Use at most %(max)s characters.", max=LONGEST_WORDS))
            session.add(
                Judgement(
                    attempt_id=attempt.id,
                    slot=slot.number,
                    earned=one.earned,
                    words=one.words,
                    judged_by_id=judge.id,
                    at=now,
                )
            )
        session.flush()
        _mark(session, attempt, [slots[one.slot] for one in by_attempt[attempt.id]])
        attempt.earned = score(slots.values())
    session.flush()
    return len(judged)


def _mark(session: Session, attempt: Attempt, judged: Sequence[Slot]) -> None:
    """Give these answers the marks that hold now, in the learner's roll-ups too if they may be seen."""
    was = {slot: share_of(slot.points, slot.earned, slot.verdict) for slot in judged}
    for slot, mark in zip(judged, mark_slots(session, judged), strict=True):
        set_mark(slot, mark)
    told = [slot for slot in judged if is_tallied(attempt, slot)]
    if told:
        checked_at = checks_of(session, attempt.id)
        moments = {slot: checked_at.get(slot.number, told_at(attempt)) for slot in told}
        tally_judged(session, attempt, moments, was)


def _held(session: Session, assignment: Assignment, attempt_id: int, now: dt.datetime) -> Attempt:
    """A finished attempt of the class, or one whose time is up, held until the end of the unit."""
    attempt = session.scalar(
        select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.assignment_id == assignment.id)
        .options(joinedload(Attempt.quiz, innerjoin=True))
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    )
    if attempt is None or (attempt.state == "open" and not is_over(attempt, now)):
        raise NotFound
    return attempt


def _slots_as_they_are(session: Session, attempt_id: int) -> Sequence[Slot]:
    """The slots of an attempt in hand, read anew: a colleague may have marked one since the page was."""
    return session.scalars(
        select(Slot)
        .where(Slot.attempt_id == attempt_id)
        .order_by(Slot.number)
        .execution_options(populate_existing=True)
    ).all()

"""Marking and finishing: a response and a question version become a mark, marks become a score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from questions.marks import AWAITING, MILLION, Mark
from questions.question import Question
from questions.types import TYPES
from quizapp.bank import queries as bank
from quizapp.quizzes.given import load_given
from quizapp.quizzes.judging_queries import newest_judgements
from quizapp.quizzes.models import Attempt, Slot, Step
from quizapp.quizzes.operations.tallying import tally_attempt
from quizapp.quizzes.queries import GRACE, slots_of
from quizapp.quizzes.reserved_queries import kept_back, latest, reserved_from
from quizapp.quizzes.terms import Terms


def keyed_questions(session: Session, version_ids: Collection[int]) -> dict[int, Question]:
    """Whole questions with their keys, by version id: for marking and review only."""
    asked, sealed = bank.asked_of(session, version_ids), bank.sealed_of(session, version_ids)
    return {id: Question(id="", asked=asked[id], sealed=sealed[id]) for id in asked}


def mark_slots(session: Session, slots: Sequence[Slot]) -> list[Mark]:
    """The marks of these slots as they stand.

    A pure function of question versions and responses, and of what people gave where they mark.
    """
    questions = keyed_questions(session, {slot.version_id for slot in slots})
    marks = []
    for slot in slots:
        question = questions[slot.version_id]
        marks.append(TYPES[question.type].mark(question, load_given(slot.given)))
    waiting = [slot for slot, mark in zip(slots, marks, strict=True) if mark == AWAITING]
    if not waiting:
        return marks
    judged = newest_judgements(session, waiting)
    return [
        mark
        if mark != AWAITING or (held := judged.get((slot.attempt_id, slot.number))) is None
        else Mark.of(Fraction(held.earned, slot.points) if slot.points else 0)
        for slot, mark in zip(slots, marks, strict=True)
    ]


def earned(slot: Slot, mark: Mark) -> int | None:
    """What a mark is worth in this slot, in millionths of a point; None while a person has yet to mark it."""
    return None if mark == AWAITING else mark.earned_millionths(Fraction(slot.points, MILLION))


def set_mark(slot: Slot, mark: Mark) -> None:
    slot.earned = earned(slot, mark)
    slot.verdict = mark.verdict


def score(slots: Iterable[Slot]) -> int:
    """The score in millionths of a point: the sum of what the counting slots earned."""
    return sum(slot.earned or 0 for slot in slots if slot.counts)


def submit_attempt(session: Session, attempt: Attempt, terms: Terms, *, now: dt.datetime) -> bool:
    """Hand the attempt in; False when it was closed already (a second click, another tab)."""
    over = attempt.deadline_at is not None and now > attempt.deadline_at
    return close_attempt(session, attempt, terms, state="expired" if over else "submitted", now=now)


_CLOSE = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt_id"), Attempt.state == "open")
    .values(state=bindparam("to_state"), finished_at=bindparam("at"))
    .execution_options(synchronize_session=False)
)


def close_attempt(session: Session, attempt: Attempt, terms: Terms, *, state: str, now: dt.datetime) -> bool:
    """Move an open attempt to `state` and mark it: however many ask at once, exactly one succeeds.

    An expired attempt counts as finished at its deadline, whenever somebody noticed.
    """
    finished_at = attempt.deadline_at if state == "expired" and attempt.deadline_at else now
    won = session.execute(_CLOSE, {"attempt_id": attempt.id, "to_state": state, "at": finished_at})
    if won.rowcount == 0:  # type: ignore[attr-defined]
        session.refresh(attempt)
        return False
    set_committed_value(attempt, "state", state)
    set_committed_value(attempt, "finished_at", finished_at)
    slots = slots_of(session, attempt.id)
    for slot, mark in zip(slots, mark_slots(session, slots), strict=True):
        set_mark(slot, mark)
    attempt.earned = score(slots)
    attempt.review_at = review_opens_at(attempt, terms, finished_at)
    session.add(Step(attempt_id=attempt.id, kind=state, at=now))
    open_review(session, attempt, slots, now=now)
    return True


def open_review(session: Session, attempt: Attempt, slots: Sequence[Slot], *, now: dt.datetime) -> None:
    """Take a finished attempt into the roll-ups if its review has opened.

    Its keys would tell what an exam asks that the same person has yet to sit, or is sitting: then
    the review waits until that has closed, and is looked at anew when it should have.
    """
    kept = {}
    if attempt.quiz.review == "at_once":
        # None of what was just marked is asked for: it may wait to be written with what follows.
        with session.no_autoflush:
            kept = kept_back(session, reserved_from(session, attempt, now), slots)
    if kept:
        attempt.review_at = latest(kept.values())
    elif attempt.review_at is not None and attempt.review_at <= now:
        tally_attempt(session, attempt, slots, now=now)
    session.flush()


def review_opens_at(attempt: Attempt, terms: Terms, finished_at: dt.datetime | None) -> dt.datetime | None:
    """When correctness may be seen: at once, or once nobody can answer any more (None: not yet known)."""
    if attempt.quiz.review == "at_once":
        return finished_at
    return terms.review_at + GRACE if terms.review_at is not None else None

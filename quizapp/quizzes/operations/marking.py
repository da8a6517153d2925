"""Marking and finishing: a response and a question version become a mark, marks become a score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from questions.marks import AWAITING, DROPPED, Mark
from questions.question import Question
from questions.ruling import Ruled, Way, rule
from quizapp.bank import queries as bank
from quizapp.quizzes.given import load_given
from quizapp.quizzes.judging_queries import newest_judgements
from quizapp.quizzes.models import Attempt, Ruling, Slot, Step
from quizapp.quizzes.operations.tallying import keep, tally_attempt
from quizapp.quizzes.queries import GRACE, slots_of
from quizapp.quizzes.reserved_queries import Until, kept_back, latest, reserved_from
from quizapp.quizzes.ruling_queries import rulings_by_id, standing_rulings
from quizapp.quizzes.terms import Terms
from quizapp.upserting import add_rows, change_rows

Decision = tuple[Way, int | None]
"""How answers are marked, and by the key of which version where it is not that of the one answered."""

AS_ASKED: Decision = ("as_asked", None)


def keyed_questions(session: Session, version_ids: Collection[int]) -> dict[int, Question]:
    """Whole questions with their keys, by version id: for marking and review only."""
    asked, sealed = bank.asked_of(session, version_ids), bank.sealed_of(session, version_ids)
    return {id: Question(id="", asked=asked[id], sealed=sealed[id]) for id in asked}


def mark_slots(session: Session, slots: Sequence[Slot]) -> list[Mark]:
    """The marks of these slots as they stand.

    A pure function of question versions and responses, of what people gave where they mark, and of
    what was ruled since.
    """
    return [one.mark for one in ruled_slots(session, slots)]


def ruled_slots(session: Session, slots: Sequence[Slot]) -> list[Ruled]:
    """The same with each question under the key that holds for its answer."""
    ids = {slot.ruling_id for slot in slots if slot.ruling_id is not None}
    rulings = rulings_by_id(session, ids) if ids else {}
    return rule_slots(
        session,
        [(slot, _decision(rulings[slot.ruling_id]) if slot.ruling_id else AS_ASKED) for slot in slots],
    )


def rule_slots(session: Session, decided: Sequence[tuple[Slot, Decision]]) -> list[Ruled]:
    """What became of these slots if each was marked in this way; nothing is kept."""
    versions = {slot.version_id for slot, _decided in decided}
    versions |= {version for _slot, (_way, version) in decided if version is not None}
    questions = keyed_questions(session, versions)
    ruled = [
        rule(
            way,
            questions[slot.version_id],
            # A key corrects the versions before it; whoever met a later one answered to that one's own.
            questions[version] if version is not None and version > slot.version_id else None,
            load_given(slot.given),
        )
        for slot, (way, version) in decided
    ]
    slots = [slot for slot, _decided in decided]
    waiting = [slot for slot, one in zip(slots, ruled, strict=True) if one.mark == AWAITING]
    if not waiting:
        return ruled
    judged = newest_judgements(session, waiting)
    return [
        one
        if one.mark != AWAITING or (held := judged.get((slot.attempt_id, slot.number))) is None
        else replace(one, mark=Mark.of(Fraction(held.earned, slot.points) if slot.points else 0))
        for slot, one in zip(slots, ruled, strict=True)
    ]


def _decision(ruling: Ruling) -> Decision:
    return ruling.way, ruling.version_id  # type: ignore[return-value]


def follow_rulings(session: Session, attempt: Attempt, slots: Iterable[Slot]) -> None:
    """Have answers that are about to be marked follow what was ruled on their questions in the class."""
    if attempt.assignment_id is None:
        return
    by_version = {slot: slot.version_id for slot in slots}
    standing = standing_rulings(session, attempt.assignment_id, by_version.values())
    for slot, version in by_version.items():
        slot.ruling_id = standing.get(version)


def earned(slot: Slot, mark: Mark) -> int | None:
    """What a mark is worth in this slot, in millionths of a point; None while a person has yet to mark it."""
    return None if mark == AWAITING else mark.earned_millionths(slot.points)


def set_mark(slot: Slot, mark: Mark) -> None:
    slot.earned = earned(slot, mark)
    slot.verdict = mark.verdict


def _keep_marks(session: Session, slots: Sequence[Slot], marks: Sequence[Mark]) -> None:
    """Set the marks of a whole paper past the ORM, which would look for changes in each slot."""
    rows = [
        {
            "attempt_id": slot.attempt_id,
            "number": slot.number,
            "earned": earned(slot, mark),
            "verdict": mark.verdict,
        }
        for slot, mark in zip(slots, marks, strict=True)
    ]
    change_rows(session, Slot, rows)


def score(slots: Iterable[Slot]) -> int:
    """The score in millionths of a point: the sum of what the counting slots earned."""
    return sum(slot.earned or 0 for slot in slots if slot.counts)


def worth(slots: Iterable[Slot]) -> int:
    """How much there was to earn: what the counting slots are worth, but for those that were dropped."""
    return sum(slot.points for slot in slots if slot.counts and slot.verdict != DROPPED.verdict)


def submit_attempt(session: Session, attempt: Attempt, terms: Terms, *, now: dt.datetime) -> bool:
    """Hand the attempt in; False when it was closed already (a second click, another tab)."""
    over = attempt.deadline_at is not None and now > attempt.deadline_at
    return close_attempt(session, attempt, terms, state="expired" if over else "submitted", now=now)


_ATTEMPTS: Any = Attempt.__table__
# Of the table and not the class: the ORM would look which rows it holds.
_CLOSE = (
    update(_ATTEMPTS)
    .where(Attempt.id == bindparam("attempt_id"), Attempt.state == "open")
    .values(state=bindparam("to_state"), finished_at=bindparam("at"))
)


def close_attempt(session: Session, attempt: Attempt, terms: Terms, *, state: str, now: dt.datetime) -> bool:
    """Move an open attempt to `state` and mark it: however many ask at once, exactly one succeeds.

    An expired attempt counts as finished at its deadline, whenever somebody noticed.
    """
    finished_at = attempt.deadline_at if state == "expired" and attempt.deadline_at else now
    about = {"attempt_id": attempt.id, "to_state": state, "at": finished_at}
    if session.connection().execute(_CLOSE, about).rowcount == 0:
        session.refresh(attempt)
        return False
    set_committed_value(attempt, "state", state)
    set_committed_value(attempt, "finished_at", finished_at)
    slots = slots_of(session, attempt.id)
    follow_rulings(session, attempt, slots)
    _keep_marks(session, slots, mark_slots(session, slots))
    opens_at = review_opens_at(attempt, terms, finished_at)
    keep(session, attempt, earned=score(slots), available=worth(slots), review_at=opens_at)
    add_rows(session, Step, [{"attempt_id": attempt.id, "kind": state, "at": now}])
    open_review(session, attempt, slots, now=now)
    return True


def open_review(session: Session, attempt: Attempt, slots: Sequence[Slot], *, now: dt.datetime) -> None:
    """Take a finished attempt into the roll-ups if its review has opened.

    Its keys would tell what an exam asks that the same person has yet to sit, or is sitting: then
    the review waits until that has closed, and is looked at anew when it should have.
    """
    opens_at, is_open = opening_of(session, attempt, slots, now=now)
    if opens_at != attempt.review_at:
        keep(session, attempt, review_at=opens_at)
    if is_open:
        tally_attempt(session, attempt, slots, now=now)


def opening_of(
    session: Session, attempt: Attempt, slots: Sequence[Slot], *, now: dt.datetime
) -> tuple[dt.datetime | None, bool]:
    """When the review of a finished attempt opens by what is known now, and whether it has."""
    kept: dict[int, Until] = {}
    if attempt.quiz.review == "at_once":
        kept = kept_back(session, reserved_from(session, attempt, now), slots)
    return opening_by(attempt, kept, now=now)


def opening_by(
    attempt: Attempt, kept: Mapping[int, Until], *, now: dt.datetime
) -> tuple[dt.datetime | None, bool]:
    """The same where it is known which of its slots other exams keep back, and until when."""
    if kept:
        return latest(kept.values()), False
    return attempt.review_at, attempt.review_at is not None and attempt.review_at <= now


def review_opens_at(attempt: Attempt, terms: Terms, finished_at: dt.datetime | None) -> dt.datetime | None:
    """When correctness may be seen: at once, or once nobody can answer any more (None: not yet known)."""
    if attempt.quiz.review == "at_once":
        return finished_at
    return terms.review_at + GRACE if terms.review_at is not None else None

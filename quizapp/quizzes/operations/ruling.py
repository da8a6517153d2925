"""A teacher has a class's answers to one question marked anew: the key was wrong, or the question was.

A ruling is a row of its own, the newest holds, and slots, scores, roll-ups and memories follow it.
Answers that are still being written follow it when they are marked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from questions.ruling import Misfit, misfit_of
from questions.text import is_storable
from questions.types import JUDGED
from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_people
from quizapp.bank import queries as bank
from quizapp.bank.models import Question
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.quizzes import ruling_queries
from quizapp.quizzes.models import Assignment, Attempt, RuledAnswer, Ruling, Slot
from quizapp.quizzes.operations.marking import (
    AS_ASKED,
    Decision,
    close_attempt,
    earned,
    keyed_questions,
    rule_slots,
)
from quizapp.quizzes.operations.tallying import Remarked, is_tallied, share_of, told_at, turn_tallies
from quizapp.quizzes.review_opening import tell_ruled
from quizapp.quizzes.seeing import is_over
from quizapp.quizzes.terms_queries import get_terms_of_attempt
from quizapp.quizzes.time_up import show_marked

LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a ruling would make of one answer: both sides in millionths of a point, and in words of a mark."""

    slot: Slot
    attempt: Attempt
    was_earned: int
    was_verdict: str
    earned: int
    verdict: str

    @property
    def is_other(self) -> bool:
        return (self.was_earned, self.was_verdict) != (self.earned, self.verdict)

    @property
    def worth_more(self) -> int:
        """How much more there is to earn: less than nothing where the question counts no more."""
        return ((self.was_verdict == "dropped") - (self.verdict == "dropped")) * self.slot.points


def foresee_ruling(
    session: Session, assignment: Assignment, question: Question, decision: Decision, *, now: dt.datetime
) -> list[Foreseen]:
    """What this decision would make of each marked answer of a class; nothing is kept."""
    attempts = ruling_queries.attempts_of_class(session, assignment.id)
    slots = ruling_queries.marked_answers(session, assignment.id, question.id, now)
    show_marked(session, attempts.values(), now)
    return _foreseen(session, slots, attempts, decision)


def misfit_in_class(session: Session, version_ids: Iterable[int], corrected_id: int) -> Misfit | None:
    """Why answers to these versions cannot be marked by the key of another; None where they can."""
    versions = set(version_ids)
    questions = keyed_questions(session, versions | {corrected_id})
    found = (misfit_of(questions[version], questions[corrected_id]) for version in sorted(versions))
    return next((misfit for misfit in found if misfit is not None), None)


def is_judged(session: Session, version_ids: Iterable[int]) -> bool:
    """Whether a person marks answers to any of these versions: each mark is then changed by itself."""
    asked = bank.asked_of(session, version_ids)
    return any(one.type in JUDGED for one in asked.values())


def make_ruling(
    session: Session,
    teacher: User,
    assignment: Assignment,
    question: Question,
    decision: Decision,
    *,
    why: str,
    seen: int | None,
    now: dt.datetime,
) -> Ruling:
    """Mark the answers of a class to a question in another way from now on.

    `seen` is the ruling that held on the page, None where none did: `Conflict` where a colleague has
    ruled since. `Invalid` (field `why` or `way`) without a reason, and where the key does not fit what
    was answered.
    """
    if not why:
        raise Invalid("why", _("Say why: students read it beside their marks."))
    if len(why) > LONGEST_WHY:
        raise Invalid("why", _("Use at most %(max)s characters.", max=LONGEST_WHY))
    if not is_storable(why):
        raise Invalid("why", _("This contains a character that cannot be kept. Type it anew."))
    attempts = _hold_class(session, assignment, now)
    standing = _standing(session, assignment, question)
    if (standing.id if standing else None) != seen:
        raise Conflict(_("A colleague has had these marked anew meanwhile. Look again."))
    answered = ruling_queries.count_answers(session, assignment.id, question.id)
    if not answered:
        raise NotFound
    way, version_id = decision
    if is_judged(session, answered):
        raise Invalid("way", _("A person marks these answers: change their marks in the list."))
    if version_id is not None and misfit_in_class(session, answered, version_id):
        raise Invalid("way", _("That key does not fit what was answered."))
    row = Ruling(
        assignment_id=assignment.id,
        question_id=question.id,
        way=way,
        version_id=version_id,
        why=why,
        made_by_id=teacher.id,
        at=now,
    )
    _apply(session, row, question, attempts, decision, now)
    return row


def take_back_ruling(
    session: Session, teacher: User, assignment: Assignment, ruling_id: int, *, now: dt.datetime
) -> Ruling:
    """Rule what held before the newest ruling, in a row of its own.

    `Conflict` where another has come since; `NotFound` for what is no ruling of this class.
    """
    attempts = _hold_class(session, assignment, now)
    taken = session.get(Ruling, ruling_id)
    if taken is None or taken.assignment_id != assignment.id:
        raise NotFound
    question = session.get_one(Question, taken.question_id)
    standing = _standing(session, assignment, question)
    if standing is not taken or taken.undoes_id is not None:
        raise Conflict(_("Something else has been ruled since. Look again."))
    before = session.scalar(
        select(Ruling)
        .where(
            Ruling.assignment_id == assignment.id,
            Ruling.question_id == question.id,
            Ruling.id < taken.id,
        )
        .order_by(Ruling.id.desc())
        .limit(1)
    )
    decision: Decision = (before.way, before.version_id) if before else AS_ASKED  # type: ignore[assignment]
    row = Ruling(
        assignment_id=assignment.id,
        question_id=question.id,
        way=decision[0],
        version_id=decision[1],
        why=before.why if before else "",
        made_by_id=teacher.id,
        at=now,
        undoes_id=taken.id,
    )
    _apply(session, row, question, attempts, decision, now)
    return row


def _hold_class(session: Session, assignment: Assignment, now: dt.datetime) -> dict[int, Attempt]:
    """The attempts of a class as they are; until the end of the unit none begins, is handed in or marked.

    Those whose time is up are closed first, so that they too are on record as marked anew.
    """
    session.execute(
        select(Assignment.id).where(Assignment.id == assignment.id).with_for_update(key_share=True)
    )
    attempts = ruling_queries.hold_attempts_of_class(session, assignment.id)
    overdue = [one for one in attempts.values() if one.state == "open" and is_over(one, now)]
    if overdue:
        # All who may be told below, in the order in which everybody holds several people.
        hold_people(session, {one.user_id for one in attempts.values()})
    for one in overdue:
        close_attempt(session, one, get_terms_of_attempt(session, one), state="expired", now=now)
    return attempts


def _standing(session: Session, assignment: Assignment, question: Question) -> Ruling | None:
    return session.scalar(
        select(Ruling)
        .where(Ruling.assignment_id == assignment.id, Ruling.question_id == question.id)
        .order_by(Ruling.id.desc())
        .limit(1)
    )


def _apply(
    session: Session,
    row: Ruling,
    question: Question,
    attempts: Mapping[int, Attempt],
    decision: Decision,
    now: dt.datetime,
) -> None:
    session.add(row)
    session.flush()
    slots = ruling_queries.marked_answers(session, row.assignment_id, question.id, now)
    foreseen = _foreseen(session, slots, attempts, decision)
    for one in foreseen:
        slot, attempt = one.slot, one.attempt
        if slot.counts:
            attempt.available += one.worth_more
            if attempt.earned is not None:
                attempt.earned += one.earned - one.was_earned
        slot.ruling_id, slot.earned, slot.verdict = row.id, one.earned, one.verdict
    session.flush()
    receipts = [
        {
            "ruling_id": row.id,
            "attempt_id": one.attempt.id,
            "slot": one.slot.number,
            "was_earned": one.was_earned,
            "was_verdict": one.was_verdict,
            "earned": one.earned,
            "verdict": one.verdict,
        }
        for one in foreseen
        if one.is_other
    ]
    if receipts:
        session.execute(insert(RuledAnswer), receipts)
    _tell(session, question, [one for one in foreseen if is_tallied(one.attempt, one.slot)], now)


def _tell(session: Session, question: Question, shown: Sequence[Foreseen], now: dt.datetime) -> None:
    """Carry on what changed to the roll-ups and to later rooms, of answers whose marks may be seen."""
    if not shown:
        return
    hold_people(session, {one.attempt.user_id for one in shown})
    checked_at = ruling_queries.checks_in(session, {one.attempt.id for one in shown})
    moments = {
        one.slot: checked_at.get((one.attempt.id, one.slot.number), told_at(one.attempt)) for one in shown
    }
    remarked = [_remarked(one, moments[one.slot]) for one in shown if one.is_other]
    if remarked:
        turn_tallies(session, question, remarked)
    by_attempt: dict[int, dict[Slot, dt.datetime]] = {}
    for one in shown:
        by_attempt.setdefault(one.attempt.id, {})[one.slot] = moments[one.slot]
    attempts = {one.attempt.id: one.attempt for one in shown}
    tell_ruled(session, [(attempts[id], told) for id, told in by_attempt.items()], now)


def _remarked(one: Foreseen, at: dt.datetime) -> Remarked:
    points = one.slot.points
    return Remarked(
        one.attempt.user_id,
        at,
        one.was_verdict,
        one.verdict,
        share_of(points, one.was_earned, one.was_verdict),
        share_of(points, one.earned, one.verdict),
    )


def _foreseen(
    session: Session, slots: Sequence[Slot], attempts: Mapping[int, Attempt], decision: Decision
) -> list[Foreseen]:
    ruled = rule_slots(session, [(slot, decision) for slot in slots])
    return [
        Foreseen(
            slot,
            attempts[slot.attempt_id],
            slot.earned or 0,
            slot.verdict or "",
            earned(slot, one.mark) or 0,
            one.mark.verdict,
        )
        for slot, one in zip(slots, ruled, strict=True)
    ]

"""Marking and finishing: a response and a question version become a mark, marks become a score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from questions.marks import AWAITING, DROPPED, Mark
from questions.question import Question
from questions.response import Blank, Given, Response, Unreadable
from questions.ruling import Ruled, Way, rule
from quizapp.bank import queries as bank
from quizapp.bank.version_cache import VersionCache
from quizapp.quizzes.given import load_given
from quizapp.quizzes.judging_queries import newest_judgements
from quizapp.quizzes.models import Attempt, Ruling, Slot, Step
from quizapp.quizzes.operations.tallying import tally_attempt
from quizapp.quizzes.queries import GRACE, slots_of
from quizapp.quizzes.reserved_queries import Until, kept_back, latest, reserved_from
from quizapp.quizzes.ruling_queries import rulings_by_id, standing_rulings
from quizapp.quizzes.terms import Terms
from quizapp.upserting import add_rows, change_row_if, change_rows

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


class _Answer(NamedTuple):
    """All that the mark of an answer depends on, but for what a person gave for it."""

    version_id: int
    way: Way
    corrected_id: int | None
    given: Given

    @property
    def is_short(self) -> bool:
        """Not an essay, of which each is given once: some thousands would fill the memory."""
        match self.given:
            case Response(value):
                return len(value if isinstance(value, str) else str(value)) <= LONGEST_KEPT
            case Unreadable():
                return False
            case Blank():
                return True


LONGEST_KEPT = 200

# A hand-in marks each answer for the score and for the memories, its review once more, and those who
# chose the same alike.
_ruled: VersionCache[_Answer, Ruled] = VersionCache(10_000)


def _rule(session: Session, answers: list[_Answer]) -> dict[_Answer, Ruled]:
    versions = {id for answer in answers for id in (answer.version_id, answer.corrected_id) if id is not None}
    questions = keyed_questions(session, versions)
    return {
        answer: rule(
            answer.way,
            questions[answer.version_id],
            None if answer.corrected_id is None else questions[answer.corrected_id],
            answer.given,
        )
        for answer in answers
    }


def rule_slots(session: Session, decided: Sequence[tuple[Slot, Decision]]) -> list[Ruled]:
    """What became of these slots if each was marked in this way; nothing is kept."""
    answers = [
        # A key corrects the versions before it; whoever met a later one answered to that one's own.
        _Answer(
            slot.version_id,
            way,
            version if version is not None and version > slot.version_id else None,
            load_given(slot.given),
        )
        for slot, (way, version) in decided
    ]
    known = _ruled.get(session, [answer for answer in answers if answer.is_short], _rule)
    known |= _rule(session, [answer for answer in answers if not answer.is_short])
    ruled = [known[answer] for answer in answers]
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
        ruling_id = standing.get(version)
        # Setting what is there already would have the ORM look through all of them.
        if slot.ruling_id != ruling_id:
            slot.ruling_id = ruling_id


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


def close_attempt(session: Session, attempt: Attempt, terms: Terms, *, state: str, now: dt.datetime) -> bool:
    """Move an open attempt to `state` and mark it: however many ask at once, exactly one succeeds.

    An expired attempt counts as finished at its deadline, whenever somebody noticed.
    """
    finished_at = attempt.deadline_at if state == "expired" and attempt.deadline_at else now
    closed = {"id": attempt.id, "state": state, "finished_at": finished_at}
    if not change_row_if(session, Attempt, closed, state="open"):
        session.refresh(attempt)
        return False
    slots = slots_of(session, attempt.id)
    follow_rulings(session, attempt, slots)
    _keep_marks(session, slots, mark_slots(session, slots))
    set_committed_value(attempt, "review_at", review_opens_at(attempt, terms, finished_at))
    add_rows(session, Step, [{"attempt_id": attempt.id, "kind": state, "at": now}])
    open_review(session, attempt, slots, now=now, earned=score(slots), available=worth(slots))
    return True


def open_review(
    session: Session, attempt: Attempt, slots: Sequence[Slot], *, now: dt.datetime, **values: int
) -> None:
    """Take a finished attempt into the roll-ups, once, if its review has opened; keep these values with that.

    Its keys would tell what an exam asks that the same person has yet to sit, or is sitting: then
    the review waits until that has closed, and is looked at anew when it should have.
    """
    opens_at, is_open = opening_of(session, attempt, slots, now=now)
    was_tallied = attempt.is_tallied
    # Past the ORM, which would look for changes in all that it holds.
    row = {"id": attempt.id, "review_at": opens_at, "is_tallied": was_tallied or is_open, **values}
    change_rows(session, Attempt, [row])
    if is_open and not was_tallied:
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

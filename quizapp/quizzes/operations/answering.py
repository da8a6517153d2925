"""Answering: the save protocol's writing half, and checking one answer in practice."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions.attempt import (
    Accepted,
    Refused,
    Replayed,
    SaveItem,
    Superseded,
    decide_save,
    is_over,
)
from questions.behaviours import BEHAVIOURS, may_check, returns
from questions.paper import another_form, slot_of
from questions.response import Given
from questions.types import TYPES
from quizapp.bank import queries as bank
from quizapp.errors import Conflict, NotFound
from quizapp.quizzes import forms, queries
from quizapp.quizzes.given import dump_given, load_given
from quizapp.quizzes.log import logged, state_of
from quizapp.quizzes.models import Attempt, Slot, Step
from quizapp.quizzes.operations.marking import close_attempt, mark_slots, set_mark
from quizapp.quizzes.operations.starting import candidates_for
from quizapp.quizzes.operations.tallying import tally_slots

HTTP_OK, HTTP_CONFLICT = 200, 409


@dataclass(slots=True)
class SaveOutcome:
    """What became of a request to save: a value, so that the view can commit what was refused too.

    `saved` maps slots to the seq now stored; `newer` maps slots whose save came too late to the
    current seq and fields, `unkept` to the fields that were sent instead.
    """

    state: str
    deadline_at: dt.datetime | None
    saved: dict[int, int] = field(default_factory=dict)
    newer: dict[int, tuple[int, dict[str, list[str]]]] = field(default_factory=dict)
    unkept: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    refused: str = ""

    @property
    def status(self) -> int:
        return HTTP_CONFLICT if self.refused or self.newer else HTTP_OK

    def as_reply(self, now: dt.datetime) -> dict[str, Any]:
        """The JSON answer; it never says whether anything was right."""
        body: dict[str, Any] = {
            "saved": {str(slot): seq for slot, seq in self.saved.items()},
            "server_now": now.isoformat(),
            "deadline": self.deadline_at.isoformat() if self.deadline_at else None,
            "state": self.state,
        }
        if self.status == HTTP_CONFLICT:
            body["reason"] = self.refused or "newer_seq"
            body["slots"] = {
                str(slot): {"seq": seq, "value": value} for slot, (seq, value) in self.newer.items()
            }
        return body


def save_answers(
    session: Session,
    attempt: Attempt,
    request: forms.SaveRequest,
    *,
    now: dt.datetime,
    only_changes: bool = False,
) -> SaveOutcome:
    """Store each answer that builds on the newest, keep the others as superseded, and say which is which.

    `attempt` must have been loaded for update. A slot that the attempt does not have raises
    `NotFound` and nothing is saved. `only_changes` passes over answers that stand as they are sent.
    """
    outcome = SaveOutcome(attempt.state, attempt.deadline_at)
    slots = queries.some_slots_of(session, attempt.id, {item.slot for item in request.items})
    if len(slots) != len({item.slot for item in request.items}):
        raise NotFound
    asked = bank.asked_of(session, {slot.version_id for slot in slots.values()})
    for item in request.items:
        slot = slots[item.slot]
        question = asked[slot.version_id]
        given = TYPES[question.type].read(question, slot.option_order, item.fields)
        if only_changes and given == load_given(slot.given):
            may_flag = not is_over(attempt.state, attempt.deadline_at, now)  # type: ignore[arg-type]
        else:
            may_flag = _save_one(session, attempt, slot, request.writer, item, given, outcome, now)
        if may_flag:
            _flag(session, slot, item.flagged, now)
    for number in outcome.newer:
        slot = slots[number]
        question = asked[slot.version_id]
        current = TYPES[question.type].fields(question, slot.option_order, load_given(slot.given))
        outcome.newer[number] = (slot.seq, current | ({"flag": ["1"]} if slot.is_flagged else {}))
    if outcome.refused == "deadline_passed" and attempt.state == "open":
        terms = queries.get_terms_of_attempt(session, attempt)
        close_attempt(session, attempt, terms, state="expired", now=now)
        outcome.state = attempt.state
    session.flush()
    return outcome


def _save_one(
    session: Session,
    attempt: Attempt,
    slot: Slot,
    writer: str,
    item: forms.SaveItem,
    given: Given,
    outcome: SaveOutcome,
    now: dt.datetime,
) -> bool:
    """Whether this save, seen now for the first time, became the current answer."""
    sent_before = (
        queries.saves_by(session, attempt.id, slot.number, writer, item.base) if item.base != slot.seq else ()
    )
    decision = decide_save(
        SaveItem(writer, slot.number, item.base, given),
        state_of(slot),
        [logged(step) for step in sent_before],
        state=attempt.state,  # type: ignore[arg-type]
        deadline=attempt.deadline_at,
        now=now,
    )
    match decision:
        case Accepted(seq, _):
            slot.seq, slot.given, slot.saved_at = seq, dump_given(given), now
            outcome.saved[slot.number] = seq
        case Replayed(seq):
            outcome.saved[slot.number] = seq
            return False
        case Superseded(seq, _, _, is_kept):
            outcome.newer[slot.number] = (seq, {})
            outcome.unkept[slot.number] = {name: list(texts) for name, texts in item.fields.items()}
            if is_kept:
                return False
        case Refused(reason):
            outcome.refused = reason
            return False
    session.add(
        Step(
            attempt_id=attempt.id,
            slot=slot.number,
            kind="saved" if isinstance(decision, Accepted) else "superseded",
            seq=seq,
            base=item.base,
            writer=writer,
            given=dump_given(given),
            at=now,
        )
    )
    return isinstance(decision, Accepted)


def _flag(session: Session, slot: Slot, flagged: bool, now: dt.datetime) -> None:
    if slot.is_flagged != flagged:
        slot.is_flagged = flagged
        kind = "flagged" if flagged else "unflagged"
        session.add(Step(attempt_id=slot.attempt_id, slot=slot.number, kind=kind, at=now))


def check_answer(
    session: Session, attempt: Attempt, number: int, *, now: dt.datetime, rng: random.Random
) -> None:
    """Lock and mark one answer of a practice; a missed one is put back into the queue in another form.

    A second check of the same answer changes nothing. Raises `Conflict` when the attempt is over.
    """
    if is_over(attempt.state, attempt.deadline_at, now):  # type: ignore[arg-type]
        raise Conflict(_("This attempt is closed."))
    slot = queries.get_slot(session, attempt.id, number)
    behaviour = BEHAVIOURS[attempt.mode]
    if not may_check(behaviour, state_of(slot)):
        return
    (mark,) = mark_slots(session, [slot])
    set_mark(slot, mark)
    slot.checked_as = queries.count_checked(session, attempt.id) + 1
    session.add(Step(attempt_id=attempt.id, slot=number, kind="checked", at=now))
    if returns(behaviour, mark):
        _append_return(session, attempt, slot, now, rng)
    tally_slots(session, attempt, [slot], at=now)


def _append_return(
    session: Session, attempt: Attempt, missed: Slot, now: dt.datetime, rng: random.Random
) -> None:
    slots = queries.slots_of(session, attempt.id)
    candidates = candidates_for(session, attempt.user_id, attempt.quiz.bank_id, now)
    by_version = {candidate.version_id: candidate for candidate in candidates}
    candidate = by_version.get(missed.version_id) or queries.get_drawn(session, missed.version_id)
    used = {by_version[slot.version_id].question_id for slot in slots if slot.version_id in by_version}
    form = another_form(candidates, candidate, used, rng)
    if form is None:
        return
    number = slots[-1].number + 1
    drawn = slot_of(form, rng)
    session.add(
        Slot(
            attempt_id=attempt.id,
            number=number,
            version_id=drawn.version_id,
            option_order=list(drawn.order),
            points=missed.points,
            counts=False,
            returns=missed.number,
        )
    )
    session.add(Step(attempt_id=attempt.id, slot=number, kind="appended", returns=missed.number, at=now))

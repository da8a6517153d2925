"""Answering: the save protocol's writing half, and checking one answer in practice."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
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
from questions.attempt import Step as LoggedStep
from questions.behaviours import BEHAVIOURS, may_check, next_slot, others_lacking, returns
from questions.paper import Candidate, another_form, draw_more, slot_of
from questions.response import Blank, Given, Unreadable
from questions.types import TYPES
from quizapp.bank import queries as bank
from quizapp.errors import Conflict, NotFound
from quizapp.quizzes import forms, queries
from quizapp.quizzes.given import dump_given, load_given
from quizapp.quizzes.log import logged, state_of, states_of
from quizapp.quizzes.models import Attempt, Slot, Step
from quizapp.quizzes.operations.marking import (
    close_attempt,
    follow_rulings,
    mark_slots,
    set_mark,
    worth,
)
from quizapp.quizzes.operations.starting import free_of, load_plan
from quizapp.quizzes.operations.tallying import tally_slots
from quizapp.quizzes.queries import AnswerInHand
from quizapp.quizzes.reserved_queries import kept_back, reserved_from
from quizapp.quizzes.terms_queries import get_terms_of_attempt
from quizapp.upserting import add_rows, change_rows

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
    slots = queries.answers_in(session, attempt.id, {item.slot for item in request.items})
    if len(slots) != len({item.slot for item in request.items}):
        raise NotFound
    asked = bank.asked_of(session, {slot.version_id for slot in slots.values()})
    saving = _Saving(session, attempt, request.writer, now, outcome)
    for item in request.items:
        slot = slots[item.slot]
        question = asked[slot.version_id]
        given = TYPES[question.type].read(question, slot.option_order, item.fields)
        if only_changes and given == load_given(slot.given):
            may_flag = not is_over(attempt.state, attempt.deadline_at, now)  # type: ignore[arg-type]
        else:
            may_flag = saving.save(slot, item, given)
        if may_flag:
            saving.flag(slot, item.flagged)
    saving.write()
    for number in outcome.newer:
        slot = slots[number]
        question = asked[slot.version_id]
        current = TYPES[question.type].fields(question, slot.option_order, load_given(slot.given))
        outcome.newer[number] = (slot.seq, current | ({"flag": ["1"]} if slot.is_flagged else {}))
    if outcome.refused == "deadline_passed" and attempt.state == "open":
        terms = get_terms_of_attempt(session, attempt)
        close_attempt(session, attempt, terms, state="expired", now=now)
        outcome.state = attempt.state
    return outcome


@dataclass(slots=True)
class _Saving:
    """The saves of one request as they are decided: what they change and what they add to the log."""

    session: Session
    attempt: Attempt
    writer: str
    now: dt.datetime
    outcome: SaveOutcome
    changed: dict[int, AnswerInHand] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def save(self, slot: AnswerInHand, item: forms.SaveItem, given: Given) -> bool:
        """Whether this save, seen now for the first time, became the current answer."""
        decision = decide_save(
            SaveItem(self.writer, slot.number, item.base, given),
            state_of(slot),
            self._sent_before(slot, item),
            state=self.attempt.state,  # type: ignore[arg-type]
            deadline=self.attempt.deadline_at,
            now=self.now,
        )
        match decision:
            case Accepted(seq, _):
                slot.seq, slot.given, slot.saved_at = seq, dump_given(given), self.now
                self.changed[slot.number] = slot
                self.outcome.saved[slot.number] = seq
                self._log("saved", slot, seq=seq, base=item.base, given=dump_given(given))
                return True
            case Replayed(seq):
                self.outcome.saved[slot.number] = seq
            case Superseded(seq, _, _, is_kept):
                self.outcome.newer[slot.number] = (seq, {})
                self.outcome.unkept[slot.number] = {name: list(texts) for name, texts in item.fields.items()}
                if not is_kept:
                    self._log("superseded", slot, seq=seq, base=item.base, given=dump_given(given))
            case Refused(reason):
                self.outcome.refused = reason
        return False

    def flag(self, slot: AnswerInHand, flagged: bool) -> None:
        if slot.is_flagged != flagged:
            slot.is_flagged = flagged
            self.changed[slot.number] = slot
            self._log("flagged" if flagged else "unflagged", slot)

    def write(self) -> None:
        """One statement for all answers, and one for all steps."""
        rows = [
            {
                "attempt_id": self.attempt.id,
                "number": slot.number,
                "seq": slot.seq,
                "given": slot.given,
                "saved_at": slot.saved_at,
                "is_flagged": slot.is_flagged,
            }
            for slot in self.changed.values()
        ]
        change_rows(self.session, Slot, rows)
        self._write_steps()

    def _write_steps(self) -> None:
        add_rows(self.session, Step, self.steps)
        self.steps = []

    def _sent_before(self, slot: AnswerInHand, item: forms.SaveItem) -> list[LoggedStep]:
        """What this writer built on the same seq; only a save that is not up to date can be a repetition."""
        if item.base == slot.seq:
            return []
        self._write_steps()
        rows = queries.saves_by(self.session, self.attempt.id, slot.number, self.writer, item.base)
        return [logged(step) for step in rows]

    def _log(
        self,
        kind: str,
        slot: AnswerInHand,
        seq: int | None = None,
        base: int | None = None,
        given: dict[str, Any] | None = None,
    ) -> None:
        writer = self.writer if seq is not None else None
        self.steps.append(
            {
                "attempt_id": self.attempt.id,
                "slot": slot.number,
                "kind": kind,
                "seq": seq,
                "base": base,
                "writer": writer,
                "given": given,
                "at": self.now,
            }
        )


@dataclass(frozen=True, slots=True)
class Check:
    """Where the learner goes on after asking for feedback, None at the summary.

    `why_not` says what keeps the answer from being checked, "" when it is: then nothing has changed.
    """

    goes_to: int | None
    why_not: str = ""


def check_answer(
    session: Session, attempt: Attempt, number: int, *, now: dt.datetime, rng: random.Random
) -> Check:
    """Lock and mark one answer of a practice; a missed one is put back into the queue in another form.

    What only stood in between does not return.

    Not where nothing was answered, where it cannot be read, and where an open exam of hers asks the
    same: she skips that. Raises `Conflict` when the attempt is over.
    """
    if is_over(attempt.state, attempt.deadline_at, now):  # type: ignore[arg-type]
        raise Conflict(_("This attempt is closed."))
    slots = queries.slots_of(session, attempt.id)
    slot = next((slot for slot in slots if slot.number == number), None)
    if slot is None:
        raise NotFound
    behaviour = BEHAVIOURS[attempt.mode]
    if not may_check(behaviour, state_of(slot)):
        return Check(number)
    reserved = reserved_from(session, attempt, now)
    kept = kept_back(session, reserved, [slot for slot in slots if slot.checked_as is None])
    if number in kept:
        return Check(next_slot(states_of(slots), besides=kept), _in_an_open_test())
    match load_given(slot.given):
        case Unreadable(reason):
            return Check(number, reason)
        case Blank(declared=False):
            return Check(number, _("Answer first, or say that you don’t know."))
    follow_rulings(session, attempt, [slot])
    (mark,) = mark_slots(session, [slot])
    set_mark(slot, mark)
    attempt.available = worth(slots)
    slot.checked_as = sum(other.checked_as is not None for other in slots) + 1
    add_rows(session, Step, [{"attempt_id": attempt.id, "slot": number, "kind": "checked", "at": now}])
    is_in_between = not slot.counts and slot.returns is None
    if not is_in_between and returns(behaviour, mark):
        candidates = free_of(reserved, bank.candidates(session, attempt.quiz.bank_id))
        lacking = others_lacking(states_of(slots), besides=kept)
        _append_return(session, attempt, slots, slot, candidates, lacking, now, rng)
    tally_slots(session, attempt, {slot: now}, now=now)
    return Check(number)


def _in_an_open_test() -> str:
    return str(_("That question is part of a test that is still open, so it was skipped for now."))


def _append_return(
    session: Session,
    attempt: Attempt,
    slots: Sequence[Slot],
    missed: Slot,
    candidates: Sequence[Candidate],
    lacking: int,
    now: dt.datetime,
    rng: random.Random,
) -> None:
    """Put a missed question back in another form, with as many others before it as are lacking.

    These are drawn by the quiz's plan; they count neither for the score nor as missed in this practice.
    """
    on_paper = _on_paper(session, slots, candidates)
    used = {one.question_id for one in on_paper.values()}
    form = another_form(candidates, on_paper[missed.version_id], used, rng)
    if form is None:
        return
    plan = load_plan(attempt.quiz.plan)
    between = draw_more(plan, candidates, [*on_paper.values(), form], lacking, rng) if lacking else []
    appended = [(form, missed.number), *((one, None) for one in between)]
    steps = []
    for number, (one, returns_slot) in enumerate(appended, slots[-1].number + 1):
        drawn = slot_of(one, rng)
        session.add(
            Slot(
                attempt_id=attempt.id,
                number=number,
                version_id=drawn.version_id,
                option_order=list(drawn.order),
                points=missed.points,
                counts=False,
                returns=returns_slot,
            )
        )
        steps.append(
            {
                "attempt_id": attempt.id,
                "slot": number,
                "kind": "appended",
                "returns": returns_slot,
                "at": now,
            }
        )
    add_rows(session, Step, steps)


def _on_paper(
    session: Session, slots: Sequence[Slot], candidates: Sequence[Candidate]
) -> dict[int, Candidate]:
    """What the slots ask, by version, also where that was edited, retired or reserved since it was drawn."""
    versions = {slot.version_id for slot in slots}
    known = {one.version_id: one for one in candidates if one.version_id in versions}
    gone = versions - known.keys()
    return known | (queries.drawn_of(session, gone) if gone else {})

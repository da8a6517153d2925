"""Quiz answers as evidence: what an attempt tells about memories, from the moment its review opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from questions.memory.days import study_day
from questions.memory.evidence import Evidence, evidence_in
from questions.types import TYPES
from quizapp.accounts.models import User
from quizapp.bank import queries as bank
from quizapp.cards.operations.ledger import Ledger
from quizapp.cards.targets import FactRole, targets_of_facts
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Attempt, Slot
from quizapp.quizzes.operations.marking import keyed_questions


@dataclass(frozen=True, slots=True)
class _Finding:
    """What the answer in one slot tells about one target, and when it was given."""

    target: FactRole
    evidence: Evidence
    slot: int
    at: dt.datetime


def learn_from_attempt(
    session: Session, attempt: Attempt, moments: Mapping[Slot, dt.datetime], now: dt.datetime
) -> None:
    """Enter answers that may now be seen into the logs of what they are about, as of when they were given.

    A guest has no memories; her attempts count once a member has claimed them. What cannot be read
    tells nothing: it is neither wrong nor unknown.
    """
    learner = session.get_one(User, attempt.user_id)
    if learner.is_guest:
        return
    findings = sorted(_findings(session, moments), key=lambda one: (one.at, one.slot))
    if not findings:
        return
    targets = targets_of_facts(session, attempt.quiz.bank_id, [one.target for one in findings])
    involved = {targets[one.target] for one in findings}
    ledger = Ledger(session, learner.id, involved, now=now, with_logs=True)
    zone = ZoneInfo(learner.zone)
    for one in findings:
        target = targets[one.target]
        ledger.learn(
            target,
            one.evidence,
            uuid=f"q{attempt.id}.{one.slot}.{target}",
            at=one.at,
            day=study_day(one.at, zone),
            attempt_id=attempt.id,
            slot=one.slot,
        )
    ledger.close()


def _findings(session: Session, moments: Mapping[Slot, dt.datetime]) -> Iterator[_Finding]:
    versions = {slot.version_id for slot in moments}
    questions, targets = keyed_questions(session, versions), bank.targets_of(session, versions)
    for slot, at in moments.items():
        question = replace(questions[slot.version_id], targets=targets[slot.version_id])
        mark = TYPES[question.type].mark(question, load_given(slot.given))
        if mark.verdict == "unreadable":
            continue
        for target, evidence in evidence_in(question, mark):
            yield _Finding(target, evidence, slot.number, at)

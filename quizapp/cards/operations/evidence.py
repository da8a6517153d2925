"""Quiz answers as evidence: what an attempt tells about memories, and what their learner makes of it."""

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
from quizapp.accounts.queries import hold_person
from quizapp.bank import queries as bank
from quizapp.cards import evidence_queries
from quizapp.cards.models import Study
from quizapp.cards.operations.ledger import Ledger, Place
from quizapp.cards.targets import FactRole, targets_of_facts
from quizapp.errors import NotFound
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Attempt, Slot
from quizapp.quizzes.operations.marking import keyed_questions
from quizapp.upserting import add_missing


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


def take_back_attempt(
    session: Session, user: User, attempt_id: int, target_id: int | None, *, now: dt.datetime
) -> int:
    """Undo what an attempt told about one target, or about all; how many memories it was.

    What was taken back before stays so. `NotFound` where the attempt told this learner nothing.
    """
    # A second click must see what the first has done.
    hold_person(session, user.id)
    entries = evidence_queries.evidence_of(session, user.id, attempt_id, target_id)
    if not entries:
        raise NotFound
    standing = [review for review, is_undone in entries if not is_undone]
    if not standing:
        return 0
    targets = {review.target_id for review in standing}
    ledger = Ledger(session, user.id, targets, now=now, with_logs=True)
    day = study_day(now, ZoneInfo(user.zone))
    for review in standing:
        ledger.take_back(review, uuid=f"q{attempt_id}.undo.{review.id}", day=day)
    ledger.close()
    return len(targets)


def keep_attempt(session: Session, user: User, attempt_id: int, *, now: dt.datetime) -> int:
    """Take up for review what an attempt asked and no deck did; how many memories it was.

    Their decks are studied for their sake, but nothing else of these comes with them.
    """
    hold_person(session, user.id)
    moves = evidence_queries.moves_of(session, user.id, attempt_id)
    if not moves:
        raise NotFound
    wanted = [move.target_id for move in moves if move.may_be_kept]
    found = evidence_queries.keepable_of(session, user.id, wanted)
    if not found:
        return 0
    rows = {
        one.deck_id: {
            "user_id": user.id,
            "deck_id": one.deck_id,
            "met_position": one.last_position,
            "only_kept": True,
            "started_at": now,
        }
        for one in found.values()
        if not one.is_studied
    }
    add_missing(session, Study, list(rows.values()))
    ledger = Ledger(session, user.id, found, now=now)
    day = study_day(now, ZoneInfo(user.zone))
    for target, one in found.items():
        ledger.act(
            target,
            "keep",
            # Kept, reset and kept again is another entry.
            uuid=f"q{attempt_id}.keep.{target}.{ledger.row_version(target)}",
            day=day,
            place=Place(one.card_id, one.deck_id, one.position),
        )
    ledger.close()
    return len(found)


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

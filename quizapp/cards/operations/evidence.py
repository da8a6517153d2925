"""Quiz answers as evidence: what an attempt tells about memories, and what their learner makes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from questions.memory.days import study_day
from questions.memory.evidence import NOTHING_SHOWN, Evidence, evidence_in
from questions.memory.stored import dump_evidence
from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_person
from quizapp.bank import queries as bank
from quizapp.cards import evidence_queries
from quizapp.cards.models import Study
from quizapp.cards.operations.ledger import Ledger, Place, take_back_reviews
from quizapp.cards.targets import FactRole, targets_of_facts
from quizapp.errors import NotFound
from quizapp.quizzes.models import Attempt, Slot
from quizapp.quizzes.operations.marking import ruled_slots
from quizapp.quizzes.review_opening import Told
from quizapp.upserting import add_missing


@dataclass(frozen=True, slots=True)
class _Finding:
    """What the answer in one slot tells about one target, and when it was given."""

    attempt_id: int
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
    return take_back_reviews(
        session, user, standing, uuid_of=lambda review: f"q{attempt_id}.undo.{review.id}", now=now
    )


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


def learn_anew(session: Session, told: Told, now: dt.datetime) -> None:
    """Enter anew what answers tell whose marks were ruled on, as of when they were given.

    What they told before is taken back. What its learner has taken back herself stays so.
    """
    attempts = {attempt.id: attempt for attempt, _moments in told}
    moments = {slot: at for _attempt, shown in told for slot, at in shown.items()}
    at = {(slot.attempt_id, slot.number): moment for slot, moment in moments.items()}
    findings = list(_findings(session, moments))
    (bank_id,) = {attempt.quiz.bank_id for attempt in attempts.values()}
    ids = targets_of_facts(session, bank_id, [one.target for one in findings]) if findings else {}
    wanted = {(one.attempt_id, one.slot, ids[one.target]): one.evidence for one in findings}
    entered = {
        place: entry
        for place, entry in evidence_queries.newest_evidence_in(session, attempts).items()
        if place[:2] in at
    }
    by_learner: dict[int, list[_Change]] = {}
    for place in sorted(wanted.keys() | entered.keys(), key=lambda one: (at[one[:2]], one)):
        change = _Change(*place, at[place[:2]], wanted.get(place, NOTHING_SHOWN), entered.get(place))
        if change.is_needed:
            by_learner.setdefault(attempts[change.attempt_id].user_id, []).append(change)
    for user_id, changes in sorted(by_learner.items()):
        learner = session.get_one(User, user_id)
        if not learner.is_guest:
            _enter_changes(session, learner, changes, now)


@dataclass(frozen=True, slots=True)
class _Change:
    """What one answer tells now about one target, and the entry with what it told before."""

    attempt_id: int
    slot: int
    target_id: int
    at: dt.datetime
    evidence: Evidence
    entered: evidence_queries.Entered | None

    @property
    def is_needed(self) -> bool:
        if self.entered is None:
            return True
        return not self.entered.is_undone and self.entered.review.evidence != dump_evidence(self.evidence)


def _enter_changes(session: Session, learner: User, changes: Sequence[_Change], now: dt.datetime) -> None:
    ledger = Ledger(session, learner.id, {one.target_id for one in changes}, now=now, with_logs=True)
    zone = ZoneInfo(learner.zone)
    for one in changes:
        times = 0
        if one.entered is not None:
            times = one.entered.times
            old = one.entered.review
            ledger.take_back(old, uuid=f"q{one.attempt_id}.undo.{old.id}", day=study_day(now, zone))
        ledger.learn(
            one.target_id,
            one.evidence,
            uuid=f"q{one.attempt_id}.{one.slot}.{one.target_id}" + (f".{times}" if times else ""),
            at=one.at,
            day=study_day(one.at, zone),
            attempt_id=one.attempt_id,
            slot=one.slot,
        )
    ledger.close()


def _findings(session: Session, moments: Mapping[Slot, dt.datetime]) -> Iterator[_Finding]:
    slots = list(moments)
    targets = bank.targets_of(session, {slot.version_id for slot in slots})
    for slot, ruled in zip(slots, ruled_slots(session, slots), strict=True):
        mark = ruled.mark if ruled.by_key is None else ruled.by_key
        if not ruled.tells or mark.verdict == "unreadable":
            continue
        question = replace(ruled.question, targets=targets[slot.version_id])
        for target, evidence in evidence_in(question, mark):
            yield _Finding(slot.attempt_id, target, evidence, slot.number, moments[slot])

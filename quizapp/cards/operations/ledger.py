"""The one way in which memories change: entries are added to their logs, and everything kept beside follows.

A ledger is opened for one learner and some targets, takes entries, and is closed once; then the
log, the memories, the tallies and the place reached in each deck are written together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from questions.memory.days import days_between, study_day
from questions.memory.evidence import Evidence
from questions.memory.log import Action, Entry, Kind, applied, fold
from questions.memory.model import recall
from questions.memory.spread import NO_LOAD, Load
from questions.memory.state import UNMET, Memory, Rating
from questions.memory.stored import dump_evidence, dump_memory
from questions.memory.tally import contribution
from quizapp.accounts.models import User
from quizapp.cards.log import ADOPT, MEMORY_COLUMNS, columns_of, logs_of, memory_of
from quizapp.cards.models import (
    MemoryRow,
    Review,
)
from quizapp.cards.operations.meeting import move_back, move_on
from quizapp.cards.operations.planning import plan_in_force
from quizapp.cards.operations.tallying import Tallies
from quizapp.reading import read_all
from quizapp.upserting import add_rows, change_rows, put_rows

# Entries of this ledger get ids when they are written; until then they follow all that stand there.
_FIRST_NEW = 2**62


class Place(NamedTuple):
    """A card that stands for its target: where the target is studied from its first answer on.

    Without a deck it is nowhere: no card asks for it any more.
    """

    card_id: int
    deck_id: int | None
    position: int | None


@dataclass(slots=True)
class _Held:
    """One memory in hand: as it was read and as it is now, where it is studied, what came to its log.

    `old` is the log as written, once somebody has asked for it.
    """

    memory: Memory = UNMET
    was: Memory = UNMET
    row_version: int = 0
    last_at: dt.datetime | None = None
    deck_id: int | None = None
    position: int | None = None
    old: list[Entry] | None = None
    new: list[Entry] = field(default_factory=list)


class Ledger:
    """The memories of one learner while they change. `now` is when we hear of it all.

    The learner must be held (`hold_person`): two devices, or a quiz and a review, may move one memory
    at the same time.
    """

    def __init__(
        self,
        session: Session,
        user_id: int,
        target_ids: Collection[int],
        *,
        now: dt.datetime,
        with_logs: bool = False,
    ) -> None:
        self._session, self._user_id, self._now = session, user_id, now
        self._plan_id, self.plan = plan_in_force(session, user_id, now=now)
        self._held = self._read(target_ids)
        if with_logs:
            for target, log in logs_of(session, user_id, target_ids).items():
                self._held[target].old = log
        self._rows: list[dict[str, Any]] = []
        self._tallies = Tallies(user_id)
        self._unmet_again: dict[int, int] = {}

    def memory(self, target_id: int) -> Memory:
        return self._held[target_id].memory

    def last_at(self, target_id: int) -> dt.datetime | None:
        """The moment of the newest entry; what comes before it costs a folding of the whole log."""
        return self._held[target_id].last_at

    def row_version(self, target_id: int) -> int:
        """How many entries the log has, and so which state of the memory is in hand."""
        held = self._held[target_id]
        return held.row_version + len(held.new)

    def answer(
        self,
        target_id: int,
        rating: Rating,
        *,
        uuid: str,
        kind: Kind,
        at: dt.datetime,
        day: dt.date,
        place: Place,
        duration_ms: int | None = None,
        days: int | None = None,
        load: Load = NO_LOAD,
    ) -> None:
        """A card was answered. `days` is the interval that its button promised, None where none did."""
        held = self._held[target_id]
        before, predicted = held.memory, recall(held.memory, day, self.plan.parameters)
        if kind != "cram" and held.deck_id is None:
            held.deck_id, held.position = place.deck_id, place.position
        entry = self._add(
            target_id, Entry(**self._common(kind, at, day, held), rating=rating, days=days), load
        )
        self._tallies.add(contribution(kind, rating, before, day, duration_ms, predicted), day)
        self._append(
            target_id,
            entry,
            uuid,
            before,
            card_id=place.card_id,
            rating=int(rating),
            duration_ms=duration_ms,
            predicted=predicted,
            scheduled_days=entry.days,
            elapsed_days=days_between(before.last_on, day) if before.last_on else None,
        )

    def act(
        self,
        target_id: int,
        action: Action,
        *,
        uuid: str,
        day: dt.date,
        place: Place | None = None,
        days: int | None = None,
    ) -> None:
        """The learner set a target aside, took it back, buried, flagged or reset it, or took it up.

        `days` is how long she made it wait, where that is what she did.
        """
        held = self._held[target_id]
        before = held.memory
        if place is not None and held.deck_id is None:
            held.deck_id, held.position = place.deck_id, place.position
        common = self._common("manual", self._now, day, held)
        entry = self._add(target_id, Entry(**common, action=action, days=days))
        self._append(target_id, entry, uuid, before, action=action, scheduled_days=days)

    def adopt(
        self, target_id: int, memory: Memory, *, uuid: str, at: dt.datetime, day: dt.date, place: Place
    ) -> None:
        """Another program vouches for this state: from `at` on it is ours, whatever the log told before."""
        held = self._held[target_id]
        before = held.memory
        if held.deck_id is None:
            held.deck_id, held.position = place.deck_id, place.position
        entry = self._add(target_id, Entry(**self._common("manual", at, day, held), adopted=memory))
        self._append(target_id, entry, uuid, before, action=ADOPT, evidence=dump_memory(memory))

    def learn(
        self,
        target_id: int,
        evidence: Evidence,
        *,
        uuid: str,
        at: dt.datetime,
        day: dt.date,
        attempt_id: int | None,
        slot: int | None,
    ) -> None:
        """A quiz answer, from the moment its correctness may be seen. Needs the logs."""
        held = self._held[target_id]
        before, predicted = held.memory, recall(held.memory, day, self.plan.parameters)
        entry = self._add(target_id, Entry(**self._common("quiz", at, day, held), evidence=evidence))
        self._append(
            target_id,
            entry,
            uuid,
            before,
            evidence=dump_evidence(evidence),
            predicted=predicted,
            attempt_id=attempt_id,
            slot=slot,
            elapsed_days=days_between(before.last_on, day) if before.last_on else None,
        )

    def take_back(self, review: Review, *, uuid: str, day: dt.date) -> None:
        """Undo one entry of the log; what came after it is folded anew."""
        held = self._held[review.target_id]
        before = held.memory
        entry = Entry(**self._common("undo", self._now, day, held), undoes=review.id)
        self._add(review.target_id, entry)
        self._tallies.take_back(review)
        self._append(
            review.target_id,
            entry,
            uuid,
            before,
            undoes_id=review.id,
            card_id=review.card_id,
            attempt_id=review.attempt_id,
            slot=review.slot,
        )

    def close(self) -> None:
        """Write the log and all that follows from it; the ledger takes nothing more."""
        changed = sorted({row["target_id"] for row in self._rows})
        if not changed:
            return
        were_there = [target for target in changed if self._held[target].row_version]
        change_rows(self._session, MemoryRow, [self._memory_row(target) for target in were_there])
        new = [target for target in changed if not self._held[target].row_version]
        put_rows(self._session, MemoryRow, [self._memory_row(target) for target in new])
        add_rows(self._session, Review, self._rows)
        for target in changed:
            held = self._held[target]
            self._tallies.move(held.was, held.memory)
        self._tallies.write(self._session)
        move_back(self._session, self._user_id, self._unmet_again)
        newly_met = {deck for target in changed if (deck := self._newly_met(target)) is not None}
        move_on(self._session, self._user_id, newly_met)

    def _read(self, target_ids: Collection[int]) -> dict[int, _Held]:
        held = {target: _Held() for target in target_ids}
        about = {"user_id": self._user_id, "targets": list(target_ids)}
        for target, version, last_at, deck_id, position, *values in read_all(self._session, _MEMORIES, about):
            memory = memory_of(values)
            held[target] = _Held(memory, memory, version, last_at, deck_id, position)
        return held

    def _common(self, kind: Kind, at: dt.datetime, day: dt.date, held: _Held) -> dict[str, Any]:
        return {
            "id": _FIRST_NEW + len(self._rows),
            "kind": kind,
            "at": at,
            "day": day,
            "plan": self.plan,
            "before": held.memory,
        }

    def _add(self, target_id: int, entry: Entry, load: Load = NO_LOAD) -> Entry:
        """Fold one entry more: by itself where it comes last, else with the whole log."""
        held = self._held[target_id]
        is_last = held.last_at is None or entry.at >= held.last_at
        if is_last and entry.evidence is None and entry.undoes is None:
            held.memory = applied(held.memory, entry, target=target_id, load=load)
            is_scheduled = entry.rating is not None and entry.kind != "cram"
            if is_scheduled and entry.days != held.memory.interval:
                entry = replace(entry, days=held.memory.interval)
            held.new.append(entry)
        else:
            held.new.append(entry)
            if held.old is None:
                held.old = logs_of(self._session, self._user_id, [target_id])[target_id]
            held.memory = fold([*held.old, *held.new], target=target_id, parameters=self.plan.parameters)
        held.last_at = max(entry.at, held.last_at) if held.last_at else entry.at
        if not held.memory.is_studied and held.deck_id is not None and held.position is not None:
            lowest = self._unmet_again.get(held.deck_id, held.position)
            self._unmet_again[held.deck_id] = min(lowest, held.position)
        return entry

    def _append(self, target_id: int, entry: Entry, uuid: str, before: Memory, **more: Any) -> None:
        row = dict.fromkeys(_OPTIONAL) | {
            "user_id": self._user_id,
            "target_id": target_id,
            "uuid": uuid,
            "kind": entry.kind,
            "at": entry.at,
            "recorded_at": self._now,
            "day": entry.day,
            "plan_id": self._plan_id,
            "before": dump_memory(before),
            "after": dump_memory(self._held[target_id].memory),
        }
        self._rows.append(row | more)

    def _memory_row(self, target_id: int) -> dict[str, Any]:
        held = self._held[target_id]
        return {
            "user_id": self._user_id,
            "target_id": target_id,
            "deck_id": held.deck_id,
            "position": held.position,
            "last_at": held.last_at,
            "row_version": self.row_version(target_id),
            **columns_of(held.memory),
        }

    def _newly_met(self, target_id: int) -> int | None:
        held = self._held[target_id]
        return held.deck_id if held.memory.is_studied and not held.was.is_studied else None


# Built once: building them costs more than running them.
_MEMORIES = (
    select(
        MemoryRow.target_id,
        MemoryRow.row_version,
        MemoryRow.last_at,
        MemoryRow.deck_id,
        MemoryRow.position,
        *MEMORY_COLUMNS,
    )
    .where(
        MemoryRow.user_id == bindparam("user_id"),
        MemoryRow.target_id.in_(bindparam("targets", expanding=True)),
    )
    .order_by(MemoryRow.target_id)
    # Its teacher may lay a card elsewhere meanwhile, and its memories with it.
    .with_for_update(key_share=True)
)

_OPTIONAL = (
    "card_id",
    "rating",
    "action",
    "evidence",
    "attempt_id",
    "slot",
    "undoes_id",
    "elapsed_days",
    "scheduled_days",
    "duration_ms",
    "predicted",
)


def take_back_reviews(
    session: Session,
    user: User,
    reviews: Collection[Review],
    *,
    uuid_of: Callable[[Review], str],
    now: dt.datetime,
) -> int:
    """Undo these entries of one learner, who must be held; how many memories it was."""
    targets = {review.target_id for review in reviews}
    if targets:
        ledger = Ledger(session, user.id, targets, now=now, with_logs=True)
        day = study_day(now, ZoneInfo(user.zone))
        for review in reviews:
            ledger.take_back(review, uuid=uuid_of(review), day=day)
        ledger.close()
    return len(targets)

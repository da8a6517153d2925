"""The life of one attempt as pure rules: until when, which saves count, and its state rebuilt from its steps.

An attempt is open until the learner submits it or its deadline closes it. What happens in it is
an insert-only log of steps; everything else is folded from them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from questions.response import Blank, Given

State = Literal["open", "submitted", "expired"]
Kind = Literal[
    "started",
    "saved",
    "superseded",
    "flagged",
    "unflagged",
    "checked",
    "appended",
    "submitted",
    "expired",
    "marked",
    "remarked",
]

GRACE_S = 10
"""How long after the deadline a save still counts, for a slow line; it is marked late."""

NOTHING = Blank()
"""What a slot holds before the first save."""


def deadline(
    started_at: dt.datetime, limit_s: int | None, close_at: dt.datetime | None, extra_s: int = 0
) -> dt.datetime | None:
    """When an attempt ends: the earlier of time limit and closing, None without either.

    Extra time moves both, so that the closing never cuts what was granted.
    """
    extra = dt.timedelta(seconds=extra_s)
    ends = [close_at + extra] if close_at is not None else []
    if limit_s is not None:
        ends.append(started_at + dt.timedelta(seconds=limit_s) + extra)
    return min(ends, default=None)


def is_over(state: State, deadline: dt.datetime | None, now: dt.datetime, grace_s: int = GRACE_S) -> bool:
    """Whether nothing can be saved any more; at the very end of the grace it still can."""
    return state != "open" or (deadline is not None and now > deadline + dt.timedelta(seconds=grace_s))


@dataclass(frozen=True, slots=True)
class SaveItem:
    """One answer as a page sends it: who writes, for which slot, on which seq it builds, and what."""

    writer: str
    slot: int
    base: int
    value: Given


@dataclass(frozen=True, slots=True)
class Accepted:
    """The value is current under this new seq. `is_late` when it came in the grace time."""

    seq: int
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Replayed:
    """This very save was accepted before, under this seq; nothing changes."""

    seq: int


@dataclass(frozen=True, slots=True)
class Superseded:
    """The save builds on something old: keep it, and tell what is current and who wrote that.

    `is_kept` when this very save was kept before.
    """

    newer_seq: int
    value: Given
    writer: str = ""
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The attempt, or this answer of it, takes nothing more."""

    reason: Literal["closed", "deadline_passed"]


Decision = Accepted | Replayed | Superseded | Refused


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the log. `slot` is None where the whole attempt is meant.

    `seq` is the slot's new seq in a saved step; `earned` counts millionths of a point in a marked
    or remarked one; `returns` names the slot that an appended one asks again.
    """

    kind: Kind
    at: dt.datetime
    slot: int | None = None
    writer: str = ""
    base: int = 0
    seq: int = 0
    given: Given | None = None
    is_late: bool = False
    earned: int | None = None
    returns: int | None = None


@dataclass(frozen=True, slots=True)
class SlotState:
    """What the steps of one slot amount to.

    `seq` counts accepted saves. `checked_as` is the rank of this check among all of the attempt,
    from 1; a checked answer is locked. `returns` is the slot that this one asks again.
    """

    seq: int = 0
    given: Given = NOTHING
    writer: str = ""
    is_flagged: bool = False
    checked_as: int | None = None
    earned: int | None = None
    returns: int | None = None

    @property
    def is_checked(self) -> bool:
        return self.checked_as is not None


def decide_save(
    item: SaveItem,
    current: SlotState,
    earlier: Iterable[Step],
    *,
    state: State,
    deadline: dt.datetime | None,
    now: dt.datetime,
    grace_s: int = GRACE_S,
) -> Decision:
    """What becomes of a save. `earlier` are the steps of this slot; those of other writers may be left out.

    The same save again gets the same answer even after the end: it is stored, and to deny that
    would frighten for nothing.
    """
    sent_before = [
        step
        for step in earlier
        if (step.writer, step.base, step.given) == (item.writer, item.base, item.value)
    ]
    for step in sent_before:
        if step.kind == "saved":
            return Replayed(step.seq)
    if state == "expired" or (state == "open" and is_over(state, deadline, now, grace_s)):
        return Refused("deadline_passed")
    if state == "submitted" or current.is_checked:
        return Refused("closed")
    if item.base != current.seq:
        is_kept = any(step.kind == "superseded" for step in sent_before)
        return Superseded(current.seq, current.given, current.writer, is_kept)
    return Accepted(current.seq + 1, is_late=deadline is not None and now > deadline)


def step_of(item: SaveItem, decision: Decision, now: dt.datetime) -> Step | None:
    """The step that a decided save adds to the log; None where there is nothing to add."""
    match decision:
        case Accepted(seq, is_late):
            return Step("saved", now, item.slot, item.writer, item.base, seq, item.value, is_late)
        case Superseded(newer_seq, is_kept=False):
            return Step("superseded", now, item.slot, item.writer, item.base, newer_seq, item.value)
    return None


def fold(steps: Iterable[Step]) -> dict[int, SlotState]:
    """The current state of every slot that the log speaks of, from its steps in the order of the log.

    ValueError for a log that cannot have come about: a save that does not count on from the last one.
    """
    slots: dict[int, SlotState] = {}
    checks = 0
    for step in steps:
        if step.slot is None:
            continue
        before = slots.get(step.slot, SlotState())
        checks += step.kind == "checked"
        slots[step.slot] = _after(before, step, checks)
    return slots


def state_of(steps: Iterable[Step]) -> State:
    """Whether the log leaves the attempt open, submitted or expired; the first end counts."""
    for step in steps:
        if step.kind == "submitted":
            return "submitted"
        if step.kind == "expired":
            return "expired"
    return "open"


def _after(before: SlotState, step: Step, checks: int) -> SlotState:
    match step.kind:
        case "saved":
            if step.given is None or step.base != before.seq or step.seq != before.seq + 1:
                raise ValueError(
                    f"slot {step.slot}: a save with seq {step.seq} does not follow seq {before.seq}"
                )
            return replace(before, seq=step.seq, given=step.given, writer=step.writer)
        case "flagged" | "unflagged":
            return replace(before, is_flagged=step.kind == "flagged")
        case "checked":
            return replace(
                before, checked_as=checks, earned=before.earned if step.earned is None else step.earned
            )
        case "appended":
            return replace(before, returns=step.returns)
        case "marked" | "remarked":
            return replace(before, earned=step.earned)
    return before

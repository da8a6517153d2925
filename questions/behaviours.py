"""When feedback shows, what may still be changed and what comes back: independent of the type of question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from questions.attempt import SlotState
from questions.marks import Mark

OTHERS_BETWEEN = 3
"""How many other questions stand between a missed one and its return."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a quiz treats its answers.

    `checks_each` locks and marks each answer when the learner asks for it, with feedback at once;
    otherwise answers may change and feedback waits for the end. `returns_missed` asks what was
    missed again, until it is right once.
    """

    name: str
    checks_each: bool
    returns_missed: bool


PRACTISE = Behaviour("practise", checks_each=True, returns_missed=True)
TEST = Behaviour("test", checks_each=False, returns_missed=False)
BEHAVIOURS = {behaviour.name: behaviour for behaviour in (PRACTISE, TEST)}


def shows_feedback(behaviour: Behaviour, slot: SlotState, *, is_review_open: bool) -> bool:
    """Whether key, reasons and mark of this slot may be shown now."""
    return is_review_open or (behaviour.checks_each and slot.is_checked)


def may_check(behaviour: Behaviour, slot: SlotState) -> bool:
    """Whether the learner may ask for feedback on this slot; getting it locks the answer."""
    return behaviour.checks_each and not slot.is_checked


def returns(behaviour: Behaviour, mark: Mark) -> bool:
    """Whether a question with this mark is asked again: only a fully right answer is done with.

    What a person has yet to mark is not known to be missed, and what counts no more was not.
    """
    return behaviour.returns_missed and mark.verdict not in ("right", "awaiting", "dropped")


def asked_as(slots: Mapping[int, SlotState], number: int) -> int:
    """The place of a slot in the order of asking, from 1; one not checked yet is taken to be asked next."""
    return slots[number].checked_as or 1 + sum(slot.is_checked for slot in slots.values())


def is_due(slot: SlotState, slots: Mapping[int, SlotState]) -> bool:
    """Whether enough others were checked since the slot that this one asks again."""
    if slot.returns is None:
        return True
    missed_as = slots[slot.returns].checked_as
    checked = sum(other.is_checked for other in slots.values())
    return missed_as is not None and checked - missed_as >= OTHERS_BETWEEN


def next_slot(slots: Mapping[int, SlotState], *, besides: Collection[int] = ()) -> int | None:
    """The slot to practise next, None when all are done but those that are to be left alone.

    A return that is due comes before what is new. Where nothing but returns too early is left, the
    earliest comes all the same: there were no others to put between (see `others_lacking`).
    """
    waiting = {
        number: slot for number, slot in sorted(slots.items()) if not (slot.is_checked or number in besides)
    }
    due = [number for number, slot in waiting.items() if slot.returns is not None and is_due(slot, slots)]
    fresh = [number for number, slot in waiting.items() if slot.returns is None]
    return next(iter([*due, *fresh, *waiting]), None)


def others_lacking(slots: Mapping[int, SlotState], *, besides: Collection[int] = ()) -> int:
    """How many more questions a practice needs for the one just missed to return after enough others."""
    waiting = sum(not slot.is_checked and number not in besides for number, slot in slots.items())
    return max(0, OTHERS_BETWEEN - waiting)


def others_before_return(slots: Mapping[int, SlotState], missed: int) -> int | None:
    """How many others stand between a missed slot and its return; None where it does not return.

    Before the return is checked, what waits counts too, but for later returns: all of it comes first.
    """
    back = next((number for number, slot in slots.items() if slot.returns == missed), None)
    first = slots[missed].checked_as
    if back is None or first is None:
        return None
    second = slots[back].checked_as
    if second is not None:
        return second - first - 1
    asked = sum(slot.is_checked or slot.returns is None or number < back for number, slot in slots.items())
    return asked - first

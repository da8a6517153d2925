"""The log of an attempt as the ground floor reads it, and a slot's row as the state folded from it."""

from __future__ import annotations

from collections.abc import Iterable

from questions.attempt import SlotState
from questions.attempt import Step as LoggedStep
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Slot, Step
from quizapp.quizzes.queries import AnswerInHand


def logged(step: Step) -> LoggedStep:
    return LoggedStep(
        kind=step.kind,  # type: ignore[arg-type]
        at=step.at,
        slot=step.slot or None,
        writer=step.writer or "",
        base=step.base or 0,
        seq=step.seq or 0,
        given=load_given(step.given) if step.given is not None else None,
        returns=step.returns,
    )


def state_of(slot: Slot | AnswerInHand) -> SlotState:
    """What the row says; its writer and mark are not part of the comparison with the log."""
    return SlotState(
        seq=slot.seq,
        given=load_given(slot.given),
        is_flagged=slot.is_flagged,
        checked_as=slot.checked_as,
        returns=slot.returns,
    )


def states_of(slots: Iterable[Slot]) -> dict[int, SlotState]:
    return {slot.number: state_of(slot) for slot in slots}

"""Another program's word for where a card stands, as a memory of ours, where its log alone does not tell."""

from __future__ import annotations

import datetime as dt
import math

from questions.formats.cards.pile import CardState
from questions.memory.plan import Plan
from questions.memory.state import Memory

_SHORTEST_STABILITY = 0.1


def adopted(memory: Memory, state: CardState, *, replayed: int, day: dt.date, plan: Plan) -> Memory | None:
    """The memory that this state vouches for; None where the replayed log has led there already.

    `memory` is what `replayed` answers of its log have made. Only reviews are adopted: what stood in
    learning steps goes on from its answers. The replay's stability counts if the log is whole, else
    that of the file, else one is made of the interval and the ease as FSRS does for SM-2.
    """
    if state.queue != "review" or state.due_on is None:
        return None
    if memory.queue == "review" and memory.due_on == state.due_on:
        return None
    interval = max(1, state.interval)
    stability, difficulty = memory.stability, memory.difficulty
    if stability is None or (replayed < state.reps and state.stability is not None):
        stability = state.stability or max(float(interval), _SHORTEST_STABILITY)
        difficulty = state.difficulty or _difficulty(state.ease or 2.5, stability, plan)
    return memory._replace(
        queue="review",
        stability=stability,
        difficulty=difficulty,
        last_on=memory.last_on or min(day, state.due_on - dt.timedelta(days=interval)),
        due_on=state.due_on,
        due_at=None,
        interval=interval,
        step=0,
        reps=max(memory.reps, state.reps),
        lapses=max(memory.lapses, state.lapses),
    )


def _difficulty(ease: float, stability: float, plan: Plan) -> float:
    """Difficulty of a card that SM-2 has scheduled, at a recall of 0.9: fsrs-rs, `memory_state_from_sm2`."""
    weights = plan.parameters.values
    growth = math.exp(weights[8]) * stability ** -weights[9] * (math.exp(0.1 * weights[10]) - 1)
    return float(min(max(11 - (ease - 1) / growth, 1.0), 10.0))

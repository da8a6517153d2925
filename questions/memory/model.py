"""The memory model: FSRS-6 as py-fsrs computes it, fed with study days.

Days go in as midnights in UTC, so that the library, which floors differences to 24 hours, counts
what Anki counts: days by the learner's own roll-over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import fsrs

from questions.memory.days import days_between
from questions.memory.plan import Parameters, Plan
from questions.memory.state import Memory, Queue, Rating

_STATES: dict[Queue, fsrs.State] = {
    "idle": fsrs.State.Learning,
    "learning": fsrs.State.Learning,
    "review": fsrs.State.Review,
    "relearning": fsrs.State.Relearning,
}
_QUEUES: dict[fsrs.State, Queue] = {
    fsrs.State.Learning: "learning",
    fsrs.State.Review: "review",
    fsrs.State.Relearning: "relearning",
}
_RATINGS = {rating: fsrs.Rating(rating) for rating in Rating}
_MIDNIGHT = dt.time(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Next:
    """What the model makes of one rating. `wait` is the time to the next step, or whole days in review."""

    queue: Queue
    step: int
    stability: float
    difficulty: float
    wait: dt.timedelta

    @property
    def days(self) -> int:
        return self.wait.days


def next_after(memory: Memory, rating: Rating, day: dt.date, plan: Plan) -> Next:
    """The model's next state for a rating on a study day, before fuzz and before hard < good < easy."""
    return next_by_rating(memory, (rating,), day, plan)[rating]


def next_by_rating(memory: Memory, ratings: Iterable[Rating], day: dt.date, plan: Plan) -> dict[Rating, Next]:
    """`next_after` for each of these ratings, in their order."""
    scheduler = _scheduler(
        plan.parameters, plan.retention, plan.learning_steps, plan.relearning_steps, plan.longest_interval
    )
    card, at = _asked(memory, day)
    return {rating: _rated(scheduler, card, rating, at) for rating in ratings}


def graduated_after(memory: Memory, rating: Rating, day: dt.date, plan: Plan) -> Next:
    """As `next_after`, but without steps: always in review, with an interval in whole days."""
    scheduler = _scheduler(plan.parameters, plan.retention, (), (), plan.longest_interval)
    card, at = _asked(memory, day)
    return _rated(scheduler, card, rating, at)


def recall(memory: Memory, day: dt.date, parameters: Parameters) -> float | None:
    """The chance that the learner recalls it on that day; None for what she has never met."""
    if memory.stability is None or memory.last_on is None:
        return None
    return recall_after(memory.stability, days_between(memory.last_on, day), parameters)


def recall_after(stability: float, days: int, parameters: Parameters) -> float:
    """The forgetting curve of FSRS-6: 0.9 when as many days have gone by as the stability counts.

    R(t) = (1 + F t / S) ** d with d = −w20 and F = 0.9 ** (1/d) − 1.
    """
    decay, factor = _curve(parameters)
    return float((1 + factor * days / stability) ** decay)


def interval_for(stability: float, plan: Plan) -> float:
    """The days after which recall falls to the plan's retention: the curve turned round, not yet rounded."""
    decay, factor = _curve(plan.parameters)
    return float(stability / factor * (plan.retention ** (1 / decay) - 1))


@lru_cache(maxsize=256)
def _curve(parameters: Parameters) -> tuple[float, float]:
    decay = -parameters.values[20]
    return decay, 0.9 ** (1 / decay) - 1


@lru_cache(maxsize=256)
def _scheduler(
    parameters: Parameters,
    retention: float,
    learning_steps: tuple[int, ...],
    relearning_steps: tuple[int, ...],
    longest: int,
) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        parameters=parameters.values,
        desired_retention=retention,
        learning_steps=[dt.timedelta(minutes=step) for step in learning_steps],
        relearning_steps=[dt.timedelta(minutes=step) for step in relearning_steps],
        maximum_interval=longest,
        enable_fuzzing=False,
    )


def _asked(memory: Memory, day: dt.date) -> tuple[fsrs.Card, dt.datetime]:
    """A memory as the library has it, and the moment at which it is asked: never before the last one."""
    last = _midnight(memory.last_on) if memory.last_on else None
    at = max(_midnight(day), last) if last else _midnight(day)
    card = fsrs.Card(
        card_id=0,
        state=_STATES[memory.queue],
        step=None if memory.queue == "review" else memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=at,
        last_review=last,
    )
    return card, at


def _rated(scheduler: fsrs.Scheduler, card: fsrs.Card, rating: Rating, at: dt.datetime) -> Next:
    after, _log = scheduler.review_card(card, _RATINGS[rating], at)
    assert after.stability is not None
    assert after.difficulty is not None
    return Next(_QUEUES[after.state], after.step or 0, after.stability, after.difficulty, after.due - at)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, _MIDNIGHT)

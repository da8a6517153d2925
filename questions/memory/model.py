"""The memory model: FSRS-6 as py-fsrs computes it, fed with study days.

The library floors the time gone by to 24 hours; here whole study days go by, as in Anki: days by the
learner's own roll-over.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import fsrs

from questions.memory.days import days_between
from questions.memory.plan import Parameters, Plan
from questions.memory.state import Memory, Queue, Rating

_RATINGS = tuple(Rating)
_THEIRS = tuple(fsrs.Rating(rating) for rating in Rating)


class Next(NamedTuple):
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
    return _model_of(plan).after(memory, rating, _days_since_last(memory, day))


def next_up_to(memory: Memory, rating: Rating, day: dt.date, plan: Plan) -> list[tuple[Rating, Next]]:
    """Each rating from Again up to this one, with `next_after` for it."""
    model, gone = _model_of(plan), _days_since_last(memory, day)
    return [(one, model.after(memory, one, gone)) for one in _RATINGS[:rating]]


def graduated_after(memory: Memory, rating: Rating, day: dt.date, plan: Plan) -> Next:
    """As `next_after`, but without steps: always in review, with an interval in whole days."""
    model = _model(plan.parameters, plan.retention, (), (), plan.longest_interval)
    return model.after(memory, rating, _days_since_last(memory, day))


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


def age_at(recall: float, parameters: Parameters) -> float:
    """After how many times its stability a memory's recall has come down to this: the curve turned round."""
    decay, factor = _curve(parameters)
    return float((recall ** (1 / decay) - 1) / factor) if recall > 0 else math.inf


def interval_for(stability: float, plan: Plan) -> float:
    """The days after which recall falls to the plan's retention: the curve turned round, not yet rounded."""
    decay, factor = _curve(plan.parameters)
    return float(stability / factor * (plan.retention ** (1 / decay) - 1))


@lru_cache(maxsize=256)
def _curve(parameters: Parameters) -> tuple[float, float]:
    decay = -parameters.values[20]
    return decay, 0.9 ** (1 / decay) - 1


class _Model(fsrs.Scheduler):
    """py-fsrs for one plan, asked by numbers.

    Stability, difficulty and interval come from its own formulas. Around them it copies a card, makes
    moments and a log entry for each rating, which takes as long again; so the way through the
    steps, the same for learning as for relearning, is told here.
    """

    def after(self, memory: Memory, rating: Rating, gone: int | None) -> Next:
        """`gone` are the days since the last evidence, None where there is none."""
        stability, difficulty = self._known_after(memory, _THEIRS[rating - 1], gone)
        is_lapse = memory.queue == "review" and rating is Rating.AGAIN
        queue: Queue = "relearning" if is_lapse or memory.queue == "relearning" else "learning"
        steps = self.relearning_steps if queue == "relearning" else self.learning_steps
        leads_on = None
        if memory.queue != "review" or is_lapse:
            leads_on = _step_after(steps, memory.step, rating)
        if leads_on is None:
            days = dt.timedelta(days=self._next_interval(stability=stability))
            return Next("review", 0, stability, difficulty, days)
        return Next(queue, leads_on[0], stability, difficulty, leads_on[1])

    def _known_after(self, memory: Memory, rating: fsrs.Rating, gone: int | None) -> tuple[float, float]:
        """Stability and difficulty."""
        stability, difficulty = memory.stability, memory.difficulty
        if stability is None or difficulty is None:
            return (
                self._initial_stability(rating=rating),
                self._initial_difficulty(rating=rating, clamp=True),
            )
        after = self._next_difficulty(difficulty=difficulty, rating=rating)
        if gone == 0:
            return self._short_term_stability(stability=stability, rating=rating), after
        recalled = 0.0 if gone is None else (1 + self._FACTOR * gone / stability) ** self._DECAY
        longer = self._next_stability(
            difficulty=difficulty, stability=stability, retrievability=recalled, rating=rating
        )
        return longer, after


def _step_after(steps: Sequence[dt.timedelta], step: int, rating: Rating) -> tuple[int, dt.timedelta] | None:
    """The step that a rating leads to, and the time until then; None where it leads out of them."""
    if not steps or rating is Rating.EASY or (step >= len(steps) and rating is not Rating.AGAIN):
        return None
    if rating is Rating.AGAIN:
        return 0, steps[0]
    if rating is Rating.GOOD:
        return (step + 1, steps[step + 1]) if step + 1 < len(steps) else None
    if step:
        return step, steps[step]
    return 0, (steps[0] + steps[1]) / 2 if len(steps) > 1 else steps[0] * 1.5


def _model_of(plan: Plan) -> _Model:
    return _model(
        plan.parameters, plan.retention, plan.learning_steps, plan.relearning_steps, plan.longest_interval
    )


@lru_cache(maxsize=256)
def _model(
    parameters: Parameters,
    retention: float,
    learning_steps: tuple[int, ...],
    relearning_steps: tuple[int, ...],
    longest: int,
) -> _Model:
    return _Model(
        parameters=parameters.values,
        desired_retention=retention,
        learning_steps=[dt.timedelta(minutes=step) for step in learning_steps],
        relearning_steps=[dt.timedelta(minutes=step) for step in relearning_steps],
        maximum_interval=longest,
        enable_fuzzing=False,
    )


def _days_since_last(memory: Memory, day: dt.date) -> int | None:
    return days_between(memory.last_on, day) if memory.last_on else None

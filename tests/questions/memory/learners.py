"""Learners with a true memory of their own, whose cards another set of parameters schedules. Seeded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from questions.memory.log import Entry, kind_of
from questions.memory.model import recall
from questions.memory.plan import DEFAULT_PLAN, FSRS_6, Parameters
from questions.memory.scheduling import answered
from questions.memory.state import UNMET, Memory, Rating
from tests.questions.memory.histories import FIRST_DAY, moment

STANDARD = Parameters()
NEW_CARDS_A_DAY = 10
FIRST_RATINGS = (3, 1, 5, 1)


def forgetful() -> Parameters:
    """Forgets new things four times as fast as most and gains little by a review; but old things last."""
    values = list(STANDARD.values)
    values[:4] = [value / 4 for value in values[:4]]
    values[8], values[20] = 0.5, 0.8
    return Parameters(FSRS_6, tuple(values))


def rated(true: Memory, day: dt.date, truth: Parameters, rng: Random) -> Rating:
    """How a learner does whose memory is `true`; what she has seen on that day already she knows."""
    chance = recall(true, day, truth)
    if chance is None:
        return rng.choices(list(Rating), FIRST_RATINGS)[0]
    return Rating.GOOD if rng.random() < chance else Rating.AGAIN


def logs_of_learner(
    truth: Parameters, cards: int, *, days: int = 365, seed: int = 1
) -> dict[int, list[Entry]]:
    """What she answers in her first days, some of it late, by target; the standard set schedules it."""
    rng, number, logs = Random(seed), 0, {}
    true_plan = replace(DEFAULT_PLAN, parameters=truth)
    for target in range(1, cards + 1):
        day = FIRST_DAY + dt.timedelta(days=target // NEW_CARDS_A_DAY)
        memory = true = UNMET
        log: list[Entry] = []
        while day < FIRST_DAY + dt.timedelta(days=days) and not memory.is_suspended:
            number += 1
            rating, at = rated(true, day, truth, rng), moment(day, 600 + len(log))
            after = answered(memory, rating, target=target, at=at, day=day, plan=DEFAULT_PLAN)
            kind = kind_of(memory)
            log.append(
                Entry(number, kind, at, day, DEFAULT_PLAN, rating, days=after.interval or None, before=memory)
            )
            true = answered(true, rating, target=target, at=at, day=day, plan=true_plan, days=1)
            memory = after
            if memory.due_on is not None:
                day = memory.due_on + dt.timedelta(days=rng.choice((0, 0, 0, 1, 2, 5)))
        logs[target] = log
    return logs

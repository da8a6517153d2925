"""Random lives of one memory to test with: seeded, and the same every time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from questions.memory.plan import Plan
from questions.memory.state import Rating

FIRST_DAY = dt.date(2026, 1, 5)
GAPS = (0, 0, 0, 1, 1, 2, 3, 5, 8, 13, 30, 90, 400)
WEIGHTS = (30, 10, 40, 20)

STEPS = ((1, 10), (), (5,), (1, 10, 60), (1,))
RELEARNING_STEPS = ((10,), (), (5, 30))


def days_and_ratings(rng: Random) -> list[tuple[dt.date, Rating]]:
    """One to fifteen answers on study days that never run backwards."""
    day, found = FIRST_DAY, []
    for _ in range(rng.randint(1, 15)):
        found.append((day, rng.choices(list(Rating), WEIGHTS)[0]))
        day += dt.timedelta(days=rng.choice(GAPS))
    return found


def plans(rng: Random) -> Iterator[Plan]:
    """Plans without end, that differ in steps, retention and longest interval."""
    while True:
        yield Plan(
            retention=rng.choice((0.7, 0.8, 0.9, 0.9, 0.97)),
            learning_steps=rng.choice(STEPS),
            relearning_steps=rng.choice(RELEARNING_STEPS),
            longest_interval=rng.choice((36_500, 36_500, 365, 30, 3, 1)),
        )


def moment(day: dt.date, minutes: int = 600) -> dt.datetime:
    """So many minutes into a day, in UTC."""
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)

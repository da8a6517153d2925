"""One answer: the state before, a rating and a moment → the state after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from questions.memory.model import Next, age_at, interval_for, next_after, next_up_to
from questions.memory.plan import Plan
from questions.memory.spread import NO_LOAD, Load, chance_of, spread_interval
from questions.memory.state import UNMET, Memory, Rating


class Offer(NamedTuple):
    """What would follow a rating, as a button shows it: minutes of a step (rounded), or days."""

    rating: Rating
    minutes: int
    days: int


def offers(
    memory: Memory,
    *,
    target: int,
    day: dt.date,
    plan: Plan,
    load: Load = NO_LOAD,
    up_to: Rating = Rating.EASY,
) -> tuple[Offer, ...]:
    """The answers up to this one and what each would do; `answered` does exactly that."""
    after = next_up_to(memory, up_to, day, plan)
    days = _days_of_each(after, chance_of(target, memory.reps), day, plan, load)
    return tuple(
        Offer(rating, 0 if found else _minutes(then), found)
        for (rating, then), found in zip(after, days, strict=True)
    )


def answered(
    memory: Memory,
    rating: Rating,
    *,
    target: int,
    at: dt.datetime,
    day: dt.date,
    plan: Plan,
    load: Load = NO_LOAD,
    days: int | None = None,
) -> Memory:
    """The memory after one answer. `days`, where given, is the interval that its button promised.

    An answer takes a card out of `idle`, and back from being buried. A review that is forgotten is
    a lapse; at the plan's number of lapses it becomes a leech, and is set aside if the plan wants it.
    """
    after = next_after(memory, rating, day, plan)
    lapsed = memory.queue == "review" and rating is Rating.AGAIN
    lapses = memory.lapses + lapsed
    is_leech_now = lapsed and _is_leech_at(lapses, plan)
    interval, due_at, due_on = 0, None, None
    if after.queue != "review":
        due_at = at + after.wait
    else:
        interval = _days_after(memory, rating, target, day, plan, load) if days is None else days
        due_on = day + dt.timedelta(days=interval)
    return Memory(
        queue=after.queue,
        step=after.step,
        stability=after.stability,
        difficulty=after.difficulty,
        last_on=max(day, memory.last_on) if memory.last_on else day,
        due_on=due_on,
        due_at=due_at,
        interval=interval,
        reps=memory.reps + 1,
        lapses=lapses,
        is_leech=memory.is_leech or is_leech_now,
        is_suspended=memory.is_suspended or (is_leech_now and plan.suspends_leeches),
        is_flagged=memory.is_flagged,
        buried_on=None,
    )


def _days_after(memory: Memory, rating: Rating, target: int, day: dt.date, plan: Plan, load: Load) -> int:
    # What is easier to earn bounds what is harder to earn from below.
    up_to = next_up_to(memory, rating, day, plan)
    return _days_of_each(up_to, chance_of(target, memory.reps), day, plan, load)[-1]


def _days_of_each(
    after: Sequence[tuple[Rating, Next]], chance: float, day: dt.date, plan: Plan, load: Load
) -> list[int]:
    """Days for each rating, fuzzed, with hard < good < easy kept after rounding; 0 where it leads to a step.

    Only where the longest interval bounds them all may two of them be equal. An exam bounds none (`exam`).
    """
    longest = plan.longest_interval
    found = []
    shortest = 1
    for rating, then in after:
        if then.queue != "review":
            found.append(0)
            continue
        days = spread_interval(
            then.days, shortest, longest, day=day, chance=chance, load=load, easy_days=plan.easy_days
        )
        found.append(days)
        # A forgotten card that has no steps to go through bounds nothing.
        if rating is not Rating.AGAIN:
            shortest = days + 1
    return found


def waiting(memory: Memory, *, target: int, day: dt.date, plan: Plan) -> Memory:
    """A known memory put in review: due when its recall falls to the plan's retention, never before `day`."""
    assert memory.stability is not None
    assert memory.last_on is not None
    interval = spread_interval(
        interval_for(memory.stability, plan),
        1,
        plan.longest_interval,
        day=memory.last_on,
        chance=chance_of(target, memory.reps),
        load=NO_LOAD,
        easy_days=plan.easy_days,
    )
    due_on = max(day, memory.last_on + dt.timedelta(days=interval))
    return memory._replace(queue="review", interval=interval, step=0, due_on=due_on, due_at=None)


def made_to_wait(memory: Memory, days: int, *, day: dt.date, plan: Plan, sets_interval: bool) -> Memory:
    """Put in review by the learner's own word, due after so many days; what is known of it stays.

    The interval stays too, unless she sets it or there was none. Of what is not known, this is all
    that anybody knows: it is taken for as stable as the wait says, and for neither hard nor easy.
    """
    wait, due_on = max(1, days), day + dt.timedelta(days=days)
    if not memory.is_known:
        memory = memory._replace(
            stability=wait / age_at(plan.retention, plan.parameters),
            difficulty=next_after(UNMET, Rating.GOOD, day, plan).difficulty,
            last_on=due_on - dt.timedelta(days=wait),
        )
    interval = wait if sets_interval or memory.queue != "review" else memory.interval
    return memory._replace(
        queue="review", interval=interval, step=0, due_on=due_on, due_at=None, buried_on=None
    )


def _minutes(after: Next) -> int:
    return round(after.wait.total_seconds() / 60)


def _is_leech_at(lapses: int, plan: Plan) -> bool:
    return lapses >= plan.leech_after and (lapses - plan.leech_after) % plan.leech_again == 0

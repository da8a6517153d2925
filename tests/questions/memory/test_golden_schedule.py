"""Our schedule against py-fsrs itself, fed with study days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random

import fsrs
import pytest

from questions.memory.log import Entry, fold, kind_of
from questions.memory.model import interval_for, next_after, recall, recall_after
from questions.memory.plan import Parameters, Plan
from questions.memory.scheduling import answered, offers
from questions.memory.spread import Load, fuzz_range
from questions.memory.state import UNMET, Memory, Queue, Rating
from tests.questions.memory.histories import FIRST_DAY, days_and_ratings, moment, plans

HISTORIES = 2_000
QUEUES: dict[fsrs.State, Queue] = {
    fsrs.State.Learning: "learning",
    fsrs.State.Review: "review",
    fsrs.State.Relearning: "relearning",
}
STATES = {queue: state for state, queue in QUEUES.items()} | {"idle": fsrs.State.Learning}


def scheduler_of(plan: Plan) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        desired_retention=plan.retention,
        learning_steps=[dt.timedelta(minutes=step) for step in plan.learning_steps],
        relearning_steps=[dt.timedelta(minutes=step) for step in plan.relearning_steps],
        maximum_interval=plan.longest_interval,
        enable_fuzzing=False,
    )


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


def lives(count: int, seed: str) -> Iterator[tuple[int, Plan, list[tuple[dt.date, Rating]]]]:
    rng = Random(seed)
    for target, plan in zip(range(count), plans(rng), strict=False):
        yield target, plan, days_and_ratings(rng)


def test_two_thousand_histories_equal_py_fsrs_in_every_state() -> None:
    schedulers: dict[Plan, fsrs.Scheduler] = {}
    for target, plan, history in lives(HISTORIES, "golden"):
        theirs = schedulers.setdefault(plan, scheduler_of(plan))
        card, memory = fsrs.Card(card_id=target), UNMET
        for day, rating in history:
            card, _ = theirs.review_card(card, fsrs.Rating(rating), midnight(day))
            memory = answered(memory, rating, target=target, at=moment(day), day=day, plan=plan)
            assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
            assert (memory.queue, memory.step) == (QUEUES[card.state], card.step or 0)
            wait = card.due - midnight(day)
            if memory.queue == "review":
                assert memory.due_at is None
                assert memory.due_on == day + dt.timedelta(days=memory.interval)
                first, last = fuzz_range(wait.days, 1, plan.longest_interval)
                # Hard < good < easy may push an interval beyond its own fuzz, never below it.
                assert first <= memory.interval
                assert memory.interval <= last or rating > Rating.HARD
            else:
                assert memory.due_on is None
                assert memory.due_at == moment(day) + wait


def test_a_rating_leads_from_any_state_where_py_fsrs_leads() -> None:
    """Steps that the plan no longer has, days that ran backwards, what is known from quizzes alone."""
    rng = Random("states")
    for plan in islice(plans(rng), HISTORIES):
        queue, gone = rng.choice(list(STATES)), rng.choice((-1, 0, 1, 4, 30, 400))
        memory = Memory(
            queue=queue,
            stability=rng.uniform(0.001, 300),
            difficulty=rng.uniform(1, 10),
            last_on=FIRST_DAY,
            step=0 if queue in ("idle", "review") else rng.randrange(4),
        )
        day = FIRST_DAY + dt.timedelta(days=gone)
        at = midnight(max(day, FIRST_DAY))
        card = fsrs.Card(
            card_id=0,
            state=STATES[queue],
            step=None if queue == "review" else memory.step,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=at,
            last_review=midnight(FIRST_DAY),
        )
        for rating in Rating:
            theirs, _ = scheduler_of(plan).review_card(card, fsrs.Rating(rating), at)
            assert next_after(memory, rating, day, plan) == (
                QUEUES[theirs.state],
                theirs.step or 0,
                theirs.stability,
                theirs.difficulty,
                theirs.due - at,
            )


def test_in_two_thousand_histories_hard_is_always_shorter_than_good_and_good_than_easy() -> None:
    for target, plan, history in lives(HISTORIES, "golden"):
        memory = UNMET
        for day, rating in history:
            offered = offers(memory, target=target, day=day, plan=plan)
            days = [offer.days for offer in offered if offer.days and offer.rating > Rating.AGAIN]
            # Only at the longest interval there is no room for three.
            assert days == sorted(days)
            assert len(set(days)) == len(days) or days[-1] == plan.longest_interval
            memory = answered(memory, rating, target=target, at=moment(day), day=day, plan=plan)


def test_no_interval_crosses_the_longest_whatever_falls_due_and_whichever_days_are_kept_free() -> None:
    rng = Random("longest")
    for target, plan, history in lives(HISTORIES // 4, "longest"):
        plan = replace(plan, easy_days=tuple(rng.choice((0.0, 0.5, 1.0)) for _ in range(7)))
        memory, entries = UNMET, []
        for number, (day, rating) in enumerate(history, 1):
            load = Load({day + dt.timedelta(days=ahead): rng.randrange(50) for ahead in range(1, 91)})
            offered = offers(memory, target=target, day=day, plan=plan, load=load)
            assert max(offer.days for offer in offered) <= plan.longest_interval
            at, before, kind = moment(day, 600 + number), memory, kind_of(memory)
            memory = answered(memory, rating, target=target, at=at, day=day, plan=plan, load=load)
            assert memory.interval == offered[rating - 1].days
            days = memory.interval or None
            entries.append(Entry(number, kind, at, day, plan, rating, days=days, before=before))
            # From here on another plan: what was scheduled under the old one stays explained by it.
            plan = replace(plan, longest_interval=rng.choice((1, 7, 100, 36_500)))
        assert fold(entries, target=target) == memory


def test_what_a_button_offers_is_what_happens() -> None:
    for target, plan, history in lives(HISTORIES // 8, "offers"):
        memory = UNMET
        for day, rating in history:
            for offer in offers(memory, target=target, day=day, plan=plan):
                after = answered(memory, offer.rating, target=target, at=moment(day), day=day, plan=plan)
                assert offer.days == after.interval
                if after.due_at is not None:
                    shown = moment(day) + dt.timedelta(minutes=offer.minutes)
                    assert abs(after.due_at - shown) <= dt.timedelta(seconds=30)
            memory = answered(memory, rating, target=target, at=moment(day), day=day, plan=plan)


def test_a_promised_interval_is_kept_whatever_the_dice_say() -> None:
    memory = answered(UNMET, Rating.EASY, target=1, at=moment(FIRST_DAY), day=FIRST_DAY, plan=Plan(), days=11)
    assert (memory.interval, memory.due_on) == (11, FIRST_DAY + dt.timedelta(days=11))


def test_other_parameters_give_another_memory() -> None:
    values = (*Parameters().values[:2], 4.0, *Parameters().values[3:])
    memory = answered(
        UNMET,
        Rating.GOOD,
        target=1,
        at=moment(FIRST_DAY),
        day=FIRST_DAY,
        plan=Plan(parameters=Parameters(values=values)),
    )
    assert memory.stability == 4.0


def test_recall_falls_to_nine_tenths_when_as_many_days_have_gone_by_as_the_stability_counts() -> None:
    assert recall_after(12.0, 12, Parameters()) == pytest.approx(0.9)
    assert recall_after(12.0, 0, Parameters()) == 1.0


def test_nobody_can_say_what_is_recalled_of_what_was_never_met() -> None:
    assert recall(UNMET, FIRST_DAY, Parameters()) is None


@pytest.mark.parametrize("retention", [0.7, 0.8, 0.9, 0.97])
def test_an_interval_is_the_forgetting_curve_turned_round(retention: float) -> None:
    days = interval_for(200.0, Plan(retention=retention))
    below = recall_after(200.0, int(days) + 1, Parameters())
    above = recall_after(200.0, int(days), Parameters())
    assert below < retention <= above


def test_who_wants_to_remember_more_is_asked_sooner() -> None:
    memory = Memory(queue="review", stability=80.0, difficulty=5.0, last_on=FIRST_DAY, interval=80, reps=4)
    day = FIRST_DAY + dt.timedelta(days=80)
    intervals = [
        answered(memory, Rating.GOOD, target=3, at=moment(day), day=day, plan=Plan(retention=wanted)).interval
        for wanted in (0.70, 0.75, 0.80, 0.85, 0.90, 0.93, 0.97)
    ]
    assert intervals == sorted(intervals, reverse=True)
    assert len(set(intervals)) == len(intervals)


@pytest.mark.parametrize("retention", [0.69, 0.98, 0.0, 1.0])
def test_a_retention_out_of_reach_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match="retention"):
        Plan(retention=retention)


@pytest.mark.parametrize("weights", [(1.0,) * 6, (1.0,) * 6 + (1.5,), (1.0,) * 6 + (-0.5,)])
def test_easy_days_are_seven_weights(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="easy days"):
        Plan(easy_days=weights)

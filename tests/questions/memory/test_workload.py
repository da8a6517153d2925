from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from questions.memory.model import graduated_after, interval_for
from questions.memory.plan import Plan
from questions.memory.state import Memory, Rating
from questions.memory.workload import HORIZON_DAYS, RETENTIONS, workload
from tests.questions.memory.histories import FIRST_DAY

PLAN = Plan()


def reviews_by_dice(retention: float, rng: Random) -> int:
    """One year of one card of stability 20 and difficulty 5, each review thrown."""
    plan = Plan(retention=retention)
    stability, day, reviews = 20.0, 0, 0
    while (day := day + (interval := max(1, round(interval_for(stability, plan))))) <= HORIZON_DAYS:
        reviews += 1
        memory = Memory(queue="review", stability=stability, difficulty=5.0, last_on=FIRST_DAY)
        rating = Rating.GOOD if rng.random() < retention else Rating.AGAIN
        due_on = FIRST_DAY + dt.timedelta(days=interval)
        stability = graduated_after(memory, rating, due_on, plan).stability
    return reviews


@pytest.mark.parametrize("retention", [0.75, 0.9, 0.97])
def test_the_cost_expected_is_what_thrown_dice_come_to(retention: float) -> None:
    rng = Random("workload")
    lives = 600
    thrown = sum(reviews_by_dice(retention, rng) for _ in range(lives)) / HORIZON_DAYS
    (cost,) = workload([(20.0, 5.0, lives)], PLAN, [retention])
    assert cost.reviews_per_day == pytest.approx(thrown, rel=0.08)


def test_who_wants_to_remember_more_pays_more() -> None:
    costs = [cost.reviews_per_day for cost in workload([(3.0, 7.0, 40), (60.0, 4.0, 500)], PLAN)]
    assert len(costs) == len(RETENTIONS)
    assert costs == sorted(set(costs))


def test_what_is_firm_or_easy_costs_less() -> None:
    def cost(stability: float, difficulty: float) -> float:
        return workload([(stability, difficulty, 1)], PLAN, [0.9])[0].reviews_per_day

    assert cost(5.0, 5.0) > cost(50.0, 5.0) > cost(500.0, 5.0)
    assert cost(20.0, 9.0) > cost(20.0, 5.0) > cost(20.0, 2.0)


def test_twice_the_cards_cost_twice_as_much_and_none_cost_nothing() -> None:
    once, twice = (workload([(9.0, 5.0, count)], PLAN) for count in (1, 2))
    assert [cost.reviews_per_day * 2 for cost in once] == [cost.reviews_per_day for cost in twice]
    assert {cost.reviews_per_day for cost in workload([], PLAN)} == {0.0}


@pytest.mark.parametrize("stability", [0.001, 36_500.0])
def test_the_weakest_and_the_firmest_memory_have_a_cost_too(stability: float) -> None:
    (cost,) = workload([(stability, 5.0, 1)], PLAN, [0.9])
    assert 0 <= cost.reviews_per_day <= 1

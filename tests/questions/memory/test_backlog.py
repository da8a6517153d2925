from __future__ import annotations

import datetime as dt

import pytest

from questions.memory.backlog import Waiting, catch_up, loss_by_waiting
from questions.memory.plan import Parameters

DAY = dt.date(2026, 9, 1)
PARAMETERS = Parameters()


def waiting(target: int, stability: float, days_ago: int) -> Waiting:
    return Waiting(target, stability, DAY - dt.timedelta(days=days_ago))


FORGOTTEN = waiting(1, 0.5, 300)
FRESH = waiting(2, 4.0, 5)
FIRM = waiting(3, 400.0, 410)
MIDDLING = waiting(4, 20.0, 25)
ALL = (FORGOTTEN, FIRM, MIDDLING, FRESH)


def test_a_backlog_is_worked_off_from_what_would_lose_most() -> None:
    plan = catch_up(ALL, day=DAY, per_day=2, parameters=PARAMETERS)
    assert plan.days == ((FRESH.target, MIDDLING.target), (FORGOTTEN.target, FIRM.target))


def test_what_is_as_good_as_forgotten_and_what_is_firm_lose_little_by_waiting() -> None:
    end = DAY + dt.timedelta(days=7)
    losses = {one.target: loss_by_waiting(one, DAY, end, PARAMETERS) for one in ALL}
    assert losses[FRESH.target] > losses[MIDDLING.target] > losses[FORGOTTEN.target] > 0
    assert losses[MIDDLING.target] > losses[FIRM.target] > 0


def test_each_of_a_backlog_is_asked_once_and_no_day_exceeds_its_limit() -> None:
    backlog = [waiting(number, 1.0 + number % 13, 10 + number % 7) for number in range(100)]
    plan = catch_up(backlog, day=DAY, per_day=30, parameters=PARAMETERS)
    assert [len(day) for day in plan.days] == [30, 30, 30, 10]
    assert sorted(target for day in plan.days for target in day) == list(range(100))


def test_what_would_lose_the_same_keeps_the_order_of_its_numbers() -> None:
    backlog = [waiting(number, 7.0, 9) for number in (5, 3, 9)]
    assert catch_up(backlog, day=DAY, per_day=10, parameters=PARAMETERS).days == ((3, 5, 9),)


def test_nothing_waiting_needs_no_plan() -> None:
    assert catch_up([], day=DAY, per_day=10, parameters=PARAMETERS).days == ()


def test_with_no_reviews_a_day_nothing_can_be_planned() -> None:
    with pytest.raises(ValueError, match="no reviews a day"):
        catch_up(ALL, day=DAY, per_day=0, parameters=PARAMETERS)

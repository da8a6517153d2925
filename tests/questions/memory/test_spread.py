"""Which day exactly: the fuzz, the load, easy days, leeches and the exam."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from fsrs.scheduler import FUZZ_RANGES
from hypothesis import given
from hypothesis import strategies as st

from questions.memory.evidence import Evidence, weighed
from questions.memory.plan import Plan
from questions.memory.scheduling import answered, offers
from questions.memory.spread import NO_LOAD, Load, chance_of, fuzz_range, spread_interval
from questions.memory.state import Memory, Rating
from tests.questions.memory.histories import FIRST_DAY, moment

WHOLE_WEEK = (1.0,) * 7
CHANCES = [number / 200 for number in range(200)]
KNOWN = Memory(queue="review", stability=30.0, difficulty=5.0, last_on=FIRST_DAY, interval=30, reps=5)
DUE = FIRST_DAY + dt.timedelta(days=30)


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (1, 1, 1),
        (2, 2, 2),
        (2.4, 2, 2),
        (3, 2, 4),
        (5, 4, 6),
        (7, 5, 9),
        (10, 8, 12),
        (20, 17, 23),
        (50, 46, 54),
        (100, 93, 107),
        (365, 345, 385),
    ],
)
def test_the_range_is_a_day_and_15_then_10_then_5_per_cent(days: float, first: int, last: int) -> None:
    assert fuzz_range(days, 1, 36_500) == (first, last)


def test_the_ranges_are_those_of_py_fsrs() -> None:
    for days in range(3, 400):
        slack = 1.0 + sum(
            each["factor"] * max(0.0, min(days, each["end"]) - each["start"]) for each in FUZZ_RANGES
        )
        assert fuzz_range(days, 1, 36_500) == (max(2, round(days - slack)), round(days + slack))


@given(st.floats(0.1, 40_000), st.integers(1, 400), st.integers(1, 36_500))
def test_a_range_stays_within_its_bounds(days: float, shortest: int, longest: int) -> None:
    shortest = min(shortest, longest)
    first, last = fuzz_range(days, shortest, longest)
    assert shortest <= first <= last <= longest


def test_the_dice_depend_on_target_and_reps_and_nothing_else() -> None:
    assert chance_of(1, 5) == chance_of(1, 5)
    drawn = [chance_of(target, reps) for target in range(100) for reps in range(10)]
    assert len(set(drawn)) == 1_000
    assert all(0 <= one < 1 for one in drawn)
    assert 0.45 < sum(drawn) / 1_000 < 0.55


def spread(
    load: dict[dt.date, int], easy_days: tuple[float, ...] = WHOLE_WEEK, days: float = 20
) -> Counter[int]:
    """How often each interval comes out, over evenly drawn chances."""
    return Counter(
        spread_interval(days, 1, 36_500, day=FIRST_DAY, chance=chance, load=Load(load), easy_days=easy_days)
        for chance in CHANCES
    )


def test_with_nothing_due_all_days_of_the_range_are_as_likely() -> None:
    found = spread({})
    assert sorted(found) == list(range(17, 24))
    assert max(found.values()) - min(found.values()) <= 1


def test_emptier_days_are_preferred() -> None:
    full = {FIRST_DAY + dt.timedelta(days=interval): 40 for interval in range(17, 24)}
    quiet = full | {FIRST_DAY + dt.timedelta(days=19): 10}
    found = spread(quiet)
    assert found[19] > sum(found.values()) / 2
    assert len(found) == 7


def test_a_day_kept_free_is_avoided_also_beyond_a_quarter() -> None:
    no_weekend = (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0)
    for days in (10, 20, 200):
        drawn = spread({}, no_weekend, days)
        weekdays = {(FIRST_DAY + dt.timedelta(days=interval)).weekday() for interval in drawn}
        assert weekdays <= {0, 1, 2, 3, 4}
        assert len(weekdays) >= 3


def test_a_day_half_free_gets_half_as_much() -> None:
    half_mondays = (0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    found = spread({}, half_mondays)
    monday, tuesday = found[21], found[22]
    assert FIRST_DAY.weekday() == 0
    assert monday == pytest.approx(tuesday / 2, abs=1)


def test_who_keeps_every_day_free_is_asked_all_the_same() -> None:
    assert sorted(spread({}, (0.0,) * 7)) == list(range(17, 24))


def test_where_all_days_of_the_range_are_kept_free_each_is_as_likely() -> None:
    midweek_free = (1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0)
    found = spread({}, midweek_free, days=3)
    assert sorted(found) == [2, 3, 4]
    assert max(found.values()) - min(found.values()) <= 1


def test_beyond_a_quarter_the_load_has_no_say() -> None:
    full = {FIRST_DAY + dt.timedelta(days=interval): 900 for interval in range(150, 200)}
    assert spread(full, days=200) == spread({}, days=200)


def test_a_leech_is_set_aside_at_eight_lapses_and_every_four_after() -> None:
    memory, found = KNOWN, []
    for lapse in range(1, 22):
        memory = memory._replace(queue="review", is_suspended=False)
        memory = answered(memory, Rating.AGAIN, target=1, at=moment(DUE), day=DUE, plan=Plan())
        assert memory.lapses == lapse
        if memory.is_suspended:
            found.append(lapse)
    assert found == [8, 12, 16, 20]
    assert memory.is_leech


def test_what_is_forgotten_while_learning_is_no_lapse() -> None:
    learning = KNOWN._replace(queue="learning", interval=0)
    after = answered(learning, Rating.AGAIN, target=1, at=moment(DUE), day=DUE, plan=Plan())
    assert after.lapses == 0


def test_an_answer_digs_up_what_was_buried() -> None:
    buried = KNOWN._replace(buried_on=DUE)
    assert answered(buried, Rating.GOOD, target=1, at=moment(DUE), day=DUE, plan=Plan()).buried_on is None


@pytest.mark.parametrize("left", [-400, 0, 1, 2, 9, 60, 5_000])
def test_an_exam_cuts_no_interval_short(left: int) -> None:
    """Or all would fall due together on its eve: what lies beyond it is asked once more before (`exam`)."""
    plan = Plan(exam_on=DUE + dt.timedelta(days=left))
    shown = Evidence(1.0, 0.0, "recall")
    for target in range(20):
        assert offers(KNOWN, target=target, day=DUE, plan=plan) == offers(
            KNOWN, target=target, day=DUE, plan=Plan()
        )
        assert weighed(KNOWN, shown, target=target, day=DUE, plan=plan) == weighed(
            KNOWN, shown, target=target, day=DUE, plan=Plan()
        )


def test_the_longest_interval_is_never_exceeded() -> None:
    firm = KNOWN._replace(stability=900.0)
    for target in range(20):
        offered = offers(firm, target=target, day=DUE, plan=Plan(longest_interval=100))
        assert max(offer.days for offer in offered) <= 100


def test_a_calendar_shifts_an_offer_only_within_its_range() -> None:
    load = Load({DUE + dt.timedelta(days=ahead): 100 for ahead in range(1, 60)})
    hard = offers(KNOWN, target=1, day=DUE, plan=Plan(), load=load)[1]
    alone = [offers(KNOWN, target=target, day=DUE, plan=Plan(), load=NO_LOAD)[1].days for target in range(80)]
    assert min(alone) <= hard.days <= max(alone)

"""Waits that the learner sets herself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from questions.memory.log import fold, known_under
from questions.memory.model import interval_for
from questions.memory.plan import DEFAULT_PLAN, Plan
from questions.memory.scheduling import offers
from questions.memory.state import UNMET, Memory, Rating
from questions.memory.wait import Wait, read_wait
from tests.questions.memory.journal import TARGET, Journal
from tests.questions.memory.learners import forgetful


@pytest.mark.parametrize(
    ("typed", "wait"),
    [
        ("7", Wait(7, 7)),
        (" 0 ", Wait(0, 0)),
        ("3-7", Wait(3, 7)),
        ("3 - 7!", Wait(3, 7, sets_interval=True)),
        ("7!", Wait(7, 7, sets_interval=True)),
        ("7-3", None),
        ("-1", None),
        ("36501", None),
        ("", None),
        ("soon", None),
        ("٣", None),
    ],
)
def test_a_wait_is_read_as_anki_reads_it(typed: str, wait: Wait | None) -> None:
    assert read_wait(typed) == wait


def test_a_range_is_filled_evenly_in_the_order_of_the_cards() -> None:
    assert Wait(3, 7).spread(10) == [3, 3, 4, 4, 5, 5, 6, 6, 7, 7]
    assert Wait(3, 7).spread(2) == [3, 5]
    assert Wait(2, 2).spread(3) == [2, 2, 2]
    with pytest.raises(ValueError, match="a wait lies between"):
        Wait(3, 2)


def in_review() -> Journal:
    journal = Journal()
    journal.answer(Rating.EASY)
    return journal


@pytest.mark.parametrize(("sets_interval", "interval"), [(False, None), (True, 5)])
def test_a_card_waits_as_long_as_it_is_made_to_and_nothing_else_changes(
    sets_interval: bool, interval: int | None
) -> None:
    journal = in_review()
    before = journal.memory
    journal.act("set_wait" if sets_interval else "set_due", days=5)
    due_on = journal.day + dt.timedelta(days=5)
    assert journal.memory == before._replace(due_on=due_on, interval=interval or before.interval)
    assert journal.folded == journal.memory


def test_the_next_answer_does_not_depend_on_the_wait_set() -> None:
    journal = in_review()
    later = journal.day + dt.timedelta(days=9)
    before = offers(journal.memory, target=TARGET, day=later, plan=DEFAULT_PLAN)
    journal.act("set_due", days=40)
    assert offers(journal.memory, target=TARGET, day=later, plan=DEFAULT_PLAN) == before


def test_what_was_put_off_or_is_in_steps_waits_like_any_other() -> None:
    journal = Journal()
    journal.answer(Rating.GOOD)
    journal.act("bury")
    known = journal.memory
    journal.act("set_due", days=0)
    after = journal.memory
    assert (after.queue, after.due_on, after.due_at, after.buried_on) == ("review", journal.day, None, None)
    assert (after.interval, after.stability, after.reps) == (1, known.stability, known.reps)


def test_a_card_that_was_never_met_is_as_stable_as_its_wait_says() -> None:
    journal = Journal(plan=Plan(retention=0.8))
    journal.act("set_due", days=30)
    memory = journal.memory
    assert memory.stability is not None
    assert interval_for(memory.stability, journal.plan) == pytest.approx(30)
    assert (memory.interval, memory.reps, memory.last_on) == (30, 0, journal.day)
    other = known_under(journal.entries, forgetful(), target=TARGET)
    assert other.stability is not None
    plan = replace(journal.plan, parameters=forgetful())
    assert interval_for(other.stability, plan) == pytest.approx(30)
    assert fold(journal.entries, target=TARGET, parameters=forgetful()).stability == other.stability


def test_taken_back_it_never_was() -> None:
    journal = in_review()
    before = journal.memory
    act = journal.act("set_wait", days=100)
    journal.day += dt.timedelta(days=3)
    assert fold(journal.undoing(act), target=TARGET) == before
    answer = journal.answer(Rating.GOOD)
    without = fold(journal.undoing(act), target=TARGET)
    assert without == journal.memory
    assert without.interval == answer.days
    new = Journal()
    act = new.act("set_due", days=3)
    assert fold(new.undoing(act), target=TARGET) == UNMET


@pytest.mark.parametrize("longest", [1, 2, 3, 30])
def test_set_by_hand_a_wait_may_be_longer_than_the_schedule_would_give(longest: int) -> None:
    journal = Journal(plan=Plan(longest_interval=longest))
    journal.act("set_wait", days=400)
    assert journal.memory.interval == 400
    journal.day += dt.timedelta(days=400)
    journal.answer(Rating.EASY)
    assert journal.memory.interval <= longest


def leech(plan: Plan) -> list[Memory]:
    journal = Journal(plan=plan)
    journal.answer(Rating.EASY)
    states = []
    for _lapse in range(4):
        journal.day += dt.timedelta(days=10)
        journal.answer(Rating.AGAIN)
        states.append(journal.memory)
    return states


def test_the_plan_says_when_a_card_is_a_leech_and_what_becomes_of_it() -> None:
    plan = Plan(leech_after=2, leech_again=1, relearning_steps=())
    assert [memory.is_leech for memory in leech(plan)] == [False, True, True, True]
    assert [memory.is_suspended for memory in leech(plan)] == [False, True, True, True]
    marked = leech(replace(plan, suspends_leeches=False))
    assert [memory.is_leech for memory in marked] == [False, True, True, True]
    assert not any(memory.is_suspended for memory in marked)

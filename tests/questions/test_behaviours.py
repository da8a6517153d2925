from __future__ import annotations

from fractions import Fraction

import pytest

from questions.attempt import SlotState
from questions.behaviours import (
    BEHAVIOURS,
    PRACTISE,
    TEST,
    asked_as,
    is_due,
    may_check,
    next_slot,
    others_before_return,
    others_lacking,
    returns,
    shows_feedback,
)
from questions.marks import BLANK, UNREADABLE, Mark

OPEN = SlotState()


def checked(rank: int, returns: int | None = None) -> SlotState:
    return SlotState(checked_as=rank, returns=returns)


def test_there_are_two_ways_to_take_a_quiz() -> None:
    assert BEHAVIOURS == {"practise": PRACTISE, "test": TEST}


def test_practice_shows_feedback_as_soon_as_an_answer_is_checked() -> None:
    assert not shows_feedback(PRACTISE, OPEN, is_review_open=False)
    assert shows_feedback(PRACTISE, checked(1), is_review_open=False)


def test_a_test_shows_nothing_before_the_review() -> None:
    assert not shows_feedback(TEST, checked(1), is_review_open=False)
    assert shows_feedback(TEST, OPEN, is_review_open=True)


def test_only_practice_is_checked_and_each_answer_once() -> None:
    assert may_check(PRACTISE, OPEN)
    assert not may_check(PRACTISE, checked(1))
    assert not may_check(TEST, OPEN)


@pytest.mark.parametrize("mark", [BLANK, UNREADABLE, Mark.of(0), Mark.of(Fraction(1, 2))])
def test_in_practice_whatever_was_not_fully_right_returns(mark: Mark) -> None:
    assert returns(PRACTISE, mark)
    assert not returns(TEST, mark)


def test_what_was_right_does_not_return() -> None:
    assert not returns(PRACTISE, Mark.of(1))


def test_questions_are_numbered_as_they_are_asked() -> None:
    slots = {1: checked(1), 2: checked(3), 3: OPEN, 4: checked(2, returns=1)}
    assert [asked_as(slots, number) for number in (1, 4, 2, 3)] == [1, 2, 3, 4]


def test_a_missed_question_waits_for_three_others() -> None:
    slots = {1: checked(1), 2: checked(2), 3: checked(3), 4: OPEN, 5: OPEN, 6: SlotState(returns=1)}
    assert not is_due(slots[6], slots)
    slots[4] = checked(4)
    assert is_due(slots[6], slots)


def test_what_asks_nothing_again_is_always_due() -> None:
    assert is_due(OPEN, {1: OPEN})


def test_what_asks_an_open_question_again_is_not_due() -> None:
    slots = {n: checked(n) for n in range(2, 9)} | {1: OPEN, 9: SlotState(returns=1)}
    assert not is_due(slots[9], slots)


def test_new_questions_come_in_the_order_of_the_paper() -> None:
    assert next_slot({2: OPEN, 1: checked(1), 3: OPEN}) == 2


def test_a_due_return_comes_before_what_is_new() -> None:
    slots = {n: checked(n) for n in range(1, 5)} | {5: OPEN, 6: SlotState(returns=1)}
    assert next_slot(slots) == 6


def test_a_return_that_is_not_due_waits_behind_what_is_new() -> None:
    assert next_slot({1: checked(1), 2: OPEN, 3: SlotState(returns=1)}) == 2


def test_at_the_end_of_a_paper_a_return_comes_although_too_few_stand_between() -> None:
    assert next_slot({1: checked(1), 2: SlotState(returns=1)}) == 2


def test_when_all_is_checked_practice_is_over() -> None:
    assert next_slot({1: checked(1), 2: checked(2, returns=1)}) is None
    assert next_slot({}) is None


def test_a_question_missed_again_and_again_keeps_three_others_between() -> None:
    """Ten questions, the first always missed: a whole round of practice."""
    slots = {number: SlotState() for number in range(1, 11)}
    asked: list[int] = []
    while (number := next_slot(slots)) is not None and len(asked) < 12:
        asked.append(number)
        slots[number] = SlotState(checked_as=len(asked), returns=slots[number].returns)
        if number in (1, 11):
            slots[max(slots) + 1] = SlotState(returns=number)
    assert asked == [1, 2, 3, 4, 11, 5, 6, 7, 12, 8, 9, 10]


@pytest.mark.parametrize(("waiting", "lacking"), [(0, 3), (1, 2), (3, 0), (9, 0)])
def test_what_is_missed_near_the_end_lacks_others(waiting: int, lacking: int) -> None:
    slots = {1: checked(1)} | dict.fromkeys(range(2, 2 + waiting), OPEN)
    assert others_lacking(slots) == lacking


def test_what_is_left_alone_does_not_stand_between() -> None:
    assert others_lacking({1: checked(1), 2: OPEN, 3: OPEN}, besides={3}) == 2


def test_others_are_counted_between_a_miss_and_its_return() -> None:
    slots = {1: checked(1), 2: checked(2), 3: OPEN, 4: SlotState(returns=1), 5: SlotState(returns=2)}
    assert others_before_return(slots, 1) == 2
    assert others_before_return(slots, 2) == 2
    assert others_before_return(slots | {3: checked(3), 4: checked(4, returns=1)}, 1) == 2
    assert others_before_return(slots, 3) is None


def test_a_question_that_comes_back_next_has_no_others_between() -> None:
    assert others_before_return({1: checked(1), 2: SlotState(returns=1)}, 1) == 0

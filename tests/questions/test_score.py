from __future__ import annotations

from fractions import Fraction

import pytest

from questions.marks import AWAITING, BLANK, DROPPED, UNREADABLE, Mark, round_half_up
from questions.score import Score

THIRD = Mark.of(Fraction(1, 3))


def test_a_slot_is_rounded_once_to_millionths() -> None:
    assert Score.of(THIRD, Fraction(1)) == Score(333_333, 1_000_000)
    assert Score.of(Mark.of(Fraction(2, 3)), Fraction(1)) == Score(666_667, 1_000_000)
    assert Score.of(THIRD, Fraction(3)) == Score(1_000_000, 3_000_000)
    assert Score.of(BLANK, Fraction(1, 2)) == Score(0, 500_000)


@pytest.mark.parametrize(
    ("number", "nearest"), [("0", 0), ("1/3", 0), ("1/2", 1), ("3/2", 2), ("5/3", 2), ("5/2", 3)]
)
def test_halves_go_up(number: str, nearest: int) -> None:
    assert round_half_up(Fraction(number)) == nearest


def test_what_is_not_answered_or_not_counted_earns_nothing() -> None:
    assert {one.share for one in (BLANK, UNREADABLE, AWAITING, DROPPED)} == {0}


def test_a_total_is_the_plain_sum_of_what_was_stored() -> None:
    assert Score.total([Score.of(THIRD, Fraction(1))] * 3) == Score(999_999, 3_000_000)
    assert Score.total([]) == Score(0, 0)


def test_a_score_of_nothing_is_zero() -> None:
    assert Score(0, 0).share == 0
    assert Score(0, 0).percent == 0


@pytest.mark.parametrize(
    ("earned", "available", "percent"),
    [(1, 2, 50), (1, 8, 13), (1, 200, 1), (1, 10_000, 1), (9_999, 10_000, 99), (7, 7, 100), (0, 7, 0)],
)
def test_per_cent_is_rounded_but_all_and_nothing_are_kept_apart(
    earned: int, available: int, percent: int
) -> None:
    assert Score(earned, available).percent == percent

"""What is scheduled beyond an exam is spread over the days before it."""

from __future__ import annotations

import datetime as dt

import pytest

from questions.memory.exam import LAST_DAYS, first_day_of_refreshing, share_of_day

EXAM = dt.date(2026, 6, 30)


def asked_by_day(cards: int, *, days: int, per_day: int = 200) -> list[int]:
    """How many are asked on each of the last days by somebody who answers all that she is asked."""
    asked = []
    since = first_day_of_refreshing(cards, exam_on=EXAM, per_day=per_day)
    for left in range(days, -2, -1):
        day, done = EXAM - dt.timedelta(days=left), 0
        while day >= since and share_of_day(cards, done, day=day, exam_on=EXAM):
            cards, done = cards - 1, done + 1
        asked.append(done)
    assert cards == 0
    return asked


@pytest.mark.parametrize("cards", [1, 13, 14, 15, 700, 1_400])
def test_all_come_before_the_exam_as_many_each_day(cards: int) -> None:
    asked = asked_by_day(cards, days=100)
    last = asked[100 - LAST_DAYS : 100]
    assert sum(last) == cards
    assert max(last) - min(last) <= 1
    assert asked[-2:] == [0, 0]


def test_more_than_fit_into_the_last_days_begin_earlier() -> None:
    asked = asked_by_day(5_000, days=100, per_day=200)
    since = first_day_of_refreshing(5_000, exam_on=EXAM, per_day=200)
    assert ((EXAM - since).days, max(asked)) == (50, 100)
    assert asked.index(100) == 50


def test_an_exam_that_is_set_late_asks_more_each_day() -> None:
    assert asked_by_day(90, days=3)[:3] == [30, 30, 30]


def test_who_misses_a_day_is_asked_more_on_the_others() -> None:
    day = EXAM - dt.timedelta(days=2)
    assert share_of_day(30, 0, day=day, exam_on=EXAM) == 15
    assert share_of_day(30, 0, day=day + dt.timedelta(days=1), exam_on=EXAM) == 30


def test_after_the_exam_nothing_comes_early() -> None:
    assert share_of_day(9, 0, day=EXAM, exam_on=EXAM) == 0


def test_somebody_who_wants_a_single_review_a_day_is_still_asked() -> None:
    assert first_day_of_refreshing(30, exam_on=EXAM, per_day=1) == EXAM - dt.timedelta(days=30)
    assert share_of_day(3, 0, day=EXAM - dt.timedelta(days=3), exam_on=EXAM) == 1

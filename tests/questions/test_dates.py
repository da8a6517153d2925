from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.dates import NO_DATE, NOT_IN_CALENDAR, YEAR_IN_FULL, YEAR_MISSING, read_date
from questions.response import Unreadable
from questions.text import MAX_TYPED
from questions.when import When


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("1 May 2021", "2021-05-01"),
        ("May 1, 2021", "2021-05-01"),
        ("2021-05-01", "2021-05-01"),
        ("2021/5/1", "2021-05-01"),
        ("2021. 5. 1.", "2021-05-01"),
        ("1st of May, 2021", "2021-05-01"),
        ("on Saturday, the 1st of May 2021", "2021-05-01"),
        ("1-May-2021", "2021-05-01"),
        ("2021 MAY 01", "2021-05-01"),
        ("１ May ２０２１", "2021-05-01"),
        ("5/5/2021", "2021-05-05"),
        ("18/3/2021", "2021-03-18"),
        ("18.03.2021", "2021-03-18"),
        ("3/18/2021", "2021-03-18"),
        ("Sept. 3 2021", "2021-09-03"),
        ("3 Febuary 2021", "2021-02-03"),
        ("29 February 2020", "2020-02-29"),
        ("March 2021", "2021-03"),
        ("mar 2021", "2021-03"),
        ("3/2021", "2021-03"),
        ("2021-03", "2021-03"),
        ("2021", "2021"),
        ("in 2021", "2021"),
        ("476", "0476"),
    ],
)
def test_a_date_is_read_in_the_notations_people_use(typed: str, iso: str) -> None:
    assert read_date(typed) == When.parse(iso)


@pytest.mark.parametrize("typed", ["1/5/2021", "1.5.2021", "01-05-2021", "5/1/2021"])
def test_day_and_month_that_can_be_swapped_are_handed_back_with_both_readings(typed: str) -> None:
    reading = read_date(typed)
    assert isinstance(reading, Unreadable)
    assert "1 May 2021" in reading.reason
    assert "5 January 2021" in reading.reason
    assert reading.raw == typed


@pytest.mark.parametrize("typed", ["12/5/2021", "5/12/2021", "12/11/2021", "1/2/2021"])
def test_every_pair_of_figures_up_to_twelve_is_ambiguous(typed: str) -> None:
    assert isinstance(read_date(typed), Unreadable)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1 May", YEAR_MISSING),
        ("May", YEAR_MISSING),
        ("1/5/21", YEAR_IN_FULL),
        ("May 1 21", YEAR_IN_FULL),
        ("79", YEAR_IN_FULL),
        ("31 February 2021", NOT_IN_CALENDAR),
        ("2021-02-29", NOT_IN_CALENDAR),
        ("13/13/2021", NOT_IN_CALENDAR),
        ("0/5/2021", NOT_IN_CALENDAR),
        ("May 0 2021", NOT_IN_CALENDAR),
        ("0/2021", NOT_IN_CALENDAR),
        ("0000", NOT_IN_CALENDAR),
        ("", NO_DATE),
        ("yesterday", NO_DATE),
        ("20210501", NO_DATE),
        ("1 ma 2021", NO_DATE),
        ("1 May June 2021", NO_DATE),
        ("1 2 3 2021", NO_DATE),
        ("2020 2021", NO_DATE),
        ("5 2021 1", NO_DATE),
        ("May 2020 2021", NO_DATE),
        ("\0", NO_DATE),
        ("1 May 2021 " * 20, NO_DATE),
    ],
)
def test_what_is_no_date_says_how_to_mend_it(typed: str, reason: str) -> None:
    assert read_date(typed) == Unreadable(reason, typed)


@given(st.dates())
def test_every_day_is_read_as_it_is_written(day: dt.date) -> None:
    when = When(day.year, day.month, day.day)
    assert read_date(when.isoformat()) == when
    if day.year >= 100:
        assert read_date(when.in_words()) == when


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_is_a_date_or_unreadable(typed: str) -> None:
    assert isinstance(read_date(typed), When | Unreadable)


@given(st.text("0123456789-/. MayJun,", max_size=20))
def test_any_heap_of_figures_is_a_date_or_unreadable(typed: str) -> None:
    assert isinstance(read_date(typed), When | Unreadable)


def test_a_month_or_day_of_nought_is_no_date() -> None:
    for parts in ((2021, 0), (2021, 5, 0)):
        with pytest.raises(ValueError, match=r"month|day"):
            When(*parts)


def test_the_longest_text_is_refused_at_once() -> None:
    started = time.process_time()
    read_date("1 " * MAX_TYPED)
    assert time.process_time() - started < 0.1

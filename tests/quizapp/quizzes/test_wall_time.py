"""Wall-clock times in zones that skip hours, repeat hours and lie by quarter hours."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.quizzes.wall_time import Skipped, moment_of, wall_of

BERLIN, KATHMANDU, SAO_PAULO, LORD_HOWE = (
    "Europe/Berlin",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
)


def wall(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("shown", "zone", "moment"),
    [
        ("2026-01-15T12:00", BERLIN, "2026-01-15T11:00"),
        ("2026-07-15T12:00", BERLIN, "2026-07-15T10:00"),
        ("2026-03-02T00:10", KATHMANDU, "2026-03-01T18:25"),
        ("2028-02-29T12:00", "UTC", "2028-02-29T12:00"),
    ],
)
def test_a_wall_time_means_a_moment(shown, zone, moment):
    assert moment_of(wall(shown), zone) == utc(moment)


@pytest.mark.parametrize(
    ("shown", "zone", "instead"),
    [
        ("2026-03-29T02:00", BERLIN, "2026-03-29T03:00"),
        ("2026-03-29T02:30", BERLIN, "2026-03-29T03:30"),
        ("2018-11-04T00:00", SAO_PAULO, "2018-11-04T01:00"),
        ("2026-10-04T02:15", LORD_HOWE, "2026-10-04T02:45"),
    ],
)
@pytest.mark.parametrize("second_time", [False, True])
def test_a_skipped_time_is_refused_and_says_what_the_clocks_show_instead(shown, zone, instead, second_time):
    with pytest.raises(Skipped) as skipped:
        moment_of(wall(shown), zone, second_time=second_time)
    assert skipped.value.instead == wall(instead)


@pytest.mark.parametrize("shown", ["2026-03-29T01:59", "2026-03-29T03:00"])
def test_the_minutes_around_a_skipped_hour_are_fine(shown):
    assert wall_of(moment_of(wall(shown), BERLIN), BERLIN) == wall(shown)


def test_a_time_shown_twice_means_the_first_or_the_second():
    shown = wall("2026-10-25T02:30")
    assert moment_of(shown, BERLIN) == utc("2026-10-25T00:30")
    assert moment_of(shown, BERLIN, second_time=True) == utc("2026-10-25T01:30")


@pytest.mark.parametrize(
    "shown", ["0001-01-01T00:00", "1999-12-31T23:59", "2100-01-01T00:00", "9999-12-31T23:59"]
)
def test_years_that_nobody_means_are_refused(shown):
    with pytest.raises(ValueError, match="out of range"):
        moment_of(wall(shown), KATHMANDU)


@given(
    st.datetimes(wall("2001-01-01"), wall("2099-01-01"), timezones=st.just(dt.UTC)),
    st.sampled_from([BERLIN, KATHMANDU, SAO_PAULO, LORD_HOWE, "UTC", "America/New_York"]),
)
def test_every_moment_comes_back_as_its_first_or_second_showing(moment, zone):
    shown = wall_of(moment, zone)
    assert moment in (moment_of(shown, zone), moment_of(shown, zone, second_time=True))

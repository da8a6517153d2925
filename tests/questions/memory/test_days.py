"""Study days: in two zones, over both changes of the clock, across the date line."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.memory.days import ROLLOVER_HOUR, day_begins_at, days_between, study_day
from questions.memory.model import recall
from questions.memory.plan import DEFAULT_PLAN, Parameters
from questions.memory.scheduling import answered
from questions.memory.state import UNMET, Rating

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
AUCKLAND, HONOLULU = ZoneInfo("Pacific/Auckland"), ZoneInfo("Pacific/Honolulu")
ZONES = (BERLIN, NEW_YORK, AUCKLAND, HONOLULU, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu"))


def on_the_clock(zone: ZoneInfo, *when: int) -> dt.datetime:
    """The moment, in UTC, at which a clock on the wall shows that."""
    return dt.datetime(*when, tzinfo=zone).astimezone(dt.UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
def test_a_study_day_ends_at_four_in_the_morning_on_the_learners_clock(zone: ZoneInfo) -> None:
    assert study_day(on_the_clock(zone, 2026, 5, 7, 3, 59), zone) == dt.date(2026, 5, 6)
    assert study_day(on_the_clock(zone, 2026, 5, 7, 4, 0), zone) == dt.date(2026, 5, 7)


def test_one_moment_lies_on_different_study_days_in_two_zones() -> None:
    at = dt.datetime(2026, 5, 7, 5, 0, tzinfo=dt.UTC)
    assert (study_day(at, BERLIN), study_day(at, NEW_YORK)) == (dt.date(2026, 5, 7), dt.date(2026, 5, 6))


@pytest.mark.parametrize(
    ("zone", "changes_on", "hours"),
    [
        (BERLIN, dt.date(2026, 3, 29), 23),
        (BERLIN, dt.date(2026, 10, 25), 25),
        (NEW_YORK, dt.date(2026, 3, 8), 23),
        (NEW_YORK, dt.date(2026, 11, 1), 25),
    ],
)
def test_the_roll_over_stays_at_four_when_the_clock_changes(
    zone: ZoneInfo, changes_on: dt.date, hours: int
) -> None:
    eve = changes_on - dt.timedelta(days=1)
    begins, ends = day_begins_at(eve, zone), day_begins_at(changes_on, zone)
    assert ends - begins == dt.timedelta(hours=hours)
    second = dt.timedelta(seconds=1)
    assert [study_day(at, zone) for at in (begins, ends - second, ends)] == [eve, eve, changes_on]


def test_the_hour_that_comes_twice_belongs_to_the_evening_before_both_times() -> None:
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    second = first + dt.timedelta(hours=1)
    assert first.astimezone(BERLIN).hour == second.astimezone(BERLIN).hour == 2
    assert study_day(first, BERLIN) == study_day(second, BERLIN) == dt.date(2026, 10, 24)


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)), st.sampled_from(ZONES), st.integers(0, 6), st.data()
)
def test_every_moment_of_a_study_day_lies_on_it(
    day: dt.date, zone: ZoneInfo, hour: int, data: st.DataObject
) -> None:
    begins = day_begins_at(day, zone, hour)
    ends = day_begins_at(day + dt.timedelta(days=1), zone, hour)
    seconds = data.draw(st.integers(0, int((ends - begins).total_seconds()) - 1))
    # Where the clock jumps over the roll-over, the day begins with the first moment after the gap.
    if begins.astimezone(zone).hour == hour:
        assert study_day(begins + dt.timedelta(seconds=seconds), zone, hour) == day


def test_four_is_when_a_day_begins() -> None:
    assert ROLLOVER_HOUR == 4
    assert day_begins_at(dt.date(2026, 1, 1), BERLIN) == dt.datetime(2026, 1, 1, 3, tzinfo=dt.UTC)


def test_days_never_run_backwards() -> None:
    assert days_between(dt.date(2026, 5, 7), dt.date(2026, 5, 9)) == 2
    assert days_between(dt.date(2026, 5, 9), dt.date(2026, 5, 7)) == 0


def test_a_journey_across_the_date_line_costs_no_memory_and_turns_no_time_back() -> None:
    """Answered in Auckland on the 8th, and five hours after landing in Honolulu, where it is the 7th."""
    before = on_the_clock(AUCKLAND, 2026, 5, 8, 9, 0)
    there, after = study_day(before, AUCKLAND), before + dt.timedelta(hours=14)
    here = study_day(after, HONOLULU)
    assert (there, here) == (dt.date(2026, 5, 8), dt.date(2026, 5, 7))
    known = answered(UNMET, Rating.EASY, target=1, at=before, day=there, plan=DEFAULT_PLAN)
    assert recall(known, here, Parameters()) == 1.0
    again = answered(known, Rating.GOOD, target=1, at=after, day=here, plan=DEFAULT_PLAN)
    same_day = answered(known, Rating.GOOD, target=1, at=after, day=there, plan=DEFAULT_PLAN)
    assert (again.stability, again.difficulty) == (same_day.stability, same_day.difficulty)
    assert again.last_on == there
    assert again.due_on is not None
    assert again.due_on > here

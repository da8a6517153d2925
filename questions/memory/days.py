"""Study days: a learner's day runs from four in the morning to four in the morning, in her own zone."""

from __future__ import annotations

import datetime as dt

ROLLOVER_HOUR = 4
"""When a study day begins (Anki's default): who learns past midnight is still in the same evening."""


def study_day(at: dt.datetime, zone: dt.tzinfo, rollover_hour: int = ROLLOVER_HOUR) -> dt.date:
    """The study day of a moment: the calendar day on the wall clock, one less before the roll-over.

    Reading the wall clock (and not subtracting hours from the moment) keeps the roll-over at four
    on the two days a year that are 23 or 25 hours long.
    """
    there = at.astimezone(zone)
    return there.date() - dt.timedelta(days=1) if there.hour < rollover_hour else there.date()


def day_begins_at(day: dt.date, zone: dt.tzinfo, rollover_hour: int = ROLLOVER_HOUR) -> dt.datetime:
    """The moment, in UTC, at which a study day begins."""
    return dt.datetime.combine(day, dt.time(rollover_hour), tzinfo=zone).astimezone(dt.UTC)


def days_between(earlier: dt.date, later: dt.date) -> int:
    """Whole study days gone by; 0 where a journey across the date line made time run backwards."""
    return max(0, (later - earlier).days)

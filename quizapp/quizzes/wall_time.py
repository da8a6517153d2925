"""Wall-clock times of a zone and the moments they mean, also in the hours that a zone skips or repeats."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

EARLIEST, LATEST = dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1)  # noqa: DTZ001 - on any wall
"""What a teacher can mean; beyond it arithmetic with zones runs out of years."""


class Skipped(ValueError):
    """The clocks of the zone never show this time. `instead` is what they show then."""

    def __init__(self, instead: dt.datetime) -> None:
        super().__init__(f"skipped; {instead} instead")
        self.instead = instead


def moment_of(wall: dt.datetime, zone: str, *, second_time: bool = False) -> dt.datetime:
    """The moment when the clocks of `zone` show `wall`, in UTC.

    Where they show it twice, the first time is meant unless `second_time`. Raises `Skipped` where
    they never do, and ValueError outside 2000 to 2100.
    """
    if not EARLIEST <= wall < LATEST:
        raise ValueError("out of range")
    there = ZoneInfo(zone)
    moment = wall.replace(tzinfo=there, fold=int(second_time)).astimezone(dt.UTC)
    shown = moment.astimezone(there).replace(tzinfo=None, fold=0)
    if shown != wall.replace(fold=0):
        forward = wall.replace(tzinfo=there, fold=0).astimezone(dt.UTC).astimezone(there)
        raise Skipped(forward.replace(tzinfo=None, fold=0))
    return moment


def wall_of(moment: dt.datetime, zone: str) -> dt.datetime:
    """What the clocks of `zone` show at `moment`."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)

"""Before an exam: what is scheduled beyond it comes up in time, spread over the days that are left."""

from __future__ import annotations

import datetime as dt
import math

LAST_DAYS = 14
"""Where there is time enough, nothing comes earlier than this before an exam: the fresher it is then."""


def days_of_refreshing(beyond: int, *, per_day: int) -> int:
    """Over how many days before an exam so many cards are asked: half of what a day may hold is theirs."""
    return max(LAST_DAYS, math.ceil(beyond / max(1, per_day // 2)))


def share_of_day(beyond: int, done: int, *, day: dt.date, exam_on: dt.date, per_day: int) -> int:
    """How many more of the reviews that fall due beyond an exam are asked on this day, though not yet due.

    `beyond` counts those that are left, `done` those that were answered on this day. Asked day by day
    until the eve, it comes to all of them, as many each day, whenever the exam was set or moved.
    """
    left = (exam_on - day).days
    if not 1 <= left <= days_of_refreshing(beyond + done, per_day=per_day):
        return 0
    return max(0, math.ceil((beyond + done) / left) - done)

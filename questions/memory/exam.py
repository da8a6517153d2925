"""Before an exam: what is scheduled beyond it comes up in time, spread over the days that are left.

Each such card is asked once more in these days, and then scheduled as by any answer. Were its next
interval cut short to end before the exam, all would fall due together on the eve, for next to nothing: what
was recalled days ago and would wait for months is recalled on the day. What did not fit into the eve would
stay overdue afterwards, and nothing in it would have been forgotten.
"""

from __future__ import annotations

import datetime as dt
import math

LAST_DAYS = 14
"""Where there is time enough, nothing comes earlier than this before an exam: the fresher it is then."""


def first_day_of_refreshing(beyond: int, *, exam_on: dt.date, per_day: int) -> dt.date:
    """From when on so many cards are asked once more: half of what a day may hold is theirs.

    What has been asked since is fresh enough.
    """
    return exam_on - dt.timedelta(days=max(LAST_DAYS, math.ceil(beyond / max(1, per_day // 2))))


def share_of_day(stale: int, done: int, *, day: dt.date, exam_on: dt.date) -> int:
    """How many more cards are asked on this day, though not yet due.

    `stale` counts those not asked since the first day, `done` those that were answered on this one. Asked
    day by day until the eve, it comes to all of them, as many each day, whenever the exam was set or moved.
    """
    left = (exam_on - day).days
    return max(0, math.ceil((stale + done) / left) - done) if left >= 1 else 0

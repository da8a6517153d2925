"""How long cards are to wait, by the learner's own word: from the fields of a form, and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from questions.memory.wait import LONGEST_WAIT, Wait, read_wait


def wait_asked(sent: Mapping[str, str], day: dt.date) -> Wait | str:
    """From `due` (days, as `read_wait` has them) or `due_on` (a date); else what is wrong, in words."""
    days, on = sent.get("due", "").strip(), sent.get("due_on", "").strip()
    if days and on:
        return str(_("Fill in the days or the date, not both."))
    if on:
        return _until(on, day)
    if not days:
        return str(_("Say in how many days, or on which date."))
    return read_wait(days) or str(
        _("Write a number of days, such as 7, or from 3 to 7 as 3-7: at most %(most)s.", most=LONGEST_WAIT)
    )


def said_of_wait(wait: Wait, notes: int, day: dt.date) -> str:
    first, last = (
        format_date(day + dt.timedelta(days=days), "d MMMM yyyy") for days in (wait.first, wait.last)
    )
    if wait.first == wait.last:
        return str(
            ngettext(
                "%(num)s note comes back on %(day)s.", "%(num)s notes come back on %(day)s.", notes, day=first
            )
        )
    return str(
        ngettext(
            "%(num)s note comes back between %(first)s and %(last)s.",
            "%(num)s notes come back between %(first)s and %(last)s.",
            notes,
            first=first,
            last=last,
        )
    )


def _until(written: str, day: dt.date) -> Wait | str:
    try:
        days = (dt.date.fromisoformat(written) - day).days
    except ValueError:
        return str(_("Write the date as year-month-day, such as 2030-05-01."))
    if not 0 <= days <= LONGEST_WAIT:
        return str(_("Take today, or a day after it."))
    return Wait(days, days)

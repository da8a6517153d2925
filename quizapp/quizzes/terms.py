"""Under which terms a quiz is taken: what a class was given, with a student's own terms laid over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from flask_babel import gettext as _

from quizapp.errors import Conflict, Invalid
from quizapp.quizzes.models import Assignment, Quiz

LONGEST_EXTRA = dt.timedelta(hours=10)
"""The most extra time that one student can be granted."""


@dataclass(frozen=True, slots=True)
class Dates:
    """What a teacher sets for a class or a student; None where nothing is said.

    `extra_seconds` is granted to a single student on top of the time limit and of the closing.
    """

    open_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    close_at: dt.datetime | None = None
    limit_seconds: int | None = None
    attempts: int | None = None
    extra_seconds: int | None = None

    def refuse_if_out_of_order(self) -> None:
        """Raise `Invalid` at the field that lies before the one it must follow."""
        if self.open_at and self.close_at and self.close_at <= self.open_at:
            raise Invalid("close_at", _("It must close after it opens."))
        if self.open_at and self.due_at and self.due_at <= self.open_at:
            raise Invalid("due_at", _("It must be due after it opens."))
        if self.due_at and self.close_at and self.close_at < self.due_at:
            raise Invalid("close_at", _("It cannot close before it is due."))


@dataclass(frozen=True, slots=True)
class Terms(Dates):
    """The terms that hold for somebody: limit and closing include the extra time.

    `review_at` is when the last of the class has closed, so that nobody still writing can be told
    the answers; None while that is not known.
    """

    assignment_id: int | None = None
    review_at: dt.datetime | None = None

    @property
    def last_full_start_at(self) -> dt.datetime | None:
        """Whoever begins later is cut short by the closing; None where nobody ever is."""
        if self.close_at is None or self.limit_seconds is None:
            return None
        return self.close_at - dt.timedelta(seconds=self.limit_seconds)

    def why_not(self, now: dt.datetime, *, attempts_taken: int) -> str:
        """Why an attempt cannot begin now, in words; "" when it can."""
        if self.open_at is not None and now < self.open_at:
            return str(_("This quiz has not opened yet."))
        if self.close_at is not None and now >= self.close_at:
            return str(_("This quiz has closed."))
        if self.attempts is not None and attempts_taken >= self.attempts:
            return str(_("You have used all your attempts at this quiz."))
        return ""

    def refuse_unless_open(self, now: dt.datetime, *, attempts_taken: int) -> None:
        """Raise `Conflict` with the reason when an attempt cannot begin now."""
        why = self.why_not(now, attempts_taken=attempts_taken)
        if why:
            raise Conflict(why)


def refuse_unfit(quiz: Quiz, dates: Dates) -> None:
    """Raise `Invalid` at the field that keeps these dates from being given to a class."""
    dates.refuse_if_out_of_order()
    if quiz.review == "after_close" and dates.close_at is None:
        raise Invalid("close_at", _("Say when it closes: students see the answers after that."))


def terms_of(quiz: Quiz, given: Assignment | None = None, override: Assignment | None = None) -> Terms:
    """The terms of one person: an override's filled fields, then the class's, then the quiz's own.

    Whether classmates close later is not looked at here; see `terms_in_class`.
    """
    if given is None:
        return Terms(limit_seconds=quiz.limit_seconds)
    rows = [override, given] if override else [given]
    laid: dict[str, Any] = {
        one.name: next((value for row in rows if (value := getattr(row, one.name)) is not None), None)
        for one in fields(Dates)
    }
    laid["limit_seconds"] = laid["limit_seconds"] or quiz.limit_seconds
    if laid["extra_seconds"]:
        if laid["limit_seconds"] is not None:
            laid["limit_seconds"] += laid["extra_seconds"]
        if laid["close_at"] is not None:
            laid["close_at"] += dt.timedelta(seconds=laid["extra_seconds"])
    return Terms(assignment_id=given.id, review_at=laid["close_at"], **laid)


def terms_in_class(quiz: Quiz, rows: Iterable[Assignment], user_id: int | None) -> Terms:
    """The terms of one student (None: of those without an override) from all rows of a quiz in a class."""
    rows = list(rows)
    given = next(row for row in rows if row.user_id is None)
    overrides = [row for row in rows if row.user_id is not None]
    own = next((row for row in overrides if row.user_id == user_id), None)
    ends = [terms_of(quiz, given, row).close_at for row in (None, *overrides)]
    known = [end for end in ends if end is not None]
    review_at = max(known) if len(known) == len(ends) else None
    return replace(terms_of(quiz, given, own), review_at=review_at)

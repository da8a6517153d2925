"""HTTP fields of the teachers' side → plain values; shape only, and what no clock of a zone shows."""

from __future__ import annotations

import datetime as dt

from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, Form, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from quizapp.errors import Invalid
from quizapp.fields import line_field, whole_number_field
from quizapp.quizzes.forms import HOW_CHOICES, ModeForm, PlanForm
from quizapp.quizzes.models import Assignment
from quizapp.quizzes.terms import LONGEST_EXTRA, Dates
from quizapp.quizzes.wall_time import Skipped, moment_of, wall_of

QUIZ_LENGTHS = (5, 10, 15, 20, 30)
MOST_QUESTIONS = 100
MINUTE = dt.timedelta(minutes=1)
WALL_TIMES = ("open_at", "due_at", "close_at")


class ChosenQuizForm(ModeForm):
    """What a teacher decides about a quiz whose questions she has chosen one by one."""

    title = line_field(_l("Title"), longest=200, attributes={"autocomplete": "off"})
    mode = RadioField(
        _l("When students see what was right"),
        choices=[
            SelectChoice("test", _l("Test: once they have handed in")),
            SelectChoice("practise", _l("Practise: after each answer")),
        ],
        default="test",
    )
    review = RadioField(
        _l("When a test shows its answers"),
        choices=[
            SelectChoice("at_once", _l("As soon as a student hands in")),
            SelectChoice("after_close", _l("After it has closed for the whole class")),
        ],
        default="at_once",
    )


class DrawnQuizForm(ChosenQuizForm, PlanForm):
    """The same for a quiz that is drawn anew for each student."""

    how = RadioField(_l("How students answer"), choices=HOW_CHOICES, default="any")


def wall_time_field(label: str) -> DateTimeLocalField:
    """A time as a clock on the wall shows it, to the minute."""
    return DateTimeLocalField(label, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[Optional()])


class DatesForm(Form):
    """Dates as the class's clock shows them; empty means no limit."""

    open_at = wall_time_field(_l("Opens"))
    due_at = wall_time_field(_l("Due"))
    close_at = wall_time_field(_l("Closes"))
    minutes = whole_number_field(_l("Time limit in minutes"), least=1, most=300)
    attempts = whole_number_field(_l("Attempts allowed"), least=1, most=100)

    @staticmethod
    def fields_of(row: Assignment, zone: str) -> dict[str, object]:
        """What the form shows for dates that are set."""
        times = {name: getattr(row, name) for name in WALL_TIMES}
        return {
            **{name: wall_of(moment, zone) if moment else None for name, moment in times.items()},
            "minutes": row.limit_seconds // 60 if row.limit_seconds else None,
            "attempts": row.attempts,
            "extra_minutes": row.extra_seconds // 60 if row.extra_seconds else None,
        }

    def dates(self, zone: str) -> Dates:
        """The moments that are meant in the class's zone; `Invalid` at a time that its clocks never show.

        In the hour that is shown twice a year, it opens the first time and is due and closes the
        second, so that nobody loses an hour.
        """
        return Dates(
            open_at=self._moment("open_at", zone),
            due_at=self._moment("due_at", zone),
            close_at=self._moment("close_at", zone),
            limit_seconds=self.minutes.data * 60 if self.minutes.data else None,
            attempts=self.attempts.data,
        )

    def _moment(self, name: str, zone: str) -> dt.datetime | None:
        wall: dt.datetime | None = self[name].data
        if wall is None:
            return None
        try:
            return moment_of(wall, zone, second_time=name != "open_at")
        except Skipped as skipped:
            when = format_datetime(skipped.instead, "d MMM y, HH:mm", rebase=False)
            why = _(
                "The clocks in %(zone)s go forward over this time. Take %(when)s instead.",
                zone=zone,
                when=when,
            )
        except ValueError:
            why = _("Take a year between 2000 and 2099.")
        raise Invalid(name, why)


class GivingForm(DatesForm):
    """One class in the form that gives a quiz to several."""

    is_given = BooleanField()


class OverrideForm(DatesForm):
    """Other terms for one student; what is empty stays as the class has it."""

    extra_minutes = whole_number_field(_l("Extra time in minutes"), least=1, most=LONGEST_EXTRA // MINUTE)

    def dates(self, zone: str) -> Dates:
        extra = self.extra_minutes.data
        laid = super().dates(zone)
        return Dates(
            laid.open_at,
            laid.due_at,
            laid.close_at,
            laid.limit_seconds,
            laid.attempts,
            extra * 60 if extra else None,
        )

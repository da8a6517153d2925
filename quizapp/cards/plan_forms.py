"""HTTP fields of the plan page → a plan and habits; shape only."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Form, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Optional, ValidationError

from questions.memory.plan import RETENTION_MAX, RETENTION_MIN, Plan
from quizapp.cards.day_queries import Habit
from quizapp.errors import Invalid
from quizapp.fields import line_field, whole_number_field

MOST_STEPS = 8
LONGEST_INTERVAL = Plan().longest_interval
MOST_LAPSES = 99
LONGEST_STEP = 24 * 60
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIT, STANDARD = "fit", "standard"
"""What other buttons of the form wish for: a set fitted to the learner, or that of everybody.

They send the plan too, so that nothing is lost that was changed in it."""

ASIDE, MARKED = "aside", "marked"
"""What becomes of a card that keeps being forgotten."""

EASE = {"usual": 1.0, "less": 0.5, "free": 0.0}
"""How much of a usual day each choice for a weekday stands for."""

_BETWEEN_STEPS = re.compile(r"[\s,;]+")


def _are_steps(_form: Form, field: StringField) -> None:
    steps = _BETWEEN_STEPS.split(field.data) if field.data else []
    are_minutes = (
        step.isascii() and step.isdigit() and len(step) <= 4 and 1 <= int(step) <= LONGEST_STEP
        for step in steps
    )
    if len(steps) > MOST_STEPS or not all(are_minutes):
        raise ValidationError(
            _("Write up to %(most)s numbers of minutes, each from 1 to 1440: 1 10", most=MOST_STEPS)
        )


def steps_field(label: str) -> StringField:
    """Minutes, parted by spaces or commas; empty for no steps at all."""
    return line_field(
        label, longest=60, needed=False, checks=[_are_steps], attributes={"autocomplete": "off"}
    )


def day_field(label: str) -> SelectField:
    return SelectField(
        label,
        choices=[
            SelectChoice("usual", _l("as usual")),
            SelectChoice("less", _l("fewer")),
            SelectChoice("free", _l("none, if it can be")),
        ],
        default="usual",
    )


class PlanForm(FlaskForm):
    """How much a day, how it is asked, what is aimed at, and which days are kept free."""

    new_per_day = whole_number_field(_l("New cards a day"), least=0, most=1_000)
    reviews_per_day = whole_number_field(_l("Reviews a day, at most"), least=1, most=10_000)
    minutes_per_day = whole_number_field(_l("Minutes a day, at most"), least=1, most=1_440)
    buttons = RadioField(
        _l("Buttons after the answer"),
        choices=[
            SelectChoice("2", _l("Two: forgot, remembered")),
            SelectChoice("4", _l("Four: again, hard, good, easy")),
        ],
        default="2",
    )
    types_answers = BooleanField(_l("Type names, dates and numbers"))
    retention = whole_number_field(
        _l("Aim at remembering, in per cent"),
        least=round(100 * RETENTION_MIN),
        most=round(100 * RETENTION_MAX),
    )
    learning_steps = steps_field(_l("Steps of a new card, in minutes"))
    relearning_steps = steps_field(_l("Steps of a forgotten card, in minutes"))
    longest_interval = whole_number_field(
        _l("Longest wait, in days"), least=1, most=LONGEST_INTERVAL, default=LONGEST_INTERVAL
    )
    leech_after = whole_number_field(
        _l("Times forgotten until a card counts as one that keeps being forgotten"), least=1, most=MOST_LAPSES
    )
    leeches = RadioField(
        _l("What becomes of it"),
        choices=[
            SelectChoice(ASIDE, _l("It is set aside")),
            SelectChoice(MARKED, _l("It is only marked, and asked as before")),
        ],
        default=ASIDE,
    )
    monday = day_field(_l("Monday"))
    tuesday = day_field(_l("Tuesday"))
    wednesday = day_field(_l("Wednesday"))
    thursday = day_field(_l("Thursday"))
    friday = day_field(_l("Friday"))
    saturday = day_field(_l("Saturday"))
    sunday = day_field(_l("Sunday"))
    exam_on = DateField(_l("Day of the exam"), validators=[Optional()])
    break_until = DateField(_l("Back from the break on"), validators=[Optional()])
    then = HiddenField(validators=[AnyOf((None, "", FIT, STANDARD))])

    @staticmethod
    def fields_of(plan: Plan, habit: Habit, day: dt.date) -> dict[str, Any]:
        """What the form shows for a plan in force; an exam or a break that is over is no longer shown."""
        return {
            "new_per_day": habit.new_per_day,
            "reviews_per_day": habit.reviews_per_day,
            "minutes_per_day": habit.minutes_per_day,
            "buttons": str(habit.buttons),
            "types_answers": habit.types_answers,
            "retention": round(100 * plan.retention),
            "learning_steps": " ".join(map(str, plan.learning_steps)),
            "relearning_steps": " ".join(map(str, plan.relearning_steps)),
            "longest_interval": plan.longest_interval,
            "leech_after": plan.leech_after,
            "leeches": ASIDE if plan.suspends_leeches else MARKED,
            **{name: _nearest(ease) for name, ease in zip(WEEKDAYS, plan.easy_days, strict=True)},
            "exam_on": plan.exam_on if plan.exam_on and plan.exam_on > day else None,
            "break_until": habit.break_until if habit.break_until and habit.break_until > day else None,
        }

    def habit(self) -> Habit:
        return Habit(
            new_per_day=self._number("new_per_day"),
            reviews_per_day=self._number("reviews_per_day"),
            minutes_per_day=self.minutes_per_day.data,
            buttons=int(self.buttons.data),
            types_answers=self.types_answers.data,
            break_until=self.break_until.data,
        )

    def plan(self, base: Plan) -> Plan:
        """The plan as changed; its parameters and all that the page does not show stay as they are."""
        leech_after = self._number("leech_after")
        return replace(
            base,
            longest_interval=self._number("longest_interval"),
            leech_after=leech_after,
            # Half as many times more, as in Anki, it is one again.
            leech_again=base.leech_again if leech_after == base.leech_after else -(-leech_after // 2),
            suspends_leeches=self.leeches.data == ASIDE,
            retention=self._number("retention") / 100,
            learning_steps=_steps(self.learning_steps.data),
            relearning_steps=_steps(self.relearning_steps.data),
            easy_days=tuple(EASE[self[day].data] for day in WEEKDAYS),
            exam_on=self.exam_on.data,
        )

    def _number(self, name: str) -> int:
        number: int | None = self[name].data
        if number is None:
            raise Invalid(name, _("Fill this in."))
        return number


def _nearest(ease: float) -> str:
    return min(EASE, key=lambda name: abs(EASE[name] - ease))


def _steps(written: str | None) -> tuple[int, ...]:
    return tuple(map(int, _BETWEEN_STEPS.split(written))) if written else ()

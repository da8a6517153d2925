"""What a learner decides about her cards: the plan that schedules them, and how much she does in a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions.memory.days import study_day
from questions.memory.plan import Plan
from questions.memory.stored import dump_plan
from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_person
from quizapp.bank.version_cache import note_new_versions
from quizapp.cards.day_queries import Habit
from quizapp.cards.log import find_plan
from quizapp.cards.models import StudyHabit, StudyPlan
from quizapp.errors import Invalid
from quizapp.upserting import add_rows_with_ids, put_rows

FARTHEST_EXAM = dt.timedelta(days=3 * 365)
LONGEST_BREAK = dt.timedelta(days=365)


def change_plan(session: Session, user: User, plan: Plan, habit: Habit, *, now: dt.datetime) -> None:
    """From now on by this plan. What is scheduled already stays where it is until it is answered: that
    it comes up before an exam is seen to when a day is planned (`exam_queries`).

    A changed plan is a new row, because reviews name the one that scheduled them; the same plan again
    adds none. Its parameters stay those in force: they follow from her answers (`operations.fitting`).
    Raises `Invalid` at a day that lies behind, or too far ahead to plan for.
    """
    day = study_day(now, ZoneInfo(user.zone))
    _refuse_far_days("exam_on", plan.exam_on, day, FARTHEST_EXAM)
    _refuse_far_days("break_until", habit.break_until, day, LONGEST_BREAK)
    # A set that is fitted to her at the same moment must not be lost.
    hold_person(session, user.id)
    _plan_id, in_force = find_plan(session, user.id)
    plan = replace(plan, parameters=in_force.parameters)
    if plan != in_force:
        add_plan(session, user.id, plan, now=now)
    put_rows(session, StudyHabit, [{"user_id": user.id} | asdict(habit)])


def plan_in_force(session: Session, user_id: int, *, now: dt.datetime) -> tuple[int, Plan]:
    """The learner's plan with its id; at the first answer the default one becomes hers."""
    plan_id, plan = find_plan(session, user_id)
    if plan_id is None:
        plan_id = add_plan(session, user_id, plan, now=now)
    return plan_id, plan


def add_plan(session: Session, user_id: int, plan: Plan, *, now: dt.datetime) -> int:
    """From now on this is the learner's plan; its id. She must be held."""
    row = {"user_id": user_id, "plan": dump_plan(plan), "made_at": now}
    (id,) = add_rows_with_ids(session, StudyPlan, [row])
    note_new_versions(session)
    return id


def _refuse_far_days(field: str, chosen: dt.date | None, day: dt.date, farthest: dt.timedelta) -> None:
    if chosen is None:
        return
    if chosen <= day:
        raise Invalid(field, _("Take a day after today, or leave it empty."))
    if chosen > day + farthest:
        raise Invalid(field, _("That is too far ahead: take a day within %(days)s days.", days=farthest.days))

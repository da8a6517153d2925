"""What the plan page shows: the settings, what each aim would cost, and what waits."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from questions.memory.days import study_day
from questions.memory.workload import workload
from quizapp.accounts.models import User
from quizapp.cards.day_queries import find_habit
from quizapp.cards.exam_queries import refreshing_before
from quizapp.cards.figures import due_ahead
from quizapp.cards.figures_queries import clumps_of
from quizapp.cards.finding_queries import count_marked
from quizapp.cards.fitting_page import fitting_panel
from quizapp.cards.log import find_plan
from quizapp.cards.plan_forms import WEEKDAYS, PlanForm

EXAMPLE = ((20.0, 5.0, 1_000),)
"""What the cost is shown for before there are cards: a thousand of middling ones."""


def plan_page(
    session: Session, user: User, *, now: dt.datetime, refused: PlanForm | None = None
) -> dict[str, Any]:
    """The form (as sent where it was `refused`) beside what the plan in force means."""
    day = study_day(now, ZoneInfo(user.zone))
    _plan_id, plan = find_plan(session, user.id)
    habit = find_habit(session, user.id)
    clumps = clumps_of(session, user.id, day)
    due = due_ahead(session, user, day, days=1)[day].reviews
    groups = [(clump.stability, clump.difficulty, clump.cards) for clump in clumps]
    exam_on = plan.exam_on if plan.exam_on and plan.exam_on > day else None
    per_day = habit.reviews_per_day
    refreshing = refreshing_before(session, user.id, day, exam_on, per_day=per_day) if exam_on else None
    return {
        "active": "cards",
        "form": refused or PlanForm(formdata=None, data=PlanForm.fields_of(plan, habit, day)),
        "weekdays": WEEKDAYS,
        "plan": plan,
        "habit": habit,
        "percent": round(100 * plan.retention),
        "is_break": habit.break_until is not None and day < habit.break_until,
        "exam_on": exam_on,
        "refreshing": refreshing,
        "marked": count_marked(session, user.id),
        "fitting": fitting_panel(session, user.id, plan),
        "due": due,
        "catch_up_days": -(-due // habit.reviews_per_day),
        "cards": sum(clump.cards for clump in clumps),
        "costs": [
            {"percent": round(100 * cost.retention), "reviews": cost.reviews_per_day}
            for cost in workload(groups or EXAMPLE, plan)
        ],
    }

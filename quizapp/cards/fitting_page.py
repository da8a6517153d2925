"""What the plan page tells of the set of parameters in force, and of what last came of fitting one."""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy.orm import Session

from questions.memory.fitting import FEWEST_CARDS, FEWEST_REVIEWS, can_fit
from questions.memory.plan import Parameters, Plan
from quizapp.cards import fitting_queries as queries
from quizapp.cards.models import Fitting


def fitting_panel(session: Session, user_id: int, plan: Plan) -> dict[str, Any]:
    """Losses are shown as chances in per cent: what a set gave to what happened, the geometric mean."""
    newest, in_force = queries.find_newest(session, user_id), queries.find_in_force(session, user_id)
    reviews, cards = queries.count_reviews(session, user_id), queries.count_cards(session, user_id)
    is_enough = reviews >= FEWEST_REVIEWS and cards >= FEWEST_CARDS
    return {
        "is_own": plan.parameters != Parameters(),
        "in_force": _shown(in_force),
        "last": None if newest is in_force else _shown(newest),
        "waits_for": newest.outcome if newest and newest.outcome in queries.WISHES else "",
        "reviews": reviews,
        "cards": cards,
        "fewest": FEWEST_REVIEWS,
        "fewest_cards": FEWEST_CARDS,
        "can_fit": can_fit(),
        "most_answers": queries.MOST_ANSWERS if reviews > queries.MOST_ANSWERS else None,
        "is_offered": can_fit() and is_enough,
        "is_answered_since": queries.is_answered_since(session, newest, user_id),
    }


def _shown(fitting: Fitting | None) -> dict[str, Any] | None:
    if fitting is None:
        return None
    return {
        "outcome": fitting.outcome,
        "at": fitting.at,
        "reviews": fitting.reviews,
        "held_out": fitting.held_out,
        "old_chance": _chance(fitting.old_loss),
        "new_chance": _chance(fitting.new_loss),
    }


def _chance(loss: float | None) -> float | None:
    return None if loss is None else round(100 * math.exp(-loss), 1)

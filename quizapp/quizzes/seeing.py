"""What may be seen of an attempt and when: that it is over, what was right, and the key of one question."""

from __future__ import annotations

import datetime as dt

from questions import attempt as life
from questions.behaviours import BEHAVIOURS, shows_feedback
from quizapp.quizzes.log import state_of
from quizapp.quizzes.models import Attempt, Slot


def is_over(attempt: Attempt, now: dt.datetime) -> bool:
    """Whether the attempt is to be shown as finished, written down or not yet."""
    return life.is_over(attempt.state, attempt.deadline_at, now)  # type: ignore[arg-type]


def may_review(attempt: Attempt, now: dt.datetime) -> bool:
    """Whether correctness may be seen now; an attempt whose time is up must be shown as closed before."""
    if attempt.state == "open":
        return False
    if attempt.quiz.review == "at_once":
        return attempt.is_tallied
    return attempt.review_at is not None and attempt.review_at <= now


def may_see_key(attempt: Attempt, slot: Slot, now: dt.datetime) -> bool:
    is_open = may_review(attempt, now)
    return shows_feedback(BEHAVIOURS[attempt.mode], state_of(slot), is_review_open=is_open)

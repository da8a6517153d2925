"""What may be seen of an attempt and when: that it is over, what was right, and the key of one question."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from questions import attempt as life
from questions.behaviours import (
    BEHAVIOURS,
    shows_feedback,
)
from quizapp.quizzes import queries
from quizapp.quizzes.log import state_of
from quizapp.quizzes.models import Attempt, Slot
from quizapp.quizzes.operations.marking import review_opens_at
from quizapp.quizzes.reserved_queries import kept_back, reserved_from


def is_over(attempt: Attempt, now: dt.datetime) -> bool:
    """Whether the attempt is to be shown as finished, written down or not yet."""
    return life.is_over(attempt.state, attempt.deadline_at, now)  # type: ignore[arg-type]


def may_review(session: Session, attempt: Attempt, now: dt.datetime) -> bool:
    """Whether correctness of a finished attempt may be seen now."""
    if attempt.quiz.review == "at_once":
        return attempt.is_tallied or (attempt.state == "open" and not _is_kept_back(session, attempt, now))
    opens_at = attempt.review_at
    if attempt.state == "open":
        terms = queries.get_terms_of_attempt(session, attempt)
        opens_at = review_opens_at(attempt, terms, attempt.deadline_at)
    return opens_at is not None and opens_at <= now


def _is_kept_back(session: Session, attempt: Attempt, now: dt.datetime) -> bool:
    """Of an attempt whose time is up, but that nobody has closed yet: whether its review must wait."""
    reserved = reserved_from(session, attempt, now)
    return bool(kept_back(session, reserved, queries.slots_of(session, attempt.id)))


def may_see_key(session: Session, attempt: Attempt, slot: Slot, now: dt.datetime) -> bool:
    is_open = is_over(attempt, now) and may_review(session, attempt, now)
    return shows_feedback(BEHAVIOURS[attempt.mode], state_of(slot), is_review_open=is_open)

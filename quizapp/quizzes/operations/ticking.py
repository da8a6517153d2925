"""Background work in small portions: closing what is overdue, and opening reviews."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quizapp.quizzes import queries
from quizapp.quizzes.operations.marking import close_attempt
from quizapp.quizzes.operations.tallying import tally_attempt

PORTION = 50


def close_overdue(session: Session, *, now: dt.datetime) -> int:
    """Close one portion of the attempts whose deadline and grace have passed; how many there were."""
    attempts = queries.overdue(session, now, PORTION)
    for attempt in attempts:
        terms = queries.get_terms_of_attempt(session, attempt)
        close_attempt(session, attempt, terms, state="expired", now=now)
    return len(attempts)


def open_reviews(session: Session, *, now: dt.datetime) -> int:
    """Take one portion of the attempts whose review has opened into the roll-ups; how many there were."""
    attempts = queries.awaiting_review(session, now, PORTION)
    for attempt in attempts:
        tally_attempt(session, attempt, queries.slots_of(session, attempt.id))
    session.flush()
    return len(attempts)

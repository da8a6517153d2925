"""Background work in small portions: closing what is overdue, and opening reviews."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from quizapp.accounts.queries import hold_people
from quizapp.quizzes import queries
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.operations.marking import close_attempt, open_review
from quizapp.quizzes.terms_queries import get_terms_of_attempt

PORTION = 50

log = logging.getLogger(__name__)


def close_overdue(session: Session, *, now: dt.datetime) -> int:
    """Close one portion of the attempts whose deadline and grace have passed; how many it closed."""

    def close(attempt: Attempt) -> None:
        terms = get_terms_of_attempt(session, attempt)
        close_attempt(session, attempt, terms, state="expired", now=now)

    return _each(session, queries.overdue(session, now, PORTION), close)


def open_reviews(session: Session, *, now: dt.datetime) -> int:
    """Take one portion of the attempts whose review has opened into the roll-ups; how many it took."""

    def open_one(attempt: Attempt) -> None:
        open_review(session, attempt, queries.slots_of(session, attempt.id), now=now)

    return _each(session, queries.awaiting_review(session, now, PORTION), open_one)


def _each(session: Session, attempts: Iterable[Attempt], work: Callable[[Attempt], None]) -> int:
    """How many of them the work was done for: one that fails is logged and holds up no other."""
    attempts = list(attempts)
    # In the order in which everybody holds several people, for what each adds to roll-ups.
    hold_people(session, {attempt.user_id for attempt in attempts})
    done = 0
    for attempt in attempts:
        number = attempt.id
        try:
            with session.begin_nested():
                work(attempt)
        except Exception:
            log.exception("background work failed for attempt %s", number)
            # What was written past the ORM still stands in the row, and no more in the database.
            session.expire(attempt)
        else:
            done += 1
    return done

"""Where a learner may begin: quizzes that go on, what her classes gave her, and banks to practise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from questions.paper import Plan
from quizapp.bank import queries as bank
from quizapp.errors import NotFound
from quizapp.library import queries as library
from quizapp.library.models import Bank
from quizapp.quizzes import queries
from quizapp.quizzes.terms_queries import assigned_to

QUICK_LENGTH = 5


def quick_plan(session: Session, shelf: Bank, named: Sequence[str]) -> Plan:
    """A short practice of a bank, or of the topic that a button names; `NotFound` if it has no such topic."""
    topics = tuple(sorted(set(filter(None, named))))
    known = {topic.slug for topic in bank.topics_with_counts(session, shelf.id)} if topics else set()
    if not known.issuperset(topics):
        raise NotFound
    return Plan(length=QUICK_LENGTH, topics=topics, focus="all" if topics else "main")


def choices(session: Session, user: Any, now: dt.datetime) -> dict[str, Any]:
    """Where a learner may begin: what is open, what her classes gave her, and the banks."""
    user_id = user.id if user.is_authenticated else 0
    published = bank.count_published(session)
    open_attempts = queries.open_attempts_of(session, user_id, now) if user_id else []
    return {
        "now": now,
        "open_attempts": open_attempts,
        "going_on": {attempt.quiz_id for attempt in open_attempts},
        "assigned": assigned_to(session, user_id) if user_id and not user.is_guest else [],
        "banks": [(entry, published.get(entry.id, 0)) for entry in library.banks(session)],
    }

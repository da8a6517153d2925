"""Where a learner may begin: quizzes that go on, what her classes gave her, and banks to practise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from questions.paper import Plan
from quizapp.bank import queries as bank
from quizapp.errors import NotFound
from quizapp.library import queries as library
from quizapp.library.models import Bank
from quizapp.quizzes import queries
from quizapp.quizzes.terms_queries import Assigned, assigned_to

QUICK_LENGTH = 5

PAST_SHOWN = 3
"""How many of the quizzes that can be taken no more stand in sight; the others are folded away."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a class gave: `why_not` says why it cannot be begun now, "" where it can or goes on."""

    assigned: Assigned
    is_going_on: bool
    why_not: str

    @property
    def result_id(self) -> int | None:
        """The attempt whose result there is to look at, or to wait for."""
        return None if self.is_going_on else self.assigned.latest_id


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
    going_on = {attempt.quiz_id for attempt in open_attempts}
    assigned = assigned_to(session, user_id) if user_id and not user.is_guest else []
    entries = [_entry(one, one.given.quiz_id in going_on, now) for one in assigned]
    past = [one for one in entries if _is_past(one, now)]
    return {
        "now": now,
        "open_attempts": open_attempts,
        "assigned": [one for one in entries if one not in past] + past[:PAST_SHOWN],
        "past": past[PAST_SHOWN:],
        "banks": [(entry, published.get(entry.id, 0)) for entry in library.banks(session)],
    }


def _entry(assigned: Assigned, is_going_on: bool, now: dt.datetime) -> Entry:
    why_not = "" if is_going_on else assigned.terms.why_not(now, attempts_taken=assigned.taken)
    return Entry(assigned, is_going_on, why_not)


def _is_past(entry: Entry, now: dt.datetime) -> bool:
    opens_at = entry.assigned.terms.open_at
    return bool(entry.why_not) and not (opens_at is not None and now < opens_at)

"""What a learner is not asked for now, because an exam that she may still take asks about the same fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.cards.models import RecallTarget
from quizapp.quizzes.reserved_queries import banks_with_exams, reserved_for


def withheld_from(session: Session, user_id: int, now: dt.datetime) -> Collection[int]:
    """The targets that wait until the exam has closed: one statement where there is no exam.

    All roles of a fact wait, not the one that is asked alone: each of its cards says the others.
    """
    found: list[int] = []
    for bank_id in banks_with_exams(session, user_id, now):
        facts = {fact for fact, _role in reserved_for(session, user_id, bank_id, now).targets}
        targets = select(RecallTarget.id).where(RecallTarget.bank_id == bank_id, RecallTarget.fact.in_(facts))
        found += session.scalars(targets)
    return found

"""How well facts are remembered today: the estimate from every answer, in quizzes and on cards alike."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from questions.memory.days import days_between
from questions.memory.model import recall_after
from questions.paper import Target
from quizapp.cards.log import find_plan
from quizapp.cards.models import MemoryRow, RecallTarget
from quizapp.library.models import Fact, Topic

AT_RISK_BELOW = 0.9
"""Below this chance of recall a memory is worth asking for; it is what a schedule aims at by default."""


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well one topic is remembered: the mean over its facts that were practised, of so many there are.

    `at_risk` counts those about to be forgotten, but for what was asked today.
    """

    share: float
    practised: int
    facts: int
    at_risk: int

    @property
    def percent(self) -> int:
        return round(100 * self.share)


@dataclass(slots=True)
class _Fact:
    """The lowest recall of a fact's practised roles, None before any was."""

    recall: float | None = None
    is_asked_today: bool = False


def mastery_of(
    session: Session, user_id: int, topic_ids: Collection[int], day: dt.date
) -> dict[int, Mastery]:
    """How well a learner remembers these topics on a study day; those without a practised fact are left out.

    A fact is remembered as well as the weakest of its practised roles: who knows only who rejected
    it does not know yet what he rejected. What was asked today stands as it will tomorrow: having
    just read an answer is no memory of it.
    """
    if not topic_ids:
        return {}
    rows = session.execute(
        select(Fact.topic_id, Fact.slug, MemoryRow.stability, MemoryRow.last_on)
        .outerjoin(RecallTarget, and_(RecallTarget.bank_id == Fact.bank_id, RecallTarget.fact == Fact.slug))
        .outerjoin(MemoryRow, and_(MemoryRow.target_id == RecallTarget.id, MemoryRow.user_id == user_id))
        .where(
            # The topics say as much; the bank leads the index.
            Fact.bank_id.in_(select(Topic.bank_id).where(Topic.id.in_(topic_ids))),
            Fact.topic_id.in_(topic_ids),
            Fact.status == "approved",
            Fact.ask != "context",
        )
    ).all()
    if all(row.stability is None for row in rows):
        return {}
    _plan_id, plan = find_plan(session, user_id)
    topics: defaultdict[int, defaultdict[str, _Fact]] = defaultdict(lambda: defaultdict(_Fact))
    for topic_id, slug, stability, last_on in rows:
        fact = topics[topic_id or 0][slug]
        if stability is None or last_on is None:
            continue
        days = max(1, days_between(last_on, day))
        recall = recall_after(stability, days, plan.parameters)
        fact.recall = recall if fact.recall is None else min(fact.recall, recall)
        fact.is_asked_today |= last_on >= day
    found = {id: _summed(list(facts.values())) for id, facts in topics.items()}
    return {id: mastery for id, mastery in found.items() if mastery is not None}


def recalls_in(session: Session, user_id: int, bank_id: int, day: dt.date) -> dict[Target, float]:
    """How likely a learner is to recall each target of a bank that she has met.

    Not what she has set aside, and nothing of a fact that she was asked about on that very day.
    """
    rows = session.execute(
        select(
            RecallTarget.fact,
            RecallTarget.role,
            MemoryRow.stability,
            MemoryRow.last_on,
            MemoryRow.is_suspended,
        )
        .join(MemoryRow, and_(MemoryRow.target_id == RecallTarget.id, MemoryRow.user_id == user_id))
        .where(RecallTarget.bank_id == bank_id)
        .order_by(RecallTarget.id)
    ).all()
    asked_today = {row.fact for row in rows if row.last_on is not None and row.last_on >= day}
    _plan_id, plan = find_plan(session, user_id)
    return {
        (fact, role): recall_after(stability, days_between(last_on, day), plan.parameters)
        for fact, role, stability, last_on, is_suspended in rows
        if fact is not None
        and role is not None
        and stability is not None
        and last_on is not None
        and not is_suspended
        and fact not in asked_today
    }


def _summed(facts: Sequence[_Fact]) -> Mastery | None:
    recalls = [fact.recall for fact in facts if fact.recall is not None]
    if not recalls:
        return None
    at_risk = [
        fact
        for fact in facts
        if fact.recall is not None and fact.recall < AT_RISK_BELOW and not fact.is_asked_today
    ]
    return Mastery(fmean(recalls), len(recalls), len(facts), len(at_risk))

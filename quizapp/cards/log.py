"""Memories, plans and log entries: rows ↔ the values of the ground floor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from questions.memory.log import Entry
from questions.memory.plan import DEFAULT_PLAN, Plan
from questions.memory.state import Memory, Rating
from questions.memory.stored import load_evidence, load_memory, load_plan
from quizapp.bank.version_cache import VersionCache
from quizapp.cards.models import MemoryRow, Review, StudyPlan
from quizapp.db import read_columns
from quizapp.reading import read_all

ADOPT = "adopt"
"""The action of an entry that sets a memory to what another program knew of it (kept as its evidence)."""

IMPORTED = "import-"
"""How the uuids of entries begin that came with a file."""

MEMORY_COLUMNS = tuple(getattr(MemoryRow, name) for name in Memory._fields)
"""The columns of a memory's row that make its value, in the order of `Memory`'s fields."""

_plans: VersionCache[int, Plan] = VersionCache(2_000)


def memory_of(values: Sequence[Any]) -> Memory:
    """The value of `MEMORY_COLUMNS` as read."""
    return Memory(*values)


def columns_of(memory: Memory) -> dict[str, Any]:
    return memory._asdict()


def plans_of(session: Session, ids: Iterable[int]) -> Mapping[int, Plan]:
    """Plans by id; they never change once made."""
    return _plans.get(session, ids, _read_plans)


def plan_of(session: Session, id: int | None) -> Plan:
    """The plan with this id; the default one where there is none."""
    return DEFAULT_PLAN if id is None else plans_of(session, [id])[id]


def find_plan(session: Session, user_id: int) -> tuple[int | None, Plan]:
    """The learner's current plan and its id; the default one, without an id, before her first answer."""
    ((newest,),) = read_all(session, _NEWEST_PLAN, {"user_id": user_id})
    return newest, plan_of(session, newest)


def logs_of(session: Session, user_id: int, target_ids: Collection[int]) -> dict[int, list[Entry]]:
    """The whole logs of these memories, by target."""
    rows = read_columns(session, _LOGS, {"user_id": user_id, "targets": list(target_ids)}).all()
    plans = plans_of(session, {row.plan_id for row in rows})
    logs: dict[int, list[Entry]] = {target: [] for target in target_ids}
    for row in rows:
        logs[row.target_id].append(_entry(row, plans[row.plan_id]))
    return logs


_NEWEST_PLAN = select(func.max(StudyPlan.id)).where(StudyPlan.user_id == bindparam("user_id"))
_LOGS = (
    select(
        Review.id,
        Review.target_id,
        Review.kind,
        Review.at,
        Review.day,
        Review.plan_id,
        Review.rating,
        Review.evidence,
        Review.action,
        Review.undoes_id,
        Review.scheduled_days,
        Review.before,
    )
    .where(Review.user_id == bindparam("user_id"), Review.target_id.in_(bindparam("targets", expanding=True)))
    .order_by(Review.target_id, Review.id)
)


def _entry(row: Any, plan: Plan) -> Entry:
    is_adopted = row.action == ADOPT
    return Entry(
        id=row.id,
        kind=row.kind,
        at=row.at,
        day=row.day,
        plan=plan,
        rating=Rating(row.rating) if row.rating is not None else None,
        evidence=load_evidence(row.evidence) if row.evidence is not None and not is_adopted else None,
        action=None if is_adopted else row.action,
        adopted=load_memory(row.evidence) if is_adopted else None,
        undoes=row.undoes_id,
        days=row.scheduled_days,
        before=load_memory(row.before),
    )


def _read_plans(session: Session, ids: list[int]) -> dict[int, Plan]:
    rows = session.execute(select(StudyPlan.id, StudyPlan.plan).where(StudyPlan.id.in_(ids)))
    return {id: load_plan(plan) for id, plan in rows}

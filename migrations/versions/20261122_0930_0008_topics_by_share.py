"""Roll-ups by topic hold how much was earned, with what people marked, not how many answers were all right.

Revision: 0008
Builds on: 0007
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LEARNERS_AT_ONCE = 100
MILLION = 1_000_000
JUDGED = ("open_answer",)

_attempt = sa.table(
    "attempt",
    sa.column("id"),
    sa.column("user_id"),
    sa.column("is_tallied", sa.Boolean),
    sa.column("started_at", sa.DateTime(timezone=True)),
    sa.column("finished_at", sa.DateTime(timezone=True)),
)
_slot = sa.table(
    "slot",
    sa.column("attempt_id"),
    sa.column("number"),
    sa.column("version_id"),
    sa.column("points"),
    sa.column("given", sa.JSON),
    sa.column("checked_as"),
    sa.column("earned"),
    sa.column("verdict"),
)
_step = sa.table(
    "step",
    sa.column("attempt_id"),
    sa.column("slot"),
    sa.column("kind"),
    sa.column("at", sa.DateTime(timezone=True)),
)
_version = sa.table(
    "question_version",
    sa.column("id"),
    sa.column("question_id"),
    sa.column("type"),
    sa.column("facts", sa.JSON),
)
_question = sa.table("question", sa.column("id"), sa.column("topic_id"))
_topic_tally = sa.table(
    "topic_tally",
    sa.column("user_id"),
    sa.column("topic_id"),
    sa.column("answers"),
    sa.column("earned"),
    sa.column("right"),
    sa.column("facts"),
    sa.column("last_at", sa.DateTime(timezone=True)),
)
_fact_seen = sa.table("fact_seen", sa.column("user_id"), sa.column("topic_id"), sa.column("fact"))


def upgrade() -> None:
    _empty()
    with op.batch_alter_table("topic_tally") as table:
        table.add_column(sa.Column("earned", sa.BigInteger(), nullable=False))
        table.drop_column("right")
    _fold(by_share=True)


def downgrade() -> None:
    _empty()
    with op.batch_alter_table("topic_tally") as table:
        table.add_column(sa.Column("right", sa.Integer(), nullable=False))
        table.drop_column("earned")
    _fold(by_share=False)


def _empty() -> None:
    for rolled_up in (_topic_tally, _fact_seen):
        op.execute(sa.delete(rolled_up))


def _fold(*, by_share: bool) -> None:
    """Make the roll-ups by topic from the answers that may be seen, some learners at a time."""
    connection = op.get_bind()
    for learners in _portions(connection):
        by_topic: defaultdict[tuple[int, int], list[sa.Row[Any]]] = defaultdict(list)
        for row in connection.execute(_answers(learners)):
            is_taken = row.verdict != "awaiting" if by_share else row.type not in JUDGED
            if is_taken and _is_answer(row.given):
                by_topic[row.user_id, row.topic_id].append(row)
        tallies, seen = [], []
        for (user_id, topic_id), rows in sorted(by_topic.items()):
            key = {"user_id": user_id, "topic_id": topic_id}
            facts = {fact for row in rows for fact in row.facts or [f"question-{row.question_id}"]}
            seen += [key | {"fact": fact} for fact in sorted(facts)]
            counts = _by_share(rows) if by_share else _by_right(rows)
            last_at = max(_moment(row) for row in rows)
            tallies.append(key | counts | {"facts": len(facts), "last_at": last_at})
        if tallies:
            connection.execute(sa.insert(_topic_tally), tallies)
            connection.execute(sa.insert(_fact_seen), seen)


def _by_share(rows: Sequence[sa.Row[Any]]) -> dict[str, int]:
    counting = [row for row in rows if row.verdict != "dropped"]
    shares = [
        (2 * MILLION * (row.earned or 0) + row.points) // (2 * row.points) if row.points else 0
        for row in counting
    ]
    return {"answers": len(counting), "earned": sum(shares)}


def _by_right(rows: Sequence[sa.Row[Any]]) -> dict[str, int]:
    return {"answers": len(rows), "right": sum(row.verdict in ("right", "dropped") for row in rows)}


def _portions(connection: sa.Connection) -> Iterator[Sequence[int]]:
    last = 0
    while True:
        learners = connection.scalars(
            sa.select(_attempt.c.user_id)
            .where(_attempt.c.user_id > last)
            .distinct()
            .order_by(_attempt.c.user_id)
            .limit(LEARNERS_AT_ONCE)
        ).all()
        if not learners:
            return
        yield learners
        last = learners[-1]


def _answers(learners: Sequence[int]) -> sa.Select[Any]:
    return (
        sa.select(
            _attempt.c.user_id,
            _question.c.topic_id,
            _question.c.id.label("question_id"),
            _version.c.type,
            _version.c.facts,
            _slot.c.given,
            _slot.c.points,
            _slot.c.earned,
            _slot.c.verdict,
            _attempt.c.started_at,
            _attempt.c.finished_at,
            _step.c.at.label("checked_at"),
        )
        .join_from(_attempt, _slot, _slot.c.attempt_id == _attempt.c.id)
        .join(_version, _version.c.id == _slot.c.version_id)
        .join(_question, _question.c.id == _version.c.question_id)
        .outerjoin(
            _step,
            sa.and_(
                _step.c.attempt_id == _slot.c.attempt_id,
                _step.c.slot == _slot.c.number,
                _step.c.kind == "checked",
            ),
        )
        .where(
            _attempt.c.user_id.in_(learners),
            _question.c.topic_id.is_not(None),
            sa.or_(_attempt.c.is_tallied, _slot.c.checked_as.is_not(None)),
        )
    )


def _is_answer(given: dict[str, Any] | None) -> bool:
    return given is not None and given.get("blank", "declared") == "declared"


def _moment(row: sa.Row[Any]) -> dt.datetime:
    moment: dt.datetime = row.checked_at or row.finished_at or row.started_at
    return moment

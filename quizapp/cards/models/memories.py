"""What a learner remembers of each target, and the log that explains it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base


class MemoryRow(Base):
    """The current state of one learner's memory of one target: a cache of its log.

    The columns up to `buried_on` are `questions.memory.state.Memory`; `deck_id` is the deck it is studied in
    and `position` its place there (None while idle).
    """

    __tablename__ = "memory"
    __table_args__ = (
        CheckConstraint("queue IN ('idle', 'learning', 'review', 'relearning')", name="queue"),
        CheckConstraint("(queue = 'review') = (due_on IS NOT NULL)", name="due_in_review"),
        CheckConstraint("(queue IN ('learning', 'relearning')) = (due_at IS NOT NULL)", name="due_in_steps"),
        # What is due is counted along this index alone: its memories lie scattered among all others.
        Index(
            "ix_memory_due",
            "user_id",
            "deck_id",
            "queue",
            "due_on",
            "position",
            "target_id",
            "is_suspended",
            "buried_on",
        ),
        # What is known of a collection is summed up along this index alone, row by row of it.
        Index("ix_memory_day", "user_id", "last_on", "stability", "difficulty"),
        Index("ix_memory_target", "target_id"),
        Index(
            "ix_memory_leech",
            "user_id",
            "lapses",
            sqlite_where=text("is_leech IS 1"),
            postgresql_where=text("is_leech IS true"),
        ),
        Index(
            "ix_memory_marked",
            "user_id",
            "deck_id",
            "position",
            "target_id",
            sqlite_where=text("is_suspended IS 1 OR is_flagged IS 1 OR is_leech IS 1"),
            postgresql_where=text("is_suspended IS true OR is_flagged IS true OR is_leech IS true"),
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    target_id: Mapped[int] = mapped_column(
        ForeignKey("recall_target.id", ondelete="RESTRICT"), primary_key=True
    )
    deck_id: Mapped[int | None] = mapped_column(ForeignKey("deck.id", ondelete="SET NULL"))
    position: Mapped[int | None]
    queue: Mapped[str] = mapped_column(String(10))
    stability: Mapped[float | None] = mapped_column(Float(53))
    difficulty: Mapped[float | None] = mapped_column(Float(53))
    last_on: Mapped[dt.date | None] = mapped_column(Date)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    due_at: Mapped[dt.datetime | None]
    interval: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    reps: Mapped[int] = mapped_column(default=0)
    lapses: Mapped[int] = mapped_column(default=0)
    is_suspended: Mapped[bool] = mapped_column(default=False)
    is_leech: Mapped[bool] = mapped_column(default=False)
    is_flagged: Mapped[bool] = mapped_column(default=False)
    buried_on: Mapped[dt.date | None] = mapped_column(Date)
    last_at: Mapped[dt.datetime]
    row_version: Mapped[int] = mapped_column(default=1)


class Review(Base):
    """One entry of a memory's log; rows are only ever inserted.

    `uuid` is the client's (ours for a quiz answer), unique per learner: a replayed batch is harmless.
    `at` is when the learner answered, `recorded_at` when we heard of it. `before` and `after` are
    dumped memories, `predicted` is the recall foreseen; `evidence` is that of a quiz answer, given in
    `attempt_id` and `slot`, or the memory that was adopted from another program.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("user_id", "uuid"),
        CheckConstraint(
            "kind IN ('learn', 'review', 'relearn', 'cram', 'manual', 'quiz', 'undo')", name="kind"
        ),
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        CheckConstraint("(kind = 'undo') = (undoes_id IS NOT NULL)", name="undo_names_one"),
        ForeignKeyConstraint(
            ["user_id", "target_id"], ["memory.user_id", "memory.target_id"], ondelete="CASCADE"
        ),
        Index("ix_review_target", "user_id", "target_id", "id"),
        Index("ix_review_user", "user_id", "id"),
        Index(
            "ix_review_attempt",
            "attempt_id",
            "slot",
            sqlite_where=text("attempt_id IS NOT NULL"),
            postgresql_where=text("attempt_id IS NOT NULL"),
        ),
        Index(
            "uq_review_undoes",
            "undoes_id",
            unique=True,
            sqlite_where=text("undoes_id IS NOT NULL"),
            postgresql_where=text("undoes_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    target_id: Mapped[int]
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id", ondelete="SET NULL"))
    uuid: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(8))
    at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    day: Mapped[dt.date] = mapped_column(Date)
    rating: Mapped[int | None]
    action: Mapped[str | None] = mapped_column(String(10))
    evidence: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    slot: Mapped[int | None]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    elapsed_days: Mapped[int | None]
    scheduled_days: Mapped[int | None]
    duration_ms: Mapped[int | None]
    predicted: Mapped[float | None] = mapped_column(Float(53))
    plan_id: Mapped[int] = mapped_column(ForeignKey("study_plan.id", ondelete="RESTRICT"))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]

"""Flashcards: decks, notes and cards, memories with their log, and roll-ups of days.

Revision: 0002
Builds on: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_tally",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("introduced", sa.Integer(), nullable=False),
        sa.Column("reviewed", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        sa.Column("young_asked", sa.Integer(), nullable=False),
        sa.Column("young_kept", sa.Integer(), nullable=False),
        sa.Column("mature_asked", sa.Integer(), nullable=False),
        sa.Column("mature_kept", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_day_tally_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "day", name=op.f("pk_day_tally")),
    )
    op.create_table(
        "due_tally",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_due_tally_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "due_on", name=op.f("pk_due_tally")),
    )
    op.create_table(
        "foresight_tally",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("foreseen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_foresight_tally_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "band", name=op.f("pk_foresight_tally")),
    )
    op.create_table(
        "study_habit",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("new_per_day", sa.Integer(), nullable=False),
        sa.Column("reviews_per_day", sa.Integer(), nullable=False),
        sa.Column("minutes_per_day", sa.Integer(), nullable=True),
        sa.Column("buttons", sa.Integer(), nullable=False),
        sa.Column("types_answers", sa.Boolean(), nullable=False),
        sa.Column("break_until", sa.Date(), nullable=True),
        sa.CheckConstraint("buttons IN (2, 4)", name=op.f("ck_study_habit_buttons")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_study_habit_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_study_habit")),
    )
    op.create_table(
        "study_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_study_plan_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_plan")),
    )
    with op.batch_alter_table("study_plan", schema=None) as batch_op:
        batch_op.create_index("ix_study_plan_user", ["user_id", "id"], unique=False)

    op.create_table(
        "deck",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("bank_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("last_position", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(owner_id IS NULL) = (bank_id IS NOT NULL)", name=op.f("ck_deck_owner_or_bank")),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_deck_bank_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_deck_owner_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["deck.id"], name=op.f("fk_deck_parent_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_deck_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deck")),
    )
    with op.batch_alter_table("deck", schema=None) as batch_op:
        batch_op.create_index("ix_deck_owner", ["owner_id"], unique=False)
        batch_op.create_index("ix_deck_parent", ["parent_id"], unique=False)
        batch_op.create_index("uq_deck_bank_topic", ["bank_id", "topic_id"], unique=True)

    op.create_table(
        "deck_share",
        sa.Column("deck_id", sa.Integer(), nullable=False),
        sa.Column("classroom_id", sa.Integer(), nullable=False),
        sa.Column("shared_by_id", sa.Integer(), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["classroom_id"], ["classroom.id"], name=op.f("fk_deck_share_classroom_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["deck_id"], ["deck.id"], name=op.f("fk_deck_share_deck_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shared_by_id"], ["user.id"], name=op.f("fk_deck_share_shared_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("deck_id", "classroom_id", name=op.f("pk_deck_share")),
    )
    with op.batch_alter_table("deck_share", schema=None) as batch_op:
        batch_op.create_index("ix_deck_share_classroom", ["classroom_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deck_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("fact", sa.String(length=80), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'fact') = (fact <> '')", name=op.f("ck_note_fact_named")),
        sa.CheckConstraint(
            "kind IN ('fact', 'basic', 'reversed', 'cloze', 'typed')", name=op.f("ck_note_kind")
        ),
        sa.ForeignKeyConstraint(["deck_id"], ["deck.id"], name=op.f("fk_note_deck_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("deck_id", "guid", name=op.f("uq_note_deck_id_guid")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("ix_note_deck", ["deck_id", "id"], unique=False)

    op.create_table(
        "study",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("deck_id", sa.Integer(), nullable=False),
        sa.Column("met_position", sa.Integer(), nullable=False),
        sa.Column("only_kept", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["deck_id"], ["deck.id"], name=op.f("fk_study_deck_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_study_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "deck_id", name=op.f("pk_study")),
    )
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.create_index("ix_study_deck", ["deck_id"], unique=False)

    op.create_table(
        "note_tag",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_note_tag_note_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("note_id", "tag", name=op.f("pk_note_tag")),
    )
    with op.batch_alter_table("note_tag", schema=None) as batch_op:
        batch_op.create_index("ix_note_tag_tag", ["tag", "note_id"], unique=False)

    op.create_table(
        "recall_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=True),
        sa.Column("fact", sa.String(length=80), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("kin", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "(note_id IS NULL) = (bank_id IS NOT NULL)", name=op.f("ck_recall_target_fact_or_note")
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_recall_target_bank_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_recall_target_note_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_target")),
        sa.UniqueConstraint("bank_id", "fact", "role", name=op.f("uq_recall_target_bank_id_fact_role")),
        sa.UniqueConstraint("note_id", "ordinal", name=op.f("uq_recall_target_note_id_ordinal")),
    )
    with op.batch_alter_table("recall_target", schema=None) as batch_op:
        batch_op.create_index("ix_recall_target_kin", ["kin"], unique=False)

    op.create_table(
        "card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("deck_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("face", sa.JSON(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "form IN ('question', 'cloze', 'reversed', 'basic', 'typed')", name=op.f("ck_card_form")
        ),
        sa.ForeignKeyConstraint(["deck_id"], ["deck.id"], name=op.f("fk_card_deck_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_card_note_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["target_id"], ["recall_target.id"], name=op.f("fk_card_target_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("note_id", "ordinal", name=op.f("uq_card_note_id_ordinal")),
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index("ix_card_deck_position", ["deck_id", "position", "ordinal"], unique=False)
        batch_op.create_index("ix_card_target", ["target_id"], unique=False)

    op.create_table(
        "memory",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("deck_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("queue", sa.String(length=10), nullable=False),
        sa.Column("stability", sa.Float(precision=53), nullable=True),
        sa.Column("difficulty", sa.Float(precision=53), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("is_suspended", sa.Boolean(), nullable=False),
        sa.Column("is_leech", sa.Boolean(), nullable=False),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("buried_on", sa.Date(), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(queue = 'review') = (due_on IS NOT NULL)", name=op.f("ck_memory_due_in_review")),
        sa.CheckConstraint(
            "(queue IN ('learning', 'relearning')) = (due_at IS NOT NULL)",
            name=op.f("ck_memory_due_in_steps"),
        ),
        sa.CheckConstraint(
            "queue IN ('idle', 'learning', 'review', 'relearning')", name=op.f("ck_memory_queue")
        ),
        sa.ForeignKeyConstraint(
            ["deck_id"], ["deck.id"], name=op.f("fk_memory_deck_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["recall_target.id"], name=op.f("fk_memory_target_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_memory_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "target_id", name=op.f("pk_memory")),
    )
    with op.batch_alter_table("memory", schema=None) as batch_op:
        batch_op.create_index(
            "ix_memory_day", ["user_id", "last_on", "stability", "difficulty"], unique=False
        )
        batch_op.create_index(
            "ix_memory_due", ["user_id", "deck_id", "queue", "due_on", "position"], unique=False
        )
        batch_op.create_index("ix_memory_target", ["target_id"], unique=False)
        batch_op.create_index(
            "ix_memory_leech",
            ["user_id", "lapses"],
            unique=False,
            sqlite_where=sa.text("is_leech IS 1"),
            postgresql_where=sa.text("is_leech IS true"),
        )

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("uuid", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=10), nullable=True),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("elapsed_days", sa.Integer(), nullable=True),
        sa.Column("scheduled_days", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("predicted", sa.Float(precision=53), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'undo') = (undoes_id IS NOT NULL)", name=op.f("ck_review_undo_names_one")
        ),
        sa.CheckConstraint(
            "kind IN ('learn', 'review', 'relearn', 'cram', 'manual', 'quiz', 'undo')",
            name=op.f("ck_review_kind"),
        ),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name=op.f("ck_review_rating")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_review_attempt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["card.id"], name=op.f("fk_review_card_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["study_plan.id"], name=op.f("fk_review_plan_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["review.id"], name=op.f("fk_review_undoes_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "target_id"],
            ["memory.user_id", "memory.target_id"],
            name=op.f("fk_review_user_id_target_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("user_id", "uuid", name=op.f("uq_review_user_id_uuid")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_attempt", ["attempt_id", "slot"], unique=False)
        batch_op.create_index("ix_review_target", ["user_id", "target_id", "id"], unique=False)
        batch_op.create_index("ix_review_user", ["user_id", "id"], unique=False)
        batch_op.create_index("uq_review_undoes", ["undoes_id"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index("uq_review_undoes")
        batch_op.drop_index("ix_review_user")
        batch_op.drop_index("ix_review_target")
        batch_op.drop_index("ix_review_attempt")

    op.drop_table("review")
    with op.batch_alter_table("memory", schema=None) as batch_op:
        batch_op.drop_index("ix_memory_leech")
        batch_op.drop_index("ix_memory_target")
        batch_op.drop_index("ix_memory_due")
        batch_op.drop_index("ix_memory_day")

    op.drop_table("memory")
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index("ix_card_target")
        batch_op.drop_index("ix_card_deck_position")

    op.drop_table("card")
    with op.batch_alter_table("recall_target", schema=None) as batch_op:
        batch_op.drop_index("ix_recall_target_kin")

    op.drop_table("recall_target")
    with op.batch_alter_table("note_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_note_tag_tag")

    op.drop_table("note_tag")
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.drop_index("ix_study_deck")

    op.drop_table("study")
    op.drop_table("note")
    with op.batch_alter_table("deck_share", schema=None) as batch_op:
        batch_op.drop_index("ix_deck_share_classroom")

    op.drop_table("deck_share")
    with op.batch_alter_table("deck", schema=None) as batch_op:
        batch_op.drop_index("uq_deck_bank_topic")
        batch_op.drop_index("ix_deck_parent")
        batch_op.drop_index("ix_deck_owner")

    op.drop_table("deck")
    with op.batch_alter_table("study_plan", schema=None) as batch_op:
        batch_op.drop_index("ix_study_plan_user")

    op.drop_table("study_plan")
    op.drop_table("study_habit")
    op.drop_table("foresight_tally")
    op.drop_table("due_tally")
    op.drop_table("day_tally")

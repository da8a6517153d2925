"""What teachers rule on answers that were marked already.

Revision: 0007
Builds on: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "way IN ('as_asked', 'new_key', 'better', 'full', 'dropped')", name=op.f("ck_ruling_way")
        ),
        sa.CheckConstraint(
            "(way IN ('new_key', 'better')) = (version_id IS NOT NULL)", name=op.f("ck_ruling_key_named")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_ruling_assignment_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_ruling_question_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["question_version.id"], name=op.f("fk_ruling_version_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_ruling_made_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["ruling.id"], name=op.f("fk_ruling_undoes_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_ruling_undoes_id")),
    )
    op.create_index("ix_ruling_assignment_question", "ruling", ["assignment_id", "question_id", "id"])
    op.create_table(
        "ruled_answer",
        sa.Column("ruling_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("was_earned", sa.BigInteger(), nullable=False),
        sa.Column("was_verdict", sa.String(length=12), nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["ruling_id"], ["ruling.id"], name=op.f("fk_ruled_answer_ruling_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_ruled_answer_attempt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ruling_id", "attempt_id", "slot", name=op.f("pk_ruled_answer")),
    )
    op.create_index("ix_ruled_answer_attempt", "ruled_answer", ["attempt_id", "slot", "ruling_id"])
    with op.batch_alter_table("slot") as table:
        table.add_column(sa.Column("ruling_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_slot_ruling_id"), "ruling", ["ruling_id"], ["id"], ondelete="RESTRICT"
        )


def downgrade() -> None:
    with op.batch_alter_table("slot") as table:
        table.drop_constraint(op.f("fk_slot_ruling_id"), type_="foreignkey")
        table.drop_column("ruling_id")
    op.drop_table("ruled_answer")
    op.drop_table("ruling")

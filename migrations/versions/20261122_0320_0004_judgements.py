"""What people give for open answers.

Revision: 0004
Builds on: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_judgement_attempt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["user.id"], name=op.f("fk_judgement_judged_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_index("ix_judgement_attempt_slot", "judgement", ["attempt_id", "slot", "id"])
    op.create_index(
        "ix_slot_awaiting",
        "slot",
        ["attempt_id"],
        sqlite_where=sa.text("verdict = 'awaiting'"),
        postgresql_where=sa.text("verdict = 'awaiting'"),
    )


def downgrade() -> None:
    op.drop_index("ix_slot_awaiting", table_name="slot")
    op.drop_index("ix_judgement_attempt_slot", table_name="judgement")
    op.drop_table("judgement")

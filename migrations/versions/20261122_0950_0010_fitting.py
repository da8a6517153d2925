"""The memory model fitted to a learner.

Revision: 0010
Builds on: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("held_out", sa.Integer(), nullable=True),
        sa.Column("old_loss", sa.Float(precision=53), nullable=True),
        sa.Column("new_loss", sa.Float(precision=53), nullable=True),
        sa.Column("parameters", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('wished', 'kept', 'not_kept', 'failed', 'standard_wished', 'standard')",
            name=op.f("ck_fitting_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome IN ('kept', 'standard')) = (plan_id IS NOT NULL)", name=op.f("ck_fitting_plan_named")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_fitting_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["study_plan.id"], name=op.f("fk_fitting_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fitting")),
    )
    op.create_index("ix_fitting_user", "fitting", ["user_id", "id"])
    op.create_index("ix_fitting_plan", "fitting", ["plan_id"])


def downgrade() -> None:
    op.drop_table("fitting")

"""The answers to a version are found by attempt too, so that those of one class are not looked for among all.

Revision: 0017
Builds on: 0016
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_slot_version_attempt", "slot", ["version_id", "attempt_id"])
    op.drop_index("ix_slot_version", "slot")


def downgrade() -> None:
    op.create_index("ix_slot_version", "slot", ["version_id"])
    op.drop_index("ix_slot_version_attempt", "slot")

"""Indexes for cards: what is due or in a deck is counted from one alone; answers enter themselves in fewer.

Revision: 0012
Builds on: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

DUE = ["user_id", "deck_id", "queue", "due_on", "position"]
PLACE = ["deck_id", "position", "ordinal"]
PARTIAL = {"ix_review_attempt": "attempt_id IS NOT NULL", "uq_review_undoes": "undoes_id IS NOT NULL"}


def upgrade() -> None:
    with op.batch_alter_table("memory", schema=None) as batch_op:
        batch_op.drop_index("ix_memory_due")
        batch_op.create_index("ix_memory_due", [*DUE, "target_id", "is_suspended", "buried_on"], unique=False)
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index("ix_card_deck_position")
        batch_op.create_index("ix_card_deck_position", [*PLACE, "retired_at"], unique=False)
    _index_reviews(PARTIAL)


def downgrade() -> None:
    with op.batch_alter_table("memory", schema=None) as batch_op:
        batch_op.drop_index("ix_memory_due")
        batch_op.create_index("ix_memory_due", DUE, unique=False)
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index("ix_card_deck_position")
        batch_op.create_index("ix_card_deck_position", PLACE, unique=False)
    _index_reviews({})


def _index_reviews(only: dict[str, str]) -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        for name, columns in (
            ("ix_review_attempt", ["attempt_id", "slot"]),
            ("uq_review_undoes", ["undoes_id"]),
        ):
            where = {f"{dialect}_where": sa.text(only[name]) for dialect in ("sqlite", "postgresql") if only}
            batch_op.drop_index(name)
            batch_op.create_index(name, columns, unique=name.startswith("uq"), **where)

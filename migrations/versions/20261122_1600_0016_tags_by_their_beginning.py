"""Tags are found by their beginning, whatever the language of the database.

Revision: 0016
Builds on: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _collate("C")


def downgrade() -> None:
    _collate(None)


def _collate(collation: str | None) -> None:
    # SQLite compares code points anyway; PostgreSQL as its language does, where `a::b` may follow `ab`.
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("note_tag", "folded", type_=sa.String(180, collation=collation))

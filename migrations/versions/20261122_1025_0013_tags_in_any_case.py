"""Tags are found whatever their case.

Revision: 0013
Builds on: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("note_tag", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded", sa.String(length=180), nullable=True))
    note_tag = sa.table("note_tag", sa.column("tag"), sa.column("folded"))
    connection = op.get_bind()
    # No SQL of both databases folds all alphabets alike.
    for tag in connection.scalars(sa.select(note_tag.c.tag).distinct()).all():
        connection.execute(note_tag.update().where(note_tag.c.tag == tag).values(folded=tag.casefold()))
    with op.batch_alter_table("note_tag", schema=None) as batch_op:
        batch_op.alter_column("folded", existing_type=sa.String(length=180), nullable=False)
        batch_op.create_index("ix_note_tag_folded", ["deck_id", "folded", "note_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("note_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_note_tag_folded")
        batch_op.drop_column("folded")

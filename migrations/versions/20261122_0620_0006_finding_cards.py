"""Finding cards across decks: tags by deck, and what a learner has set aside or flagged.

Revision: 0006
Builds on: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("note_tag", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deck_id", sa.Integer(), nullable=True))
    op.execute("UPDATE note_tag SET deck_id = (SELECT deck_id FROM note WHERE note.id = note_tag.note_id)")
    with op.batch_alter_table("note_tag", schema=None) as batch_op:
        batch_op.alter_column("deck_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            op.f("fk_note_tag_deck_id"), "deck", ["deck_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.drop_index("ix_note_tag_tag")
        batch_op.create_index("ix_note_tag_deck", ["deck_id", "tag", "note_id"], unique=False)

    with op.batch_alter_table("memory", schema=None) as batch_op:
        batch_op.create_index(
            "ix_memory_marked",
            ["user_id", "deck_id", "position", "target_id"],
            unique=False,
            sqlite_where=sa.text("is_suspended IS 1 OR is_flagged IS 1 OR is_leech IS 1"),
            postgresql_where=sa.text("is_suspended IS true OR is_flagged IS true OR is_leech IS true"),
        )


def downgrade() -> None:
    with op.batch_alter_table("memory", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_memory_marked",
            sqlite_where=sa.text("is_suspended IS 1 OR is_flagged IS 1 OR is_leech IS 1"),
            postgresql_where=sa.text("is_suspended IS true OR is_flagged IS true OR is_leech IS true"),
        )

    with op.batch_alter_table("note_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_note_tag_deck")
        batch_op.drop_constraint(op.f("fk_note_tag_deck_id"), type_="foreignkey")
        batch_op.drop_column("deck_id")
        batch_op.create_index("ix_note_tag_tag", ["tag", "note_id"], unique=False)

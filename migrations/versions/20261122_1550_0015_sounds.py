"""Sounds are kept where pictures are.

Revision: 0015
Builds on: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_PICTURES = "'image/png', 'image/jpeg', 'image/gif', 'image/webp'"
_SOUNDS = "'audio/mpeg', 'audio/ogg', 'audio/wav', 'audio/mp4', 'audio/aac', 'audio/webm', 'audio/flac'"
_COLUMNS = "sha256, media_type, width, height, size, owner_id, kept_at, content"


def upgrade() -> None:
    op.create_table(
        "medium",
        *_columns(),
        sa.CheckConstraint(f"media_type IN ({_PICTURES}, {_SOUNDS})", name=op.f("ck_medium_media_type")),
        sa.CheckConstraint("width >= 0 AND height >= 0", name=op.f("ck_medium_has_size")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_medium_owner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_medium")),
    )
    op.execute(f"INSERT INTO medium ({_COLUMNS}) SELECT {_COLUMNS} FROM picture")  # noqa: S608 - ours
    op.drop_table("picture")
    op.create_index("ix_medium_owner", "medium", ["owner_id", "size"])
    op.create_index("ix_medium_kept_at", "medium", ["kept_at"])


def downgrade() -> None:
    """Sounds go: what ran before knows none, and shows the words that stand for them."""
    op.create_table(
        "picture",
        *_columns(),
        sa.CheckConstraint(f"media_type IN ({_PICTURES})", name=op.f("ck_picture_media_type")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_picture_has_size")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_picture_owner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_picture")),
    )
    op.execute(
        f"INSERT INTO picture ({_COLUMNS}) SELECT {_COLUMNS} FROM medium WHERE media_type IN ({_PICTURES})"  # noqa: S608
    )
    op.drop_table("medium")
    op.create_index("ix_picture_owner", "picture", ["owner_id", "size"])
    op.create_index("ix_picture_kept_at", "picture", ["kept_at"])


def _columns() -> tuple[sa.Column[object], ...]:
    """The columns of both tables; of a sound width and height are 0."""
    return (
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )

"""What a paper is told of a key stands beside it, so that no key is read where one is drawn.

Revision: 0014
Builds on: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from questions.told import told_of

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEYS_AT_ONCE = 500

_version = sa.table("question_version", sa.column("id"), sa.column("asked", sa.JSON))
_key = sa.table(
    "question_key",
    sa.column("version_id"),
    sa.column("sealed", sa.JSON),
    sa.column("answer_token"),
    sa.column("is_true"),
)


def upgrade() -> None:
    with op.batch_alter_table("question_key") as table:
        table.add_column(sa.Column("answer_token", sa.String(length=16), server_default="", nullable=False))
        table.add_column(sa.Column("is_true", sa.Boolean(), nullable=True))
    _fill(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("question_key") as table:
        table.drop_column("is_true")
        table.drop_column("answer_token")


def _fill(connection: sa.Connection) -> None:
    """As the application of today would: what stands here must be what `quizapp check` computes anew."""
    keep = (
        sa.update(_key)
        .where(_key.c.version_id == sa.bindparam("id"))
        .values(answer_token=sa.bindparam("answer_token"), is_true=sa.bindparam("is_true"))
    )
    last = 0
    while rows := connection.execute(
        sa.select(_key.c.version_id, _version.c.asked, _key.c.sealed)
        .join(_version, _version.c.id == _key.c.version_id)
        .where(_key.c.version_id > last)
        .order_by(_key.c.version_id)
        .limit(KEYS_AT_ONCE)
    ).all():
        connection.execute(keep, [{"id": id, **told_of(asked, sealed)} for id, asked, sealed in rows])
        last = rows[-1].version_id

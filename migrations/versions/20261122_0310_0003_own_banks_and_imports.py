"""Banks of a teacher's own, what a file carries beside a question, and imports.

Revision: 0003
Builds on: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bank", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_bank_owner_id"), "user", ["owner_id"], ["id"], ondelete="RESTRICT"
        )
        batch_op.create_index(op.f("ix_bank_owner_id"), ["owner_id"], unique=False)

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reference", sa.String(length=120), server_default="", nullable=False))
        batch_op.create_index("ix_question_bank_reference", ["bank_id", "reference"], unique=False)

    with op.batch_alter_table("question_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("carried", sa.JSON(), server_default="{}", nullable=False))

    op.create_table(
        "question_tag",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_tag_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "tag", name=op.f("pk_question_tag")),
    )
    op.create_table(
        "question_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_question_import_bank_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_question_import_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_import")),
    )
    with op.batch_alter_table("question_import", schema=None) as batch_op:
        batch_op.create_index("ix_question_import_bank", ["bank_id"], unique=False)
        batch_op.create_index("ix_question_import_owner", ["owner_id"], unique=False)

    op.create_table(
        "imported_version",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("was_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["question_import.id"],
            name=op.f("fk_imported_version_import_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["question_version.id"],
            name=op.f("fk_imported_version_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "version_id", name=op.f("pk_imported_version")),
    )
    with op.batch_alter_table("imported_version", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_imported_version_version_id"), ["version_id"], unique=False)


def downgrade() -> None:
    op.drop_table("imported_version")
    op.drop_table("question_import")
    op.drop_table("question_tag")
    with op.batch_alter_table("question_version", schema=None) as batch_op:
        batch_op.drop_column("carried")

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("ix_question_bank_reference")
        batch_op.drop_column("reference")

    with op.batch_alter_table("bank", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_bank_owner_id"))
        batch_op.drop_constraint(op.f("fk_bank_owner_id"), type_="foreignkey")
        batch_op.drop_column("owner_id")

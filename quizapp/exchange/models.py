"""Rows of imports: which file brought which versions, so that it can be taken back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base


class QuestionImport(Base):
    """One file that came into a bank. `format` is the name of its format, `title` that of the file."""

    __tablename__ = "question_import"
    __table_args__ = (
        Index("ix_question_import_bank", "bank_id"),
        Index("ix_question_import_owner", "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    format: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[dt.datetime]
    taken_back_at: Mapped[dt.datetime | None]


class ImportedVersion(Base):
    """A version that an import brought, or brought back.

    `was_number` is the version that papers drew before, 0 if the question was not asked.
    """

    __tablename__ = "imported_version"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("question_import.id", ondelete="CASCADE"), primary_key=True
    )
    version_id: Mapped[int] = mapped_column(
        ForeignKey("question_version.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    was_number: Mapped[int]

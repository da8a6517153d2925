"""Rows of pictures."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base


class Picture(Base):
    """A picture under the hash of its bytes, which are those of `questions.pictures.read_picture`.

    Texts name it, nothing else does. It counts for whoever brought it first (`owner_id`); `kept_at` is when
    somebody last brought it.
    """

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint(
            "media_type IN ('image/png', 'image/jpeg', 'image/gif', 'image/webp')", name="media_type"
        ),
        CheckConstraint("width > 0 AND height > 0", name="has_size"),
        Index("ix_picture_owner", "owner_id", "size"),
        Index("ix_picture_kept_at", "kept_at"),
    )

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    kept_at: Mapped[dt.datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)

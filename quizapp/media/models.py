"""Rows of media."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base

_PICTURES = "'image/png', 'image/jpeg', 'image/gif', 'image/webp'"
_SOUNDS = "'audio/mpeg', 'audio/ogg', 'audio/wav', 'audio/mp4', 'audio/aac', 'audio/webm', 'audio/flac'"


class Medium(Base):
    """A picture or a sound under the hash of its bytes, as `read_picture` or `read_sound` gave them.

    Texts name it, nothing else does. It counts for whoever brought it first (`owner_id`); `kept_at` is when
    somebody last brought it. Width and height are those of a picture; a sound has none (0).
    """

    __tablename__ = "medium"
    __table_args__ = (
        CheckConstraint(f"media_type IN ({_PICTURES}, {_SOUNDS})", name="media_type"),
        CheckConstraint("width >= 0 AND height >= 0", name="has_size"),
        Index("ix_medium_owner", "owner_id", "size"),
        Index("ix_medium_kept_at", "kept_at"),
    )

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    kept_at: Mapped[dt.datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)

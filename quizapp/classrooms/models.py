"""Rows of classes and of who belongs to them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.accounts.models import User
from quizapp.db import Base


class Classroom(Base):
    """A class. Its deadlines live in its own `zone`; `join_code` lets students in."""

    __tablename__ = "classroom"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    join_code: Mapped[str] = mapped_column(String(12), unique=True)
    joining_open: Mapped[bool] = mapped_column(default=True)
    zone: Mapped[str] = mapped_column(String(64))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    made_at: Mapped[dt.datetime]
    archived_at: Mapped[dt.datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)

    memberships: Mapped[list[Membership]] = relationship(back_populates="classroom", lazy="raise")

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class Membership(Base):
    """That a user is a student or a teacher of a class, from when until when."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("classroom_id", "user_id"),
        CheckConstraint("part IN ('student', 'teacher')", name="part"),
        Index("ix_membership_user_part", "user_id", "part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    classroom_id: Mapped[int] = mapped_column(ForeignKey("classroom.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(10))
    joined_at: Mapped[dt.datetime]
    left_at: Mapped[dt.datetime | None]

    classroom: Mapped[Classroom] = relationship(back_populates="memberships", lazy="raise")
    user: Mapped[User] = relationship(lazy="raise")

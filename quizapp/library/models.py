"""Rows of banks: their sources, passages, topics, entities and facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db import Base


class Bank(Base):
    """A bank as loaded, or one of a teacher's own, which has an owner and which only she reads.

    `folder_hash` is that of the files it came from ("" for one made in the app); `pool` counts the
    changes of what papers may be drawn from, so that a process can keep it in memory.
    """

    __tablename__ = "bank"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    licence: Mapped[str] = mapped_column(String(80))
    as_of: Mapped[str] = mapped_column(String(10), default="")
    notice: Mapped[str] = mapped_column(Text, default="")
    content_note: Mapped[str] = mapped_column(Text, default="")
    folder_hash: Mapped[str] = mapped_column(String(64), default="")
    is_shipped: Mapped[bool] = mapped_column(default=False)
    loaded_at: Mapped[dt.datetime]
    pool: Mapped[int] = mapped_column(default=0)
    # A bank without an owner is open to everybody, so an owner cannot just vanish.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)

    @property
    def is_open(self) -> bool:
        """Whether everybody may read and practise it."""
        return self.owner_id is None

    topics: Mapped[list[Topic]] = relationship(back_populates="bank", lazy="raise", order_by="Topic.position")
    sources: Mapped[list[Source]] = relationship(
        back_populates="bank", lazy="raise", order_by="Source.position"
    )


class Topic(Base):
    """A part of a bank that can be practised by itself."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("bank_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]

    bank: Mapped[Bank] = relationship(back_populates="topics", lazy="raise")


class Source(Base):
    """A publication, a data set or our brief; with an owner, a text that a teacher added herself."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("bank_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    publisher: Mapped[str] = mapped_column(String(200), default="")
    published: Mapped[str] = mapped_column(String(10), default="")
    author: Mapped[str] = mapped_column(String(200), default="")
    rights: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    bank: Mapped[Bank] = relationship(back_populates="sources", lazy="raise")


class Passage(Base):
    """One numbered paragraph of a source whose text we hold; `rests_on` lists published places."""

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("source_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    number: Mapped[int]
    heading: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    rests_on: Mapped[list[Any]] = mapped_column(default=list)

    source: Mapped[Source] = relationship(lazy="raise")


class Entity(Base):
    """A thing that facts speak of; `data` holds aliases, phrase, parts as the bank gives them."""

    __tablename__ = "entity"
    __table_args__ = (UniqueConstraint("bank_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Fact(Base):
    """A documented fact; `evidence` lists where it stands (source, paragraph or record, quote)."""

    __tablename__ = "fact"
    __table_args__ = (
        UniqueConstraint("bank_id", "slug"),
        CheckConstraint("status IN ('draft', 'approved', 'disputed', 'retired')", name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", ondelete="SET NULL"))
    slug: Mapped[str] = mapped_column(String(80))
    statement: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10))
    ask: Mapped[str] = mapped_column(String(10))
    epistemic: Mapped[str] = mapped_column(String(20))
    weight: Mapped[str] = mapped_column(String(10))
    evidence: Mapped[list[Any]] = mapped_column(default=list)

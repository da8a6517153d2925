"""Decks, notes and cards: what is asked. It holds no progress.

A class of 300 on a deck of 2,000 cards costs nothing until a card is seen.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db import Base


class Deck(Base):
    """A pile of notes. A bank's deck belongs to nobody and has its topics as decks inside.

    `last_position` is that of its newest card, so that what is still new can be told without counting.
    """

    __tablename__ = "deck"
    __table_args__ = (
        CheckConstraint("(owner_id IS NULL) = (bank_id IS NOT NULL)", name="owner_or_bank"),
        Index("uq_deck_bank_topic", "bank_id", "topic_id", unique=True),
        Index("ix_deck_owner", "owner_id"),
        Index("ix_deck_parent", "parent_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("deck.id", ondelete="CASCADE"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    last_position: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[dt.datetime]
    archived_at: Mapped[dt.datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class DeckShare(Base):
    """That a deck is there for a class to study: one content, private progress."""

    __tablename__ = "deck_share"
    __table_args__ = (Index("ix_deck_share_classroom", "classroom_id"),)

    deck_id: Mapped[int] = mapped_column(ForeignKey("deck.id", ondelete="CASCADE"), primary_key=True)
    classroom_id: Mapped[int] = mapped_column(
        ForeignKey("classroom.id", ondelete="CASCADE"), primary_key=True
    )
    shared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    shared_at: Mapped[dt.datetime]


class Note(Base):
    """What somebody wants to remember, written once; its cards are the ways of asking for it.

    `guid` names it through export and re-import. `fields` are the author's texts by name
    (`questions.note.FIELDS`), in `format`, and `words` all of them, to be searched. `citations` are
    dumped `questions.question.Citation`s. A note of a bank names its fact.
    """

    __tablename__ = "note"
    __table_args__ = (
        UniqueConstraint("deck_id", "guid"),
        CheckConstraint("kind IN ('fact', 'basic', 'reversed', 'cloze', 'typed')", name="kind"),
        CheckConstraint("(kind = 'fact') = (fact <> '')", name="fact_named"),
        Index("ix_note_deck", "deck_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("deck.id", ondelete="CASCADE"))
    guid: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    fact: Mapped[str] = mapped_column(String(80), default="")
    fields: Mapped[dict[str, Any]]
    words: Mapped[str] = mapped_column(Text, default="")
    format: Mapped[str] = mapped_column(String(10), default="plain")
    citations: Mapped[list[Any]] = mapped_column(default=list)
    made_at: Mapped[dt.datetime]
    edited_at: Mapped[dt.datetime | None]
    retired_at: Mapped[dt.datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)

    cards: Mapped[list[Card]] = relationship(back_populates="note", lazy="raise", order_by="Card.ordinal")

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class NoteTag(Base):
    """One tag of a note. It names the note's deck too, whose tags are found without reading its notes.

    `folded` is the tag without regard to case, which may make three letters of one. It is in the order of its
    code points, so that tags which begin alike stand together.
    """

    __tablename__ = "note_tag"
    __table_args__ = (
        Index("ix_note_tag_deck", "deck_id", "tag", "note_id"),
        Index("ix_note_tag_folded", "deck_id", "folded", "note_id"),
    )

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(60), primary_key=True)
    folded: Mapped[str] = mapped_column(String(180).with_variant(String(180, collation="C"), "postgresql"))
    deck_id: Mapped[int] = mapped_column(ForeignKey("deck.id", ondelete="CASCADE"))


class RecallTarget(Base):
    """What one memory is about: a role of a fact, whatever asks for it, or a card of somebody's own.

    `kin` is shared by targets of the same fact or note: after one, the others wait until tomorrow.
    """

    __tablename__ = "recall_target"
    __table_args__ = (
        CheckConstraint("(note_id IS NULL) = (bank_id IS NOT NULL)", name="fact_or_note"),
        UniqueConstraint("bank_id", "fact", "role"),
        UniqueConstraint("note_id", "ordinal"),
        Index("ix_recall_target_kin", "kin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    fact: Mapped[str | None] = mapped_column(String(80))
    role: Mapped[str | None] = mapped_column(String(20))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    ordinal: Mapped[int | None]
    kin: Mapped[str] = mapped_column(String(100))


class Card(Base):
    """One way of asking: a front, a back, and what counts when it is typed.

    Cards on one target share one memory and take turns; they also share their `position` in the
    deck. `face` is a dumped `questions.card.Face`, its texts in the format of the note.
    """

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("note_id", "ordinal"),
        CheckConstraint("form IN ('question', 'cloze', 'reversed', 'basic', 'typed')", name="form"),
        Index("ix_card_deck_position", "deck_id", "position", "ordinal", "retired_at"),
        Index("ix_card_target", "target_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    deck_id: Mapped[int] = mapped_column(ForeignKey("deck.id", ondelete="CASCADE"))
    target_id: Mapped[int] = mapped_column(ForeignKey("recall_target.id", ondelete="RESTRICT"))
    ordinal: Mapped[int]
    form: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    face: Mapped[dict[str, Any]]
    retired_at: Mapped[dt.datetime | None]

    note: Mapped[Note] = relationship(back_populates="cards", lazy="raise")
    target: Mapped[RecallTarget] = relationship(lazy="raise")

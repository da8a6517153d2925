"""Rows of flashcards: decks and notes (content), and each learner's memory with its log (progress).

Content holds no progress: a class of 300 on a deck of 2,000 cards costs nothing until a card is seen.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db import Base, Millionths


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

    `folded` is the tag without regard to case, which may make three letters of one.
    """

    __tablename__ = "note_tag"
    __table_args__ = (
        Index("ix_note_tag_deck", "deck_id", "tag", "note_id"),
        Index("ix_note_tag_folded", "deck_id", "folded", "note_id"),
    )

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(60), primary_key=True)
    folded: Mapped[str] = mapped_column(String(180))
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


class Study(Base):
    """That a learner studies a deck. Every card up to `met_position` has been met at least once.

    `only_kept`: she took up single targets that quizzes had asked her; nothing of the deck is new to
    her until she studies all of it, so that `met_position` stays at its last place.
    """

    __tablename__ = "study"
    __table_args__ = (Index("ix_study_deck", "deck_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("deck.id", ondelete="CASCADE"), primary_key=True)
    met_position: Mapped[int] = mapped_column(default=0)
    only_kept: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[dt.datetime]
    stopped_at: Mapped[dt.datetime | None]


class StudyPlan(Base):
    """One state of a learner's plan (`questions.memory.stored.dump_plan`); a change adds a row.

    Reviews name the one they were scheduled by, so that the log explains them for ever.
    """

    __tablename__ = "study_plan"
    __table_args__ = (Index("ix_study_plan_user", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    plan: Mapped[dict[str, Any]]
    made_at: Mapped[dt.datetime]


class Fitting(Base):
    """A wish to fit the memory model to a learner's answers, or what came of it; rows are only ever inserted.

    `reviews` were gone through, of which `held_out` measured the set found (`parameters`) against the one
    in force; the losses are `questions.memory.fitting.Fitted`'s. `plan_id` is the plan that brought a
    set into force: hers (`kept`), or again that of everybody (`standard`).
    """

    __tablename__ = "fitting"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('wished', 'kept', 'not_kept', 'failed', 'standard_wished', 'standard')",
            name="outcome",
        ),
        CheckConstraint("(outcome IN ('kept', 'standard')) = (plan_id IS NOT NULL)", name="plan_named"),
        Index("ix_fitting_user", "user_id", "id"),
        Index("ix_fitting_plan", "plan_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    outcome: Mapped[str] = mapped_column(String(16))
    at: Mapped[dt.datetime]
    reviews: Mapped[int]
    held_out: Mapped[int | None]
    old_loss: Mapped[float | None] = mapped_column(Float(53))
    new_loss: Mapped[float | None] = mapped_column(Float(53))
    parameters: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("study_plan.id", ondelete="CASCADE"))


class StudyHabit(Base):
    """How much a learner wants to do in a day, and how she is asked.

    Nothing new comes before `break_until`.
    """

    __tablename__ = "study_habit"
    __table_args__ = (CheckConstraint("buttons IN (2, 4)", name="buttons"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    new_per_day: Mapped[int] = mapped_column(default=10)
    reviews_per_day: Mapped[int] = mapped_column(default=200)
    minutes_per_day: Mapped[int | None]
    buttons: Mapped[int] = mapped_column(default=2)
    types_answers: Mapped[bool] = mapped_column(default=True)
    break_until: Mapped[dt.date | None] = mapped_column(Date)


class MemoryRow(Base):
    """The current state of one learner's memory of one target: a cache of its log.

    The columns up to `buried_on` are `questions.memory.state.Memory`; `deck_id` is the deck it is studied in
    and `position` its place there (None while idle).
    """

    __tablename__ = "memory"
    __table_args__ = (
        CheckConstraint("queue IN ('idle', 'learning', 'review', 'relearning')", name="queue"),
        CheckConstraint("(queue = 'review') = (due_on IS NOT NULL)", name="due_in_review"),
        CheckConstraint("(queue IN ('learning', 'relearning')) = (due_at IS NOT NULL)", name="due_in_steps"),
        # What is due is counted along this index alone: its memories lie scattered among all others.
        Index(
            "ix_memory_due",
            "user_id",
            "deck_id",
            "queue",
            "due_on",
            "position",
            "target_id",
            "is_suspended",
            "buried_on",
        ),
        # What is known of a collection is summed up along this index alone, row by row of it.
        Index("ix_memory_day", "user_id", "last_on", "stability", "difficulty"),
        Index("ix_memory_target", "target_id"),
        Index(
            "ix_memory_leech",
            "user_id",
            "lapses",
            sqlite_where=text("is_leech IS 1"),
            postgresql_where=text("is_leech IS true"),
        ),
        Index(
            "ix_memory_marked",
            "user_id",
            "deck_id",
            "position",
            "target_id",
            sqlite_where=text("is_suspended IS 1 OR is_flagged IS 1 OR is_leech IS 1"),
            postgresql_where=text("is_suspended IS true OR is_flagged IS true OR is_leech IS true"),
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    target_id: Mapped[int] = mapped_column(
        ForeignKey("recall_target.id", ondelete="RESTRICT"), primary_key=True
    )
    deck_id: Mapped[int | None] = mapped_column(ForeignKey("deck.id", ondelete="SET NULL"))
    position: Mapped[int | None]
    queue: Mapped[str] = mapped_column(String(10))
    stability: Mapped[float | None] = mapped_column(Float(53))
    difficulty: Mapped[float | None] = mapped_column(Float(53))
    last_on: Mapped[dt.date | None] = mapped_column(Date)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    due_at: Mapped[dt.datetime | None]
    interval: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    reps: Mapped[int] = mapped_column(default=0)
    lapses: Mapped[int] = mapped_column(default=0)
    is_suspended: Mapped[bool] = mapped_column(default=False)
    is_leech: Mapped[bool] = mapped_column(default=False)
    is_flagged: Mapped[bool] = mapped_column(default=False)
    buried_on: Mapped[dt.date | None] = mapped_column(Date)
    last_at: Mapped[dt.datetime]
    row_version: Mapped[int] = mapped_column(default=1)


class Review(Base):
    """One entry of a memory's log; rows are only ever inserted.

    `uuid` is the client's (ours for a quiz answer), unique per learner: a replayed batch is harmless.
    `at` is when the learner answered, `recorded_at` when we heard of it. `before` and `after` are
    dumped memories, `predicted` is the recall foreseen; `evidence` is that of a quiz answer, given in
    `attempt_id` and `slot`, or the memory that was adopted from another program.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("user_id", "uuid"),
        CheckConstraint(
            "kind IN ('learn', 'review', 'relearn', 'cram', 'manual', 'quiz', 'undo')", name="kind"
        ),
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        CheckConstraint("(kind = 'undo') = (undoes_id IS NOT NULL)", name="undo_names_one"),
        ForeignKeyConstraint(
            ["user_id", "target_id"], ["memory.user_id", "memory.target_id"], ondelete="CASCADE"
        ),
        Index("ix_review_target", "user_id", "target_id", "id"),
        Index("ix_review_user", "user_id", "id"),
        Index(
            "ix_review_attempt",
            "attempt_id",
            "slot",
            sqlite_where=text("attempt_id IS NOT NULL"),
            postgresql_where=text("attempt_id IS NOT NULL"),
        ),
        Index(
            "uq_review_undoes",
            "undoes_id",
            unique=True,
            sqlite_where=text("undoes_id IS NOT NULL"),
            postgresql_where=text("undoes_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    target_id: Mapped[int]
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id", ondelete="SET NULL"))
    uuid: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(8))
    at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    day: Mapped[dt.date] = mapped_column(Date)
    rating: Mapped[int | None]
    action: Mapped[str | None] = mapped_column(String(10))
    evidence: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    slot: Mapped[int | None]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    elapsed_days: Mapped[int | None]
    scheduled_days: Mapped[int | None]
    duration_ms: Mapped[int | None]
    predicted: Mapped[float | None] = mapped_column(Float(53))
    plan_id: Mapped[int] = mapped_column(ForeignKey("study_plan.id", ondelete="RESTRICT"))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class DayTally(Base):
    """What a learner did on one study day, from her log: cards answered, how many she knew, how long.

    `young_*` and `mature_*` count the first review of each card that day (true retention).
    """

    __tablename__ = "day_tally"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)
    introduced: Mapped[int] = mapped_column(default=0)
    reviewed: Mapped[int] = mapped_column(default=0)
    again: Mapped[int] = mapped_column(default=0)
    # Summed up over answers: more of them than fit in a day may be claimed of one.
    duration_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    young_asked: Mapped[int] = mapped_column(default=0)
    young_kept: Mapped[int] = mapped_column(default=0)
    mature_asked: Mapped[int] = mapped_column(default=0)
    mature_kept: Mapped[int] = mapped_column(default=0)


class DueTally(Base):
    """How many of a learner's cards fall due on one day (suspended ones apart)."""

    __tablename__ = "due_tally"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    due_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    cards: Mapped[int] = mapped_column(default=0)


class ForesightTally(Base):
    """Predicted recall against what happened, in twenty bands of 5 %: the calibration plot.

    `foreseen` sums the predictions, in millionths.
    """

    __tablename__ = "foresight_tally"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    band: Mapped[int] = mapped_column(primary_key=True)
    asked: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    foreseen: Mapped[int] = mapped_column(Millionths, default=0)

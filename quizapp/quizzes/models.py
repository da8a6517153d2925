"""Rows of quizzes: plans, who may take them when, attempts with their insert-only steps, and roll-ups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.classrooms.models import Classroom
from quizapp.db import Base, Millionths


class Quiz(Base):
    """A plan that papers are drawn from.

    `kind` is `open` (anyone may take it; one row per plan, found by `plan_key`), `assigned` (made
    by a teacher) or `chosen` (topics or misses the learner picked: stays out of trends).
    """

    __tablename__ = "quiz"
    __table_args__ = (
        CheckConstraint("kind IN ('open', 'assigned', 'chosen')", name="kind"),
        CheckConstraint("mode IN ('practise', 'test')", name="mode"),
        CheckConstraint("review IN ('at_once', 'after_close')", name="review"),
        Index("ix_quiz_owner", "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(10))
    review: Mapped[str] = mapped_column(String(12), default="at_once")
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="RESTRICT"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    plan: Mapped[dict[str, Any]]
    plan_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    limit_seconds: Mapped[int | None]
    made_at: Mapped[dt.datetime]
    archived_at: Mapped[dt.datetime | None]


class Assignment(Base):
    """To whom a quiz is given and when: a class, or (an override) one of its students.

    An empty field of an override falls back to the class's row; `extra_seconds` (overrides only)
    lengthens both the time limit and the closing. Deadlines are in UTC here and are entered and
    shown in the class's zone.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("quiz_id", "classroom_id", "user_id"),
        Index(
            "uq_assignment_class",
            "quiz_id",
            "classroom_id",
            unique=True,
            sqlite_where=text("user_id IS NULL"),
            postgresql_where=text("user_id IS NULL"),
        ),
        Index("ix_assignment_classroom", "classroom_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id", ondelete="RESTRICT"))
    classroom_id: Mapped[int] = mapped_column(ForeignKey("classroom.id", ondelete="RESTRICT"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    open_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    close_at: Mapped[dt.datetime | None]
    limit_seconds: Mapped[int | None]
    attempts: Mapped[int | None]
    extra_seconds: Mapped[int | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    made_at: Mapped[dt.datetime]

    quiz: Mapped[Quiz] = relationship(lazy="raise")
    classroom: Mapped[Classroom] = relationship(lazy="raise")


class Attempt(Base):
    """One go at a quiz: its paper is drawn at the start and pinned in its slots.

    `earned` and `available` are millionths of a point, set when it is marked; `review_at` is when
    its review opens (None while sealed), `is_tallied` whether the roll-ups have taken it in.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'submitted', 'expired')", name="state"),
        CheckConstraint("(state = 'open') = (finished_at IS NULL)", name="finished_when_not_open"),
        UniqueConstraint("user_id", "quiz_id", "number"),
        Index(
            "uq_attempt_open",
            "user_id",
            "quiz_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_attempt_user", "user_id", "id"),
        Index("ix_attempt_assignment", "assignment_id"),
        Index("ix_attempt_state_deadline", "state", "deadline_at"),
        Index(
            "ix_attempt_untallied",
            "review_at",
            sqlite_where=text("is_tallied IS 0"),
            postgresql_where=text("is_tallied IS false"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id", ondelete="RESTRICT"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id", ondelete="RESTRICT"))
    number: Mapped[int]
    mode: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="open")
    started_at: Mapped[dt.datetime]
    deadline_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    review_at: Mapped[dt.datetime | None]
    is_tallied: Mapped[bool] = mapped_column(default=False)
    earned: Mapped[int | None] = mapped_column(Millionths)
    available: Mapped[int] = mapped_column(Millionths)

    quiz: Mapped[Quiz] = relationship(lazy="raise")
    slots: Mapped[list[Slot]] = relationship(lazy="raise", order_by="Slot.number")


class Slot(Base):
    """One question on one paper, with its current answer: a cache of the steps, rebuilt by folding them.

    `counts` is false where a missed question returns; `returns` names the slot it comes back for;
    `checked_as` is the rank of its check in a practice, None until then. `ruling_id` is the ruling
    that it was marked by, None where its question had none.
    """

    __tablename__ = "slot"
    __table_args__ = (
        Index("ix_slot_version_attempt", "version_id", "attempt_id"),
        Index(
            "ix_slot_awaiting",
            "attempt_id",
            sqlite_where=text("verdict = 'awaiting'"),
            postgresql_where=text("verdict = 'awaiting'"),
        ),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id", ondelete="RESTRICT"))
    option_order: Mapped[list[Any]]
    points: Mapped[int] = mapped_column(Millionths)
    counts: Mapped[bool] = mapped_column(default=True)
    returns: Mapped[int | None]
    seq: Mapped[int] = mapped_column(default=0)
    given: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    saved_at: Mapped[dt.datetime | None]
    is_flagged: Mapped[bool] = mapped_column(default=False)
    checked_as: Mapped[int | None]
    earned: Mapped[int | None] = mapped_column(Millionths)
    verdict: Mapped[str | None] = mapped_column(String(12))
    ruling_id: Mapped[int | None] = mapped_column(ForeignKey("ruling.id", ondelete="RESTRICT"))


class Step(Base):
    """One thing that happened in an attempt; rows are only ever inserted.

    `slot` is 0 where the whole attempt is meant. `base` is the seq a save built on, `writer` the
    page load that sent it, `given` the answer as read (`dump_given`), `returns` the slot that an
    appended one asks again.
    """

    __tablename__ = "step"
    __table_args__ = (Index("ix_step_attempt_slot", "attempt_id", "slot", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    slot: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(12))
    seq: Mapped[int | None]
    base: Mapped[int | None]
    writer: Mapped[str | None] = mapped_column(String(36))
    given: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    returns: Mapped[int | None]
    at: Mapped[dt.datetime]


class Judgement(Base):
    """What a person gave for one open answer, with a word to the learner; rows are only ever inserted.

    The newest holds. `earned` is in millionths of a point, out of what the slot is worth.
    """

    __tablename__ = "judgement"
    __table_args__ = (Index("ix_judgement_attempt_slot", "attempt_id", "slot", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    slot: Mapped[int]
    earned: Mapped[int] = mapped_column(Millionths)
    words: Mapped[str] = mapped_column(Text, default="")
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[dt.datetime]


class Ruling(Base):
    """How the answers of a class to one question are marked from now on; rows are only ever inserted.

    The newest of an assignment and question holds, for answers that come later too. `way` is a
    `questions.ruling.Way`, `version_id` the version whose key it marks the ones before by (later ones have
    their own), `why` what students read. One that takes another back rules what held before that one.
    """

    __tablename__ = "ruling"
    __table_args__ = (
        CheckConstraint("way IN ('as_asked', 'new_key', 'better', 'full', 'dropped')", name="way"),
        CheckConstraint("(way IN ('new_key', 'better')) = (version_id IS NOT NULL)", name="key_named"),
        UniqueConstraint("undoes_id"),
        Index("ix_ruling_assignment_question", "assignment_id", "question_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="RESTRICT"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="RESTRICT"))
    way: Mapped[str] = mapped_column(String(10))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("question_version.id", ondelete="RESTRICT"))
    why: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[dt.datetime]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("ruling.id", ondelete="CASCADE"))


class RuledAnswer(Base):
    """What a ruling changed of one mark, before and after in millionths of a point; only ever inserted."""

    __tablename__ = "ruled_answer"
    __table_args__ = (Index("ix_ruled_answer_attempt", "attempt_id", "slot", "ruling_id"),)

    ruling_id: Mapped[int] = mapped_column(ForeignKey("ruling.id", ondelete="RESTRICT"), primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    was_earned: Mapped[int] = mapped_column(Millionths)
    was_verdict: Mapped[str] = mapped_column(String(12))
    earned: Mapped[int] = mapped_column(Millionths)
    verdict: Mapped[str] = mapped_column(String(12))


class QuestionTally(Base):
    """How one learner has fared with one question, from the moment correctness may be seen."""

    __tablename__ = "question_tally"
    __table_args__ = (Index("ix_question_tally_missed", "user_id", "last_right", "last_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)
    right: Mapped[int] = mapped_column(default=0)
    last_right: Mapped[bool]
    last_at: Mapped[dt.datetime]


class TopicTally(Base):
    """How one learner has fared with one topic; `facts` counts the different facts answered about.

    `earned` is in millionths of an answer, whatever its question is worth: half right is half of one.
    `answers` leaves out those whose question counts no more, and those that a person has yet to mark.
    """

    __tablename__ = "topic_tally"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)
    earned: Mapped[int] = mapped_column(Millionths, default=0)
    facts: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[dt.datetime]


class FactSeen(Base):
    """That a learner has answered about a fact at least once, so that facts are counted once."""

    __tablename__ = "fact_seen"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    fact: Mapped[str] = mapped_column(String(80), primary_key=True)


class Lease(Base):
    """The right to do background work, held by one process until `until`."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60))
    until: Mapped[dt.datetime]

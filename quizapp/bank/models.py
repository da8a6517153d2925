"""Rows of questions: what is asked, apart from it the keys, and what people report about them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.classrooms.models import Classroom
from quizapp.db import Base


class Question(Base):
    """One question over all its versions. `public_id` is stable: regenerating a bank keeps it.

    `current_number` is the version that new papers draw; 0 while nothing is published. `reference` is
    the name by which the file that it came from knows it ("" where there is none).
    """

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'retired')", name="status"),
        CheckConstraint("origin IN ('generated', 'handwritten', 'teacher')", name="origin"),
        Index("ix_question_bank_status_topic", "bank_id", "status", "topic_id"),
        Index("ix_question_owner", "owner_id"),
        Index("ix_question_bank_reference", "bank_id", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(40), unique=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="RESTRICT"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", ondelete="SET NULL"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    origin: Mapped[str] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(10))
    edited_at: Mapped[dt.datetime | None]
    made_at: Mapped[dt.datetime]
    current_number: Mapped[int] = mapped_column(default=0)
    row_version: Mapped[int] = mapped_column(default=1)
    reference: Mapped[str] = mapped_column(String(120), default="", server_default="")

    versions: Mapped[list[QuestionVersion]] = relationship(
        back_populates="question", lazy="raise", order_by="QuestionVersion.number"
    )

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class QuestionVersion(Base):
    """What is asked, at one version; never changed once made.

    `asked` is `questions.document.dump_asked`; `targets` are [fact slug, role] pairs; `carried` is what
    the file that it came from says beside it (`quizapp.bank.carrying`).
    """

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="RESTRICT"))
    number: Mapped[int]
    type: Mapped[str] = mapped_column(String(20))
    stem: Mapped[str] = mapped_column(Text)
    asked: Mapped[dict[str, Any]]
    targets: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[list[Any]] = mapped_column(default=list)
    weight: Mapped[str] = mapped_column(String(10))
    difficulty: Mapped[int]
    signals: Mapped[list[Any]] = mapped_column(default=list)
    pattern: Mapped[str] = mapped_column(String(60), default="")
    content_hash: Mapped[str] = mapped_column(String(64))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    made_at: Mapped[dt.datetime]
    carried: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    question: Mapped[Question] = relationship(back_populates="versions", lazy="raise")


class QuestionTag(Base):
    """A tag that a question came with, for searching; the versions carry them for leaving again."""

    __tablename__ = "question_tag"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(60), primary_key=True)


class QuestionKey(Base):
    """Key, reasons and receipts of one version (`dump_sealed`): loaded for marking and review only.

    `answer_token` and `is_true` are what a paper is told of the key (`questions.told`), kept so that no
    key is read where one is drawn.
    """

    __tablename__ = "question_key"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("question_version.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[dict[str, Any]]
    answer_token: Mapped[str] = mapped_column(String(16), default="", server_default="")
    is_true: Mapped[bool | None]


class ProblemReport(Base):
    """A reader's words about one version, until somebody mends it or says why not."""

    __tablename__ = "problem_report"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'mended', 'declined')", name="state"),
        Index("ix_problem_report_state_made", "state", "made_at"),
        Index("ix_problem_report_user_made", "user_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("question_version.id", ondelete="RESTRICT"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    classroom_id: Mapped[int | None] = mapped_column(ForeignKey("classroom.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(Text)
    made_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    reply: Mapped[str] = mapped_column(Text, default="")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    settled_at: Mapped[dt.datetime | None]

    version: Mapped[QuestionVersion] = relationship(lazy="raise")
    classroom: Mapped[Classroom | None] = relationship(lazy="raise")

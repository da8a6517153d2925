"""What a learner has decided: the decks she studies, by which plan, and how much in a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base


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

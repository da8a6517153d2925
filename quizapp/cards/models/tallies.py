"""Roll-ups of a learner's log, kept in the transactions that write it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Millionths


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

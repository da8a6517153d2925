"""A learner's days: the decks she studies, what she wants to do and has done, and what falls due ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from questions.memory.spread import BALANCED_DAYS, Load
from quizapp.accounts.models import User
from quizapp.cards.deck_queries import is_open_to
from quizapp.cards.models import DayTally, Deck, DueTally, MemoryRow, Review, Study, StudyHabit, StudyPlan
from quizapp.db import read_columns

MS_AN_ANSWER = 8_000.0
"""How long an answer takes somebody of whom nothing is known."""

PACE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Studied:
    """A deck that the learner studies."""

    deck_id: int
    met_position: int
    last_position: int


@dataclass(frozen=True, slots=True)
class Habit:
    """What a learner sets of `StudyHabit`, without the row."""

    new_per_day: int
    reviews_per_day: int
    minutes_per_day: int | None
    buttons: int
    types_answers: bool
    break_until: dt.date | None


class Done(NamedTuple):
    """What was done on a study day, of `DayTally`."""

    answers: int = 0
    introduced: int = 0
    reviewed: int = 0
    again: int = 0
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    """How much the learner wants to do in a day, what she has done, and how long an answer takes her.

    `plan_id` is None before she has a plan of her own.
    """

    day: dt.date
    habit: Habit
    done: Done
    pace_ms: float
    plan_id: int | None

    @property
    def is_break(self) -> bool:
        return self.habit.break_until is not None and self.day < self.habit.break_until

    @property
    def is_spent(self) -> bool:
        """Whether the minutes that she wants to give are used up."""
        minutes = self.habit.minutes_per_day
        return minutes is not None and self.done.duration_ms >= minutes * 60_000


def studied_decks(session: Session, user_id: int, within: Collection[int] | None = None) -> list[Studied]:
    """The decks that are studied, oldest choice first; only those of `within` where it is given.

    A deck that is no longer shared with a class of hers is not asked, but comes back with it.
    """
    values: dict[str, Any] = {"user_id": user_id}
    if within is None:
        return [Studied(*row) for row in read_columns(session, _STUDIED, values)]
    return [Studied(*row) for row in read_columns(session, _STUDIED_WITHIN, values | {"decks": list(within)})]


def find_habit(session: Session, user_id: int) -> Habit:
    """How much the learner wants to do; the defaults where she has not said."""
    row = read_columns(session, _HABIT_OF, {"user_id": user_id}).one_or_none()
    return Habit(*row) if row is not None else _DEFAULT_HABIT


def today_of(session: Session, user_id: int, day: dt.date) -> Today:
    """The learner's habit and plan, what she has done on `day`, and her pace over the last two weeks."""
    values = {"user_id": user_id, "day": day, "pace_from": day - dt.timedelta(days=PACE_DAYS)}
    row = read_columns(session, _TODAY, values).one()
    habit, rest = row[: len(_HABIT)], row[len(_HABIT) :]
    counts, (answers, duration, plan_id) = rest[: len(_COUNTS)], rest[len(_COUNTS) :]
    return Today(
        day=day,
        habit=_DEFAULT_HABIT if habit[0] is None else Habit(*habit),
        done=Done() if counts[0] is None else Done(*counts),
        pace_ms=float(duration) / float(answers) if answers and duration else MS_AN_ANSWER,
        plan_id=plan_id,
    )


def load_ahead(session: Session, user_id: int, day: dt.date) -> Load:
    """How many cards already fall due on each of the days that are balanced."""
    until = day + dt.timedelta(days=BALANCED_DAYS)
    rows = read_columns(session, _LOAD, {"user_id": user_id, "day": day, "until": until})
    return Load(dict(rows.all()))


def _in_two_weeks(column: Any) -> Any:
    earlier = aliased(DayTally)
    return (
        select(func.sum(getattr(earlier, column.key)))
        .where(earlier.user_id == _USER, earlier.day > bindparam("pace_from", type_=Date))
        .scalar_subquery()
    )


# Built once, with places for the values: building them costs more than running them.
_USER: Any = bindparam("user_id", type_=Integer)
_DAY: Any = bindparam("day", type_=Date)

_UNDOING = aliased(Review)
ANSWERS_OF_DAY = (
    select(Review.id)
    # Through the memories: what was asked on a day is found by index there, and its logs are short.
    .select_from(MemoryRow)
    .join(Review, and_(Review.user_id == MemoryRow.user_id, Review.target_id == MemoryRow.target_id))
    .where(
        MemoryRow.user_id == _USER,
        MemoryRow.last_on == _DAY,
        Review.day == _DAY,
        ~exists(select(1).where(_UNDOING.undoes_id == Review.id)),
    )
)
"""What `user_id` answered on `day`, undone answers apart; `MemoryRow` and `Review` narrow it."""

_STUDIED = (
    select(Study.deck_id, Study.met_position, Deck.last_position)
    .join(Deck, Deck.id == Study.deck_id)
    .where(Study.user_id == _USER, Study.stopped_at.is_(None), is_open_to(_USER))
    .order_by(Study.started_at, Study.deck_id)
)
_STUDIED_WITHIN = _STUDIED.where(Study.deck_id.in_(bindparam("decks", expanding=True)))
_HABIT = [getattr(StudyHabit, field.name) for field in fields(Habit)]
_HABIT_OF = select(*_HABIT).where(StudyHabit.user_id == _USER)
_DEFAULTS: list[Any] = [column.property.columns[0].default for column in _HABIT]
_DEFAULT_HABIT = Habit(*(default and default.arg for default in _DEFAULTS))
_COUNTS = [getattr(DayTally, name) for name in Done._fields]
_PLAN = select(func.max(StudyPlan.id)).where(StudyPlan.user_id == _USER).scalar_subquery()
_TODAY = (
    select(
        *_HABIT,
        *_COUNTS,
        *(_in_two_weeks(column) for column in (DayTally.answers, DayTally.duration_ms)),
        _PLAN,
    )
    .select_from(User)
    .outerjoin(StudyHabit, StudyHabit.user_id == User.id)
    .outerjoin(DayTally, and_(DayTally.user_id == User.id, DayTally.day == _DAY))
    .where(User.id == _USER)
)
_LOAD = select(DueTally.due_on, DueTally.cards).where(
    DueTally.user_id == _USER,
    DueTally.due_on > _DAY,
    DueTally.due_on <= bindparam("until", type_=Date),
    DueTally.cards > 0,
)

"""What a learner's day holds: what she wants to do, what she has done, and what is left of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from questions.memory.days import study_day
from questions.memory.plan import Plan
from quizapp.accounts.models import User
from quizapp.cards import queue_queries as queue
from quizapp.cards.day_queries import Studied, Today, studied_decks, today_of
from quizapp.cards.exam_queries import Refreshing, early_share
from quizapp.cards.log import plan_of
from quizapp.cards.queue_queries import CountWaiting, Waiting
from quizapp.cards.withheld_queries import withheld_from

MOST_NEW = 50
"""How many new cards are looked for; of a day that may bring more, all that it may are counted."""

MOST_EARLY = 100
"""The same for reviews that are asked before their time."""

LEARN_AHEAD = dt.timedelta(minutes=20)
"""How early a learning step may be asked when nothing else is left."""

ANSWERS_A_NEW_CARD = 2


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to do today: cards by kind, and about how many minutes.

    `early` are those of `due` that are due only beyond the exam; `backlog` are reviews that are due
    beyond the day's limit; `is_spent` when the day's minutes are
    used up; `step_at` is when a card comes back that is between two steps.
    """

    new: int
    learning: int
    due: int
    minutes: int
    early: int = 0
    backlog: int = 0
    is_spent: bool = False
    is_break: bool = False
    step_at: dt.datetime | None = None

    @property
    def cards(self) -> int:
        return self.new + self.learning + self.due

    def has_any_by(self, now: dt.datetime) -> bool:
        """Whether a card may be asked now: there may be left only what comes back later."""
        return bool(self.new or self.due or (self.step_at and self.step_at <= now + LEARN_AHEAD))


@dataclass(frozen=True, slots=True)
class Agenda:
    """The day of some of a learner's decks; `new` are their next new cards, up to `MOST_NEW`.

    `early` are reviews from beyond her exam that are asked today, up to `MOST_EARLY`. `withheld` are the
    targets that an exam of a class keeps from being asked.
    """

    day: dt.date
    today: Today
    decks: tuple[int, ...]
    withheld: Collection[int]
    new: Sequence[Waiting]
    early: Sequence[Waiting]
    plan: Plan
    left: Left


def left_today(session: Session, user: User, *, now: dt.datetime) -> Left:
    """What is left today of all that the learner studies."""
    return agenda_of(session, user, now=now).left


def agenda_of(
    session: Session,
    user: User,
    *,
    now: dt.datetime,
    decks: Collection[int] | None = None,
    beyond: bool = False,
) -> Agenda:
    """The agenda of these decks (of all that are studied, where None); `beyond` the day's limits."""
    day = study_day(now, ZoneInfo(user.zone))
    today = today_of(session, user.id, day)
    studied = studied_decks(session, user.id, decks)
    ids = tuple(deck.deck_id for deck in studied)
    withheld = withheld_from(session, user.id, now) if studied else ()
    allowed = _new_allowed(studied, today, beyond)
    most = min(allowed, MOST_NEW)
    new = queue.new_targets(session, user.id, studied, day, limit=most, withheld=withheld) if most else []
    waiting = queue.count_waiting(session, user.id, ids, day, withheld=withheld)
    plan = plan_of(session, today.plan_id)
    refreshing = _early_allowed(session, user.id, plan, today, ids, beyond)
    share = refreshing.cards if refreshing else 0
    early: Sequence[Waiting] = ()
    if share and refreshing and plan.exam_on:
        most_early = min(share, MOST_EARLY)
        early = queue.reviews_beyond(
            session,
            user.id,
            ids,
            day,
            plan.exam_on,
            since=refreshing.since,
            limit=most_early,
            withheld=withheld,
        )
    left = _left(
        today,
        waiting,
        new=allowed if len(new) == MOST_NEW else len(new),
        early=share if len(early) == MOST_EARLY else len(early),
        beyond=beyond,
    )
    return Agenda(day, today, ids, withheld, new, early, plan, left)


def _new_allowed(studied: Sequence[Studied], today: Today, beyond: bool) -> int:
    """How many new cards the day may still bring, counted by their positions: there may be fewer."""
    unmet = sum(max(0, deck.last_position - deck.met_position) for deck in studied)
    if beyond:
        return unmet
    if today.is_spent or today.is_break:
        return 0
    return min(unmet, max(0, today.habit.new_per_day - today.done.introduced))


def _early_allowed(
    session: Session, user_id: int, plan: Plan, today: Today, decks: Collection[int], beyond: bool
) -> Refreshing | None:
    """How many reviews from beyond the exam the day brings; nothing is asked of who has no exam."""
    day, per_day = today.day, today.habit.reviews_per_day
    if plan.exam_on is None or plan.exam_on <= day or not decks:
        return None
    if not beyond and (today.is_spent or today.is_break or today.done.reviewed >= per_day):
        return None
    return early_share(session, user_id, day, plan.exam_on, per_day=per_day)


def _left(today: Today, waiting: CountWaiting, *, new: int, early: int, beyond: bool) -> Left:
    due = waiting.due
    if not beyond:
        allowed = max(0, today.habit.reviews_per_day - today.done.reviewed)
        due = 0 if today.is_spent or today.is_break else min(due, allowed)
        early = min(early, allowed - due)
    answers = due + early + waiting.in_steps + new * ANSWERS_A_NEW_CARD
    return Left(
        new=new,
        learning=waiting.in_steps,
        due=due + early,
        early=early,
        minutes=ceil(answers * today.pace_ms / 60_000),
        backlog=waiting.due - due,
        is_spent=today.is_spent,
        is_break=today.is_break,
        step_at=waiting.step_at,
    )

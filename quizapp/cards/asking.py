"""What a learner is asked next: up to twenty cards with their promises, and what is left today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from questions.memory.backlog import Waiting as Overdue
from questions.memory.backlog import catch_up
from questions.memory.days import study_day
from questions.memory.plan import Plan
from questions.memory.scheduling import Offer, offers
from quizapp.accounts.models import User
from quizapp.cards import queue_queries as queue
from quizapp.cards.log import find_plan
from quizapp.cards.models import DayTally, StudyHabit
from quizapp.cards.queue_queries import CountWaiting, Face, Studied, Today, Waiting
from quizapp.cards.review_queries import count_answers
from quizapp.cards.withheld_queries import withheld_from

BATCH = 20
MOST_WEIGHED = 1_000
"""How many reviews of a backlog, oldest first, are weighed by what they would lose."""

MOST_NEW = 100
"""How many new cards are looked for; of a day that may bring more, all that it may are counted."""

ANSWERS_A_NEW_CARD = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One card to show, and what each of its four answers would do."""

    face: Face
    waiting: Waiting
    offers: tuple[Offer, ...]

    @property
    def promise(self) -> tuple[int, tuple[int, ...]]:
        """What an answer may hold us to: see `operations.reviewing.Answer`."""
        return self.waiting.row_version, tuple(offer.days for offer in self.offers)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to do today: cards by kind, and about how many minutes.

    `backlog` are reviews that are due beyond the day's limit; `is_spent` when the day's minutes are
    used up; `step_at` is when a card comes back that is between two steps.
    """

    new: int
    learning: int
    due: int
    minutes: int
    backlog: int = 0
    is_spent: bool = False
    is_break: bool = False
    step_at: dt.datetime | None = None

    @property
    def cards(self) -> int:
        return self.new + self.learning + self.due


@dataclass(frozen=True, slots=True)
class Batch:
    """What to ask now; `cards` is empty at the end of the day, and while only later steps are left.

    `done` is all of the learner's day, `answered` what she answered today in the decks that are asked.
    """

    day: dt.date
    plan: Plan
    habit: StudyHabit
    done: DayTally
    answered: int
    left: Left
    cards: tuple[Asked, ...]


def next_batch(
    session: Session,
    user: User,
    *,
    now: dt.datetime,
    decks: Collection[int] | None = None,
    limit: int = BATCH,
    beyond: bool = False,
) -> Batch:
    """The next cards of these decks (of all that are studied, where None).

    `beyond` goes on past the day's limits, because the learner said so. Learning steps that are
    due come first; then reviews with new cards spread among them; steps that are nearly due last.
    """
    day = study_day(now, ZoneInfo(user.zone))
    _plan_id, plan = find_plan(session, user.id)
    today = queue.today_of(session, user.id, day)
    studied = queue.studied_decks(session, user.id, decks)
    ids = [deck.deck_id for deck in studied]
    withheld = withheld_from(session, user.id, now) if studied else ()
    allowed = _new_allowed(studied, today, beyond)
    most = min(allowed, MOST_NEW)
    new = queue.new_targets(session, user.id, studied, day, limit=most, withheld=withheld) if most else []
    counts = queue.count_waiting(session, user.id, ids, day, withheld=withheld)
    left = _left(today, counts, allowed if len(new) == MOST_NEW else len(new), beyond)
    reviews = min(2 * limit, left.due)
    waiting = _in_order(
        queue.in_steps(session, user.id, ids, until=now, limit=limit, withheld=withheld),
        _reviews(session, user.id, ids, day, left, today, plan, reviews, withheld) if reviews else [],
        new[:limit],
    )
    if not waiting and left.learning:
        soon = now + queue.LEARN_AHEAD
        waiting = queue.in_steps(session, user.id, ids, until=soon, limit=limit, withheld=withheld)
    answered = today.done.answers if decks is None else count_answers(session, user.id, ids, day)
    cards = _asked(session, user.id, waiting[:limit], day, plan)
    return Batch(day, plan, today.habit, today.done, answered, left, cards)


def _new_allowed(studied: Sequence[Studied], today: Today, beyond: bool) -> int:
    """How many new cards the day may still bring, counted by their positions: there may be fewer."""
    unmet = sum(max(0, deck.last_position - deck.met_position) for deck in studied)
    if beyond:
        return unmet
    if today.is_spent or today.is_break:
        return 0
    return min(unmet, max(0, today.habit.new_per_day - today.done.introduced))


def _left(today: Today, waiting: CountWaiting, new: int, beyond: bool) -> Left:
    due = waiting.due
    if not beyond:
        allowed = max(0, today.habit.reviews_per_day - today.done.reviewed)
        due = 0 if today.is_spent or today.is_break else min(due, allowed)
    answers = due + waiting.in_steps + new * ANSWERS_A_NEW_CARD
    return Left(
        new=new,
        learning=waiting.in_steps,
        due=due,
        minutes=ceil(answers * today.pace_ms / 60_000),
        backlog=waiting.due - due,
        is_spent=today.is_spent,
        is_break=today.is_break,
        step_at=waiting.step_at,
    )


def _reviews(
    session: Session,
    user_id: int,
    decks: Sequence[int],
    day: dt.date,
    left: Left,
    today: Today,
    plan: Plan,
    limit: int,
    withheld: Collection[int],
) -> list[Waiting]:
    """The oldest first; where more is due than fits in a day, what would lose most by waiting."""
    if not left.backlog:
        return queue.due_reviews(session, user_id, decks, day, limit=limit, withheld=withheld)
    weighed = queue.due_reviews(session, user_id, decks, day, limit=MOST_WEIGHED, withheld=withheld)
    due = {one.target_id: one for one in weighed}
    overdue = [
        Overdue(target, one.memory.stability, one.memory.last_on)
        for target, one in due.items()
        if one.memory.stability is not None and one.memory.last_on is not None
    ]
    portions = catch_up(overdue, day=day, per_day=today.habit.reviews_per_day, parameters=plan.parameters)
    ordered = [due[target] for portion in portions.days for target in portion]
    return ordered[:limit]


def _in_order(steps: list[Waiting], reviews: list[Waiting], new: list[Waiting]) -> list[Waiting]:
    """Steps first, then new cards spread evenly among the reviews; one of each kin."""
    ordered = [*steps, *_spread(reviews, new)]
    by_kin: dict[str, Waiting] = {}
    for waiting in ordered:
        by_kin.setdefault(waiting.kin, waiting)
    return list(by_kin.values())


def _spread(reviews: Sequence[Waiting], new: Sequence[Waiting]) -> Iterable[Waiting]:
    places = [(number / (len(reviews) + 1), 0, one) for number, one in enumerate(reviews, 1)]
    places += [(number / (len(new) + 1), 1, one) for number, one in enumerate(new, 1)]
    return [one for _place, _kind, one in sorted(places, key=lambda place: place[:2])]


def _asked(
    session: Session, user_id: int, waiting: Sequence[Waiting], day: dt.date, plan: Plan
) -> tuple[Asked, ...]:
    if not waiting:
        return ()
    faces = queue.faces_of(session, waiting)
    load = queue.load_ahead(session, user_id, day)
    return tuple(
        Asked(
            # The cards of one target take turns: the same thing asked another way.
            ways[one.memory.reps % len(ways)],
            one,
            offers(one.memory, target=one.target_id, day=day, plan=plan, load=load),
        )
        for one in waiting
        if (ways := faces.get(one.target_id))
    )

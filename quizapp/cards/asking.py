"""What a learner is asked next: up to twenty cards with their promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from questions.memory.backlog import Waiting as Overdue
from questions.memory.backlog import catch_up
from questions.memory.plan import Plan
from questions.memory.scheduling import Offer, offers
from questions.memory.state import Rating
from quizapp.accounts.models import User
from quizapp.cards import queue_queries as queue
from quizapp.cards.agenda import LEARN_AHEAD, Agenda, Left, agenda_of
from quizapp.cards.day_queries import Habit, load_ahead
from quizapp.cards.queue_queries import Face, Waiting
from quizapp.cards.review_queries import count_answers

BATCH = 20
MOST_WEIGHED = 1_000
"""How many reviews of a backlog, oldest first, are weighed by what they would lose."""


class Asked(NamedTuple):
    """One card to show, and what each answer that its buttons give would do."""

    face: Face
    waiting: Waiting
    offers: tuple[Offer, ...]

    @property
    def promise(self) -> tuple[int, tuple[int, ...]]:
        """What an answer may hold us to: see `operations.reviewing.Answer`."""
        return self.waiting.row_version, tuple(offer.days for offer in self.offers)


@dataclass(frozen=True, slots=True)
class Batch:
    """What to ask now; `cards` is empty at the end of the day, and while only later steps are left.

    `answered` is what the learner answered today in the decks that are asked.
    """

    habit: Habit
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
    agenda = agenda_of(session, user, now=now, decks=decks, beyond=beyond)
    plan = agenda.plan
    waiting = _in_order(
        _in_steps(session, user.id, agenda, until=now, limit=limit),
        _reviews(session, user.id, agenda, plan, limit=2 * limit),
        agenda.new[:limit],
    )
    if not waiting:
        waiting = _in_steps(session, user.id, agenda, until=now + LEARN_AHEAD, limit=limit)
    day, answered = agenda.day, agenda.today.done.answers
    if decks is not None:
        answered = count_answers(session, user.id, agenda.decks, day)
    # Two buttons say nothing of Easy.
    up_to = Rating.GOOD if agenda.today.habit.buttons == 2 else Rating.EASY
    cards = _asked(session, user.id, waiting[:limit], day, plan, up_to)
    return Batch(agenda.today.habit, answered, agenda.left, cards)


def _in_steps(
    session: Session, user_id: int, agenda: Agenda, *, until: dt.datetime, limit: int
) -> list[Waiting]:
    first_at = agenda.left.step_at
    if first_at is None or first_at > until:
        return []
    return queue.in_steps(session, user_id, agenda.decks, until=until, limit=limit, withheld=agenda.withheld)


def _reviews(session: Session, user_id: int, agenda: Agenda, plan: Plan, *, limit: int) -> list[Waiting]:
    """The oldest first; where more is due than fits in a day, what would lose most by waiting.

    What an exam brings before its time comes behind all that is due.
    """
    left, day = agenda.left, agenda.day
    early = agenda.early[: left.early]
    if left.due == left.early:
        return list(early[:limit])
    most = MOST_WEIGHED if left.backlog else limit
    reviews = queue.due_reviews(session, user_id, agenda.decks, day, limit=most, withheld=agenda.withheld)
    if left.backlog:
        due = {one.target_id: one for one in reviews}
        overdue = [
            Overdue(target, one.memory.stability, one.memory.last_on)
            for target, one in due.items()
            if one.memory.stability is not None and one.memory.last_on is not None
        ]
        per_day = agenda.today.habit.reviews_per_day
        portions = catch_up(overdue, day=day, per_day=per_day, parameters=plan.parameters)
        reviews = [due[target] for portion in portions.days for target in portion]
    due_now = _one_of_each_kin(reviews)[: min(limit, left.due - left.early)]
    return [*due_now, *early][:limit]


def _in_order(steps: Sequence[Waiting], reviews: Sequence[Waiting], new: Sequence[Waiting]) -> list[Waiting]:
    """Steps first, then new cards spread evenly among the reviews; one of each kin."""
    return _one_of_each_kin([*steps, *_spread(reviews, new)])


def _one_of_each_kin(waiting: Iterable[Waiting]) -> list[Waiting]:
    by_kin: dict[str, Waiting] = {}
    for one in waiting:
        by_kin.setdefault(one.kin, one)
    return list(by_kin.values())


def _spread(reviews: Sequence[Waiting], new: Sequence[Waiting]) -> Iterable[Waiting]:
    places = [(number / (len(reviews) + 1), 0, one) for number, one in enumerate(reviews, 1)]
    places += [(number / (len(new) + 1), 1, one) for number, one in enumerate(new, 1)]
    return [one for _place, _kind, one in sorted(places, key=lambda place: place[:2])]


def _asked(
    session: Session,
    user_id: int,
    waiting: Sequence[Waiting],
    day: dt.date,
    plan: Plan,
    up_to: Rating,
) -> tuple[Asked, ...]:
    if not waiting:
        return ()
    faces = queue.faces_of(session, waiting)
    load = load_ahead(session, user_id, day)
    return tuple(
        Asked(
            # The cards of one target take turns: the same thing asked another way.
            ways[one.memory.reps % len(ways)],
            one,
            offers(one.memory, target=one.target_id, day=day, plan=plan, load=load, up_to=up_to),
        )
        for one in waiting
        if (ways := faces.get(one.target_id))
    )

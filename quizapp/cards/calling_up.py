"""Cards called up whatever the order of the day: one by name, or all of a deck in turn (a cram)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from questions.memory.days import study_day
from questions.memory.scheduling import offers
from quizapp.accounts.models import User
from quizapp.cards import queue_queries as queue
from quizapp.cards import review_queries
from quizapp.cards.asking import BATCH, Asked
from quizapp.cards.day_queries import load_ahead
from quizapp.cards.log import find_plan
from quizapp.cards.queue_queries import Waiting
from quizapp.cards.withheld_queries import withheld_from


def find_asked(session: Session, user: User, card_id: int, *, now: dt.datetime) -> Asked | None:
    """This very card with what its answers would do; None where it is not studied, or waits for an exam."""
    waiting = review_queries.find_waiting(session, user.id, card_id)
    if waiting is None or waiting.target_id in withheld_from(session, user.id, now):
        return None
    return next(iter(_asked(session, user, [(waiting, card_id)], now)), None)


def cram(
    session: Session,
    user: User,
    decks: Collection[int],
    *,
    after: int | None,
    now: dt.datetime,
    limit: int = BATCH,
) -> list[Asked]:
    """The next of everything that these decks ask for, in their own order."""
    withheld = withheld_from(session, user.id, now)
    found = review_queries.cards_in_turn(session, user.id, decks, after=after, limit=limit, withheld=withheld)
    return _asked(session, user, found, now)


def _asked(
    session: Session, user: User, wanted: Sequence[tuple[Waiting, int]], now: dt.datetime
) -> list[Asked]:
    day = study_day(now, ZoneInfo(user.zone))
    _id, plan = find_plan(session, user.id)
    load = load_ahead(session, user.id, day)
    faces = queue.faces_of(session, [waiting for waiting, _ in wanted])
    return [
        Asked(face, one, offers(one.memory, target=one.target_id, day=day, plan=plan, load=load))
        for one, card_id in wanted
        for face in faces.get(one.target_id, ())
        if face.card_id == card_id
    ]

"""Whose memory model is to be fitted, what came of it so far, and the logs that it is fitted to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from sqlalchemy import ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from questions.memory.fitting import FEWEST_REVIEWS, Log
from quizapp.cards.log import logs_of
from quizapp.cards.models import Fitting, ForesightTally, MemoryRow, Review

PORTION = 200
LATEST = 2_000
MOST_ANSWERS = 300_000
"""So many answers are fitted to, for which there is memory: those to the cards that were answered last."""
AGAIN_AFTER = dt.timedelta(days=30)
WISHES = ("wished", "standard_wished")
IN_FORCE = ("kept", "standard")


def find_wish(session: Session) -> Fitting | None:
    """The oldest wish that nothing has come of yet."""
    later = aliased(Fitting)
    return session.scalar(
        select(Fitting)
        .where(
            Fitting.outcome.in_(WISHES),
            ~select(later.id).where(later.user_id == Fitting.user_id, later.id > Fitting.id).exists(),
        )
        .order_by(Fitting.id)
        .limit(1)
    )


def find_due(session: Session, now: dt.datetime) -> int | None:
    """A learner with answers enough who was never fitted to, or a month or half of her answers ago.

    Not who went back to the standard set of her own will.
    """
    answered = (
        select(ForesightTally.user_id, func.sum(ForesightTally.asked).label("reviews"))
        .group_by(ForesightTally.user_id)
        .having(func.sum(ForesightTally.asked) >= FEWEST_REVIEWS)
        .subquery()
    )
    is_old = and_(Fitting.at <= now - AGAIN_AFTER, answered.c.reviews > Fitting.reviews)
    return session.scalar(
        select(answered.c.user_id)
        .outerjoin(Fitting, Fitting.id == _newest_of(answered.c.user_id))
        .where(
            or_(
                Fitting.id.is_(None),
                and_(
                    Fitting.outcome.in_(("kept", "not_kept", "failed")),
                    or_(is_old, answered.c.reviews >= 2 * Fitting.reviews),
                ),
            )
        )
        .order_by(answered.c.user_id)
        .limit(1)
    )


def find_newest(session: Session, user_id: int) -> Fitting | None:
    """What came last: a wish, or what it came to."""
    return session.scalar(
        select(Fitting).where(Fitting.user_id == user_id).order_by(Fitting.id.desc()).limit(1)
    )


def is_answered_since(session: Session, newest: Fitting | None, user_id: int) -> bool:
    """Whether a fit could find anything but what it found last: the same answers give the same set."""
    if newest is None or newest.outcome not in ("kept", "not_kept"):
        return True
    return newest.reviews != count_reviews(session, user_id)


def find_in_force(session: Session, user_id: int) -> Fitting | None:
    """What brought the set in force; None where it has always been the standard one."""
    return session.scalar(
        select(Fitting)
        .where(Fitting.user_id == user_id, Fitting.outcome.in_(IN_FORCE))
        .order_by(Fitting.id.desc())
        .limit(1)
    )


def count_reviews(session: Session, user_id: int) -> int:
    """How many answers tell how well they were foreseen: what a set is fitted to and measured by."""
    return (
        session.scalar(select(func.sum(ForesightTally.asked)).where(ForesightTally.user_id == user_id)) or 0
    )


def count_cards(session: Session, user_id: int) -> int:
    """How many cards these answers tell of, among the learner's latest, which are enough of any learner's.

    What another program vouches for tells nothing where no answer came before: who knows what led there?
    """
    latest = (
        select(Review.target_id)
        .where(Review.user_id == user_id, Review.kind == "review")
        .order_by(Review.id.desc())
        .limit(LATEST)
        .subquery()
    )
    earlier = aliased(Review)
    is_told = exists(
        select(1).where(
            earlier.user_id == user_id, earlier.target_id == latest.c.target_id, earlier.kind == "learn"
        )
    )
    return session.scalar(select(func.count(latest.c.target_id.distinct())).where(is_told)) or 0


def newest_entry(session: Session, user_id: int) -> int:
    """The id of the newest entry of the learner's logs; 0 where there is none."""
    return session.scalar(select(func.max(Review.id)).where(Review.user_id == user_id)) or 0


def targets_told_since(session: Session, user_id: int, entry_id: int) -> list[int]:
    """Targets with entries that came after this one."""
    told = select(Review.target_id).where(Review.user_id == user_id, Review.id > entry_id)
    return sorted(set(session.scalars(told)))


def latest_targets(session: Session, user_id: int, most: int) -> frozenset[int]:
    """The targets told of last that so many answers tell of, each with all of its own."""
    rows = session.execute(
        select(MemoryRow.target_id, MemoryRow.reps)
        .where(MemoryRow.user_id == user_id, MemoryRow.last_on.is_not(None))
        .order_by(MemoryRow.last_on.desc(), MemoryRow.target_id)
    )
    found, answers = set(), 0
    for target, reps in rows:
        answers += reps
        if answers > most:
            break
        found.add(target)
    return frozenset(found)


def logs_in_portions(session: Session, user_id: int, among: Collection[int] | None = None) -> Iterator[Log]:
    """The logs of a learner, of all targets or those `among` these, never many of them at once."""
    last = 0
    while True:
        targets = session.scalars(
            select(MemoryRow.target_id)
            .where(MemoryRow.user_id == user_id, MemoryRow.target_id > last)
            .order_by(MemoryRow.target_id)
            .limit(PORTION)
        ).all()
        if not targets:
            return
        last = targets[-1]
        wanted = targets if among is None else [target for target in targets if target in among]
        yield from logs_of(session, user_id, wanted).items()


def _newest_of(user_id: object) -> ScalarSelect[int]:
    newest = aliased(Fitting)
    return select(func.max(newest.id)).where(newest.user_id == user_id).scalar_subquery()

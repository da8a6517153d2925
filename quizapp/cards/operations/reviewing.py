"""What a learner does with her cards: answering in batches, taking back, setting aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from questions.memory.days import study_day
from questions.memory.log import Action, kind_of
from questions.memory.spread import NO_LOAD, Load
from questions.memory.state import Rating
from questions.memory.wait import Wait
from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_person
from quizapp.cards import queue_queries as queue
from quizapp.cards.day_queries import load_ahead
from quizapp.cards.log import IMPORTED
from quizapp.cards.models import Card, Review
from quizapp.cards.operations.ledger import Ledger, Place, take_back_reviews
from quizapp.db import read_columns
from quizapp.errors import Conflict, NotFound

OLDEST_ANSWER = dt.timedelta(days=30)
"""Answers given longer ago, on a device that was offline since, count as given then."""


LONGEST_REFOLDED = 500
"""Entries of a log in which a late answer still finds its place; nobody gets there by learning."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One card answered, as a page sends it. `uuid` is the page's: sent twice, it counts once.

    `promised` are the row version of the memory that the page was shown, and the days for each rating
    from Again up to that of its last button (0 for a step).
    """

    uuid: str
    card_id: int
    rating: Rating
    at: dt.datetime
    duration_ms: int | None = None
    is_cram: bool = False
    promised: tuple[int, tuple[int, ...]] | None = None


@dataclass(slots=True)
class Taken:
    """What became of a batch: every uuid is in one of the first three.

    By target, the leeches that were set aside, and those only marked as such.
    """

    recorded: list[str] = field(default_factory=list)
    replayed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    leeches: list[int] = field(default_factory=list)
    marked: list[int] = field(default_factory=list)


def take_answers(session: Session, user: User, answers: Sequence[Answer], *, now: dt.datetime) -> Taken:
    """Take a batch of answers. One to a card that the learner does not study is refused, the rest counts."""
    taken = Taken()
    # Of a batch that comes twice at once, the second must see what the first has done.
    hold_person(session, user.id)
    known = _known(session, user.id, [answer.uuid for answer in answers])
    places = queue.places_of(session, user.id, {answer.card_id for answer in answers})
    fresh: dict[str, Answer] = {}
    for answer in answers:
        if answer.uuid in known:
            taken.replayed.append(answer.uuid)
        elif answer.card_id not in places:
            taken.refused.append(answer.uuid)
        else:
            fresh.setdefault(answer.uuid, answer)
    if not fresh:
        return taken
    zone = ZoneInfo(user.zone)
    ledger = Ledger(session, user.id, {places[one.card_id][0] for one in fresh.values()}, now=now)
    load = _load(session, user.id, fresh.values(), study_day(now, zone))
    for answer in sorted(fresh.values(), key=lambda one: one.at):
        target, deck, position = places[answer.card_id]
        before = ledger.memory(target)
        at = _counts_as_given(answer, ledger, target, now)
        ledger.answer(
            target,
            answer.rating,
            uuid=answer.uuid,
            kind="cram" if answer.is_cram else kind_of(ledger.memory(target)),
            at=at,
            day=study_day(at, zone),
            place=Place(answer.card_id, deck, position),
            duration_ms=answer.duration_ms,
            days=_promised(answer, ledger.row_version(target)),
            load=load,
        )
        taken.recorded.append(answer.uuid)
        after = ledger.memory(target)
        if after.is_leech and after.is_suspended and not before.is_suspended:
            taken.leeches.append(target)
        elif after.is_leech and not before.is_leech:
            taken.marked.append(target)
    ledger.close()
    return taken


def take_back(session: Session, user: User, uuid: str, *, by: str, now: dt.datetime) -> Review:
    """Undo the entry known as `uuid`, wherever it stands in its log; `by` names the undoing itself.

    Raises `NotFound` where the learner has no such entry, `Conflict` where it was taken back before
    (sent twice with the same `by`, it is the same undoing).
    """
    hold_person(session, user.id)
    review = session.scalar(select(Review).where(Review.user_id == user.id, Review.uuid == uuid))
    if review is None or review.undoes_id is not None:
        raise NotFound(_("There is nothing here to take back."))
    ledger = Ledger(session, user.id, [review.target_id], now=now)
    undoing = session.scalar(select(Review.uuid).where(Review.undoes_id == review.id))
    if undoing is not None and undoing != by:
        raise Conflict(_("This was taken back already."))
    if undoing is None:
        ledger.take_back(review, uuid=by, day=study_day(now, ZoneInfo(user.zone)))
        ledger.close()
    return review


def find_last(session: Session, user_id: int) -> Review | None:
    """What the learner did last with her cards and has not taken back; quizzes and cramming apart.

    None once she has brought cards in: what she did in another program is not undone here.
    """
    last = session.scalar(_LAST, {"user_id": user_id})
    return None if last is not None and last.uuid.startswith(IMPORTED) else last


def act_on_cards(
    session: Session,
    user: User,
    card_ids: Collection[int],
    action: Action,
    *,
    uuid: str,
    now: dt.datetime,
    wait: Wait | None = None,
) -> int:
    """Suspend, resume, bury, flag, reset or make wait what these cards ask for; how many memories it was.

    A `wait` spreads them over its days in the order of their decks. Cards that the learner does not study are
    passed over. The same `uuid` again changes nothing.
    """
    hold_person(session, user.id)
    places = queue.places_of(session, user.id, card_ids)
    by_target = {target: Place(card, deck, position) for card, (target, deck, position) in places.items()}
    uuids = {target: f"{uuid}.{target}" for target in by_target}
    done = _known(session, user.id, list(uuids.values()))
    targets = [target for target in sorted(by_target) if uuids[target] not in done]
    if not targets:
        return 0
    ledger = Ledger(session, user.id, targets, now=now)
    day = study_day(now, ZoneInfo(user.zone))
    targets.sort(key=lambda target: (by_target[target].deck_id or 0, by_target[target].position or 0))
    days = wait.spread(len(targets)) if wait else [None] * len(targets)
    for target, waits in zip(targets, days, strict=True):
        ledger.act(target, action, uuid=uuids[target], day=day, place=by_target[target], days=waits)
    ledger.close()
    return len(targets)


def take_back_act(
    session: Session, user: User, card_ids: Collection[int], *, uuid: str, now: dt.datetime
) -> int:
    """Undo on all these cards at once what was done to them under this `uuid`; how many memories it was.

    What was taken back before, one by one or all together, stays so.
    """
    hold_person(session, user.id)
    targets = set(session.scalars(select(Card.target_id).where(Card.id.in_(card_ids))))
    acts = Review.user_id == user.id, Review.uuid.in_([f"{uuid}.{target}" for target in targets])
    is_undone = exists(select(1).where(_UNDOING.undoes_id == Review.id))
    reviews = session.scalars(select(Review).where(*acts, ~is_undone).order_by(Review.target_id)).all()
    return take_back_reviews(session, user, reviews, uuid_of=lambda review: f"{review.uuid}.u", now=now)


# Built once: building them costs more than running them.
_UNDOING = aliased(Review)
_LAST = (
    select(Review)
    .where(
        Review.user_id == bindparam("user_id"),
        Review.kind.in_(("learn", "review", "relearn", "manual")),
        # Joined instead, SQLite would first look at all undoings there are.
        ~exists(select(1).where(_UNDOING.undoes_id == Review.id)),
    )
    .order_by(Review.id.desc())
    .limit(1)
)
_KNOWN = select(Review.uuid).where(
    Review.user_id == bindparam("user_id"), Review.uuid.in_(bindparam("uuids", expanding=True))
)


def _known(session: Session, user_id: int, uuids: Collection[str]) -> set[str]:
    return set(read_columns(session, _KNOWN, {"user_id": user_id, "uuids": list(uuids)}).scalars())


def _counts_as_given(answer: Answer, ledger: Ledger, target: int, now: dt.datetime) -> dt.datetime:
    """When an answer was given, as far as a page can be believed."""
    at = min(max(answer.at, now - OLDEST_ANSWER), now)
    newest = ledger.last_at(target)
    if newest is None or ledger.row_version(target) < LONGEST_REFOLDED:
        return at
    return max(at, newest)


def _promised(answer: Answer, row_version: int) -> int | None:
    """The interval that the pressed button named, while the memory is still the one it was named for."""
    if answer.promised is None or answer.promised[0] != row_version:
        return None
    days = answer.promised[1]
    return (days[answer.rating - 1] or None) if answer.rating <= len(days) else None


def _load(session: Session, user_id: int, answers: Collection[Answer], day: dt.date) -> Load:
    if all(answer.promised is not None for answer in answers):
        return NO_LOAD
    return load_ahead(session, user_id, day)

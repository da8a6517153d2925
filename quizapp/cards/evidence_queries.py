"""SELECTs about quiz answers in memories: what an attempt moved, and what of it might be kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from questions.memory.state import Memory
from questions.memory.stored import load_memory
from quizapp.cards.log import MEMORY_COLUMNS, memory_of
from quizapp.cards.models import Card, Deck, MemoryRow, RecallTarget, Review, Study
from quizapp.library.models import Fact
from quizapp.quizzes.models import Slot
from quizapp.reading import read_all


@dataclass(frozen=True, slots=True)
class Move:
    """What one attempt did to one memory, over all its answers that count still.

    `slot` asked for it first, in `version_id`; `is_on_paper` is false where that came back or stood in
    between in a practice. `statement` is the fact's, "" where it is documented no more. `now` is the
    memory as it is today.
    """

    target_id: int
    slot: int
    version_id: int
    is_on_paper: bool
    statement: str
    before: Memory
    after: Memory
    is_undone: bool
    now: Memory

    @property
    def may_be_kept(self) -> bool:
        """Known, but not studied."""
        return self.now.is_known and not self.now.is_studied and not self.now.is_suspended


@dataclass(frozen=True, slots=True)
class Keepable:
    """Where a target would be studied: by its first card in a bank's deck; whether that is studied."""

    card_id: int
    deck_id: int
    position: int
    last_position: int
    is_studied: bool


def evidence_of(
    session: Session, user_id: int, attempt_id: int, target_id: int | None = None
) -> Sequence[tuple[Review, bool]]:
    """The entries that an attempt made in this learner's logs, oldest first, and whether each was undone."""
    undoing = aliased(Review)
    query = (
        select(Review, undoing.id.is_not(None))
        .outerjoin(undoing, undoing.undoes_id == Review.id)
        .where(Review.user_id == user_id, Review.attempt_id == attempt_id, Review.kind == "quiz")
        .order_by(Review.id)
    )
    if target_id is not None:
        query = query.where(Review.target_id == target_id)
    return [(review, is_undone) for review, is_undone in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Entered:
    """The newest entry about a target that an answer made, whether it was undone, and how many it made."""

    review: Review
    is_undone: bool
    times: int


def newest_evidence_in(session: Session, attempt_ids: Collection[int]) -> dict[tuple[int, int, int], Entered]:
    """What answers of these attempts told last, by attempt, slot and target."""
    undoing = aliased(Review)
    rows = session.execute(
        select(Review, undoing.id.is_not(None))
        .outerjoin(undoing, undoing.undoes_id == Review.id)
        .where(Review.attempt_id.in_(attempt_ids), Review.kind == "quiz")
        .order_by(Review.id)
    )
    found: dict[tuple[int, int, int], Entered] = {}
    for review, is_undone in rows:
        if review.attempt_id is None or review.slot is None:
            continue
        place = (review.attempt_id, review.slot, review.target_id)
        found[place] = Entered(review, is_undone, found[place].times + 1 if place in found else 1)
    return found


# Built once: every result asks them, and building them takes longer.
_undoing = aliased(Review)
_MOVES = (
    select(
        Review.target_id,
        Review.slot,
        Slot.version_id,
        Slot.counts,
        func.coalesce(Fact.statement, ""),
        Review.before,
        Review.after,
        _undoing.id.is_not(None),
        *MEMORY_COLUMNS,
    )
    .join(Slot, and_(Slot.attempt_id == Review.attempt_id, Slot.number == Review.slot))
    .join(MemoryRow, and_(MemoryRow.user_id == Review.user_id, MemoryRow.target_id == Review.target_id))
    .join(RecallTarget, RecallTarget.id == Review.target_id)
    .outerjoin(Fact, and_(Fact.bank_id == RecallTarget.bank_id, Fact.slug == RecallTarget.fact))
    .outerjoin(_undoing, _undoing.undoes_id == Review.id)
    .where(
        Review.user_id == bindparam("user_id"),
        Review.attempt_id == bindparam("attempt_id"),
        Review.kind == "quiz",
    )
    .order_by(Review.slot, Review.id)
)
_KEEPABLE = (
    select(
        Card.target_id,
        Card.id,
        Card.deck_id,
        Card.position,
        Deck.last_position,
        Study.user_id.is_not(None),
    )
    .join(Deck, Deck.id == Card.deck_id)
    .outerjoin(Study, and_(Study.deck_id == Card.deck_id, Study.user_id == bindparam("user_id")))
    .where(
        Card.target_id.in_(bindparam("target_ids", expanding=True)),
        Card.retired_at.is_(None),
        Deck.bank_id.is_not(None),
        Deck.archived_at.is_(None),
        or_(Study.user_id.is_(None), Study.stopped_at.is_(None)),
    )
    .order_by(Card.target_id, Card.deck_id, Card.ordinal)
)


def moves_of(session: Session, user_id: int, attempt_id: int) -> list[Move]:
    """What an attempt did to this learner's memories, in the order of its questions."""
    rows = read_all(session, _MOVES, {"user_id": user_id, "attempt_id": attempt_id})
    moves: dict[int, Move] = {}
    for target, slot, version, counts, statement, before, after, is_undone, *now in rows:
        was, became = load_memory(before), load_memory(after)
        move = Move(target, slot, version, counts, statement, was, became, is_undone, memory_of(now))
        moves[target] = _followed_by(moves.get(target, move), move)
    return list(moves.values())


def keepable_of(session: Session, user_id: int, target_ids: Collection[int]) -> dict[int, Keepable]:
    """Where these targets would be studied, in banks' decks that the learner has not put aside."""
    if not target_ids:
        return {}
    rows = read_all(session, _KEEPABLE, {"user_id": user_id, "target_ids": list(target_ids)})
    found: dict[int, Keepable] = {}
    for target, card_id, deck_id, position, last_position, is_studied in rows:
        found.setdefault(target, Keepable(card_id, deck_id, position, last_position, is_studied))
    return found


def _followed_by(first: Move, last: Move) -> Move:
    """Both as one; what was undone shows only where nothing else is left."""
    if last.is_undone:
        return first
    if first.is_undone:
        return last
    return replace(first, after=last.after)

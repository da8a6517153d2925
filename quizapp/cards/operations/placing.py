"""Where cards lie: in which deck, at which position, and that memories follow them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, exists, insert, literal, select, update
from sqlalchemy.orm import Session

from quizapp.cards.models import Card, Deck, MemoryRow, Study


def lay(session: Session, deck: Deck, cards: Iterable[Card]) -> None:
    """Put the cards into the deck behind all that lie there, in the order given.

    Cards on one target share a position. Whoever remembers a target finds it in its new place.
    """
    positions: dict[int, int] = {}
    moved: set[int] = set()
    for card in cards:
        if card.target_id not in positions:
            deck.last_position += 1
            positions[card.target_id] = deck.last_position
        if card.position:
            moved.add(card.target_id)
        card.deck_id = deck.id
        card.position = positions[card.target_id]
    if not positions:
        return
    session.flush()
    _hold_memories(session, moved)
    for target_id in sorted(moved):
        session.execute(
            update(MemoryRow)
            .where(MemoryRow.target_id == target_id, MemoryRow.deck_id.is_not(None))
            .values(deck_id=deck.id, position=positions[target_id])
            .execution_options(synchronize_session=False)
        )
    # Behind the memories: whoever answers writes in this order, too.
    session.execute(
        update(Study)
        .where(Study.deck_id == deck.id, Study.only_kept)
        .values(met_position=deck.last_position)
        .execution_options(synchronize_session=False)
    )


def put_away(session: Session, cards: Collection[Card], now: dt.datetime) -> None:
    """Ask these cards no more. What is remembered stays, and waits in no deck once no card asks for it."""
    if not cards:
        return
    for card in cards:
        card.retired_at = now
    session.flush()
    targets = {card.target_id for card in cards}
    _hold_memories(session, targets)
    still_asked = exists().where(Card.target_id == MemoryRow.target_id, Card.retired_at.is_(None))
    session.execute(
        update(MemoryRow)
        .where(MemoryRow.target_id.in_(targets), ~still_asked)
        .values(deck_id=None, position=None)
        .execution_options(synchronize_session=False)
    )


def bring_back(session: Session, cards: Collection[Card]) -> None:
    """Ask these cards again; whoever studies their deck goes on with what she remembers."""
    if not cards:
        return
    for card in cards:
        card.retired_at = None
    session.flush()
    studied = exists().where(
        Study.user_id == MemoryRow.user_id, Study.deck_id == Card.deck_id, Study.stopped_at.is_(None)
    )
    _hold_memories(session, {card.target_id for card in cards})
    find_places(session, studied, Card.id.in_([card.id for card in cards]))


def _hold_memories(session: Session, target_ids: Collection[int]) -> None:
    """Take hold of what everybody remembers of these targets, in the order in which a learner's answers do.

    Rows that were updated as they come would lock out a learner who holds some and waits for others.
    """
    if target_ids:
        session.execute(
            select(MemoryRow.target_id)
            .where(MemoryRow.target_id.in_(target_ids))
            .order_by(MemoryRow.target_id, MemoryRow.user_id)
            .with_for_update(key_share=True)
        )


def find_places(session: Session, memories: ColumnElement[bool], cards: ColumnElement[bool]) -> None:
    """Give memories that wait in no deck the place of a card that asks for them.

    `memories` and `cards` say which; the former may speak of the card too.
    """
    asking = (
        select(Card.deck_id, Card.position)
        .where(Card.target_id == MemoryRow.target_id, Card.retired_at.is_(None), cards, memories)
        .order_by(Card.deck_id, Card.ordinal)
        .limit(1)
    )
    session.execute(
        update(MemoryRow)
        .where(
            MemoryRow.deck_id.is_(None),
            MemoryRow.queue != "idle",
            asking.correlate(MemoryRow).exists(),
        )
        .values(
            deck_id=asking.with_only_columns(Card.deck_id).correlate(MemoryRow).scalar_subquery(),
            position=asking.with_only_columns(Card.position).correlate(MemoryRow).scalar_subquery(),
        )
        .execution_options(synchronize_session=False)
    )


def study_inside(session: Session, outer: Deck, inner: Deck, now: dt.datetime) -> None:
    """Whoever studies a deck studies what is put inside it."""
    session.execute(
        insert(Study).from_select(
            ["user_id", "deck_id", "met_position", "started_at", "only_kept"],
            select(
                Study.user_id,
                literal(inner.id),
                literal(0),
                literal(now, Study.started_at.type),
                literal(False),
            ).where(Study.deck_id == outer.id, Study.stopped_at.is_(None), Study.only_kept.is_(False)),
        )
    )

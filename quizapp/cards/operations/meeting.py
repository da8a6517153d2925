"""How far a learner has met the cards of a deck: `Study.met_position`, up to which nothing is new to her."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from quizapp.cards.models import Card, Deck, Study
from quizapp.cards.queue_queries import is_new_to


def move_back(session: Session, user_id: int, unmet: Mapping[int, int]) -> None:
    """By deck, a position that is new again: not everything up to it has been met."""
    for deck_id, position in sorted(unmet.items()):
        session.execute(
            update(Study)
            .where(
                Study.user_id == user_id,
                Study.deck_id == deck_id,
                Study.met_position >= position,
                Study.only_kept.is_(False),
            )
            .values(met_position=position - 1)
        )


def move_on(session: Session, user_id: int, decks: Collection[int]) -> None:
    """Go on to the next card that is new in each of these decks."""
    for deck_id in sorted(decks):
        session.connection().execute(_MOVE_ON, {"of_user": user_id, "of_deck": deck_id})


# Built once: building them costs more than running them.
_FIRST_NEW_POSITION = (
    select(Card.position)
    .where(
        Card.deck_id == bindparam("of_deck"),
        Card.position > Study.met_position,
        Card.retired_at.is_(None),
        is_new_to(bindparam("of_user")),
    )
    .order_by(Card.position)
    .limit(1)
    .correlate(Study)
    .scalar_subquery()
)
_LAST_POSITION = select(Deck.last_position).where(Deck.id == bindparam("of_deck")).scalar_subquery()
_MOVE_ON = (
    update(Study)
    .where(Study.user_id == bindparam("of_user"), Study.deck_id == bindparam("of_deck"))
    .values(met_position=func.coalesce(_FIRST_NEW_POSITION - 1, _LAST_POSITION))
)

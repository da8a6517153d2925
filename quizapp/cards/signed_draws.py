"""Draws of rounds, signed: a page that is loaded anew, and the answers to it, speak of the same cards."""

from __future__ import annotations

from itsdangerous import BadData, URLSafeSerializer

from questions.card_round import Draw

_SALT = "cards.draw"


def sign(secret: str, user_id: int, deck_id: int, name: str, draw: Draw) -> str:
    """A draw for one learner as a text. `name` is the round's: an answer given in it counts once."""
    return str(
        URLSafeSerializer(secret, _SALT).dumps([user_id, deck_id, name, draw.kind, draw.cards, draw.options])
    )


def read(secret: str, user_id: int, deck_id: int, text: str) -> tuple[str, Draw] | None:
    """The name of the round and what was drawn; None where it was not we, or not for her and this deck."""
    try:
        whose, which, name, kind, cards, options = URLSafeSerializer(secret, _SALT).loads(text)
    except (BadData, ValueError):
        return None
    if (whose, which) != (user_id, deck_id):
        return None
    return name, Draw(kind, tuple(cards), tuple(tuple(row) for row in options))

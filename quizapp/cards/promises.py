"""Promises: the intervals on a card's buttons, signed: an answer holds us to them and to no others."""

from __future__ import annotations

from itsdangerous import BadData, URLSafeSerializer

from quizapp.cards.asking import Asked

Promise = tuple[int, tuple[int, ...]]

LONGEST = 300
_SALT = "cards.promise"


def sign(secret: str, user_id: int, asked: Asked) -> str:
    """The promise of one card to one learner as a text."""
    version, days = asked.promise
    return str(URLSafeSerializer(secret, _SALT).dumps([user_id, asked.face.card_id, version, *days]))


def read(secret: str, user_id: int, card_id: int, text: str) -> Promise | None:
    """What was promised; None where it was not we, or not to her, or not for this card."""
    try:
        whose, which, version, *days = URLSafeSerializer(secret, _SALT).loads(text)
    except (BadData, ValueError):
        return None
    return (version, tuple(days)) if (whose, which) == (user_id, card_id) else None

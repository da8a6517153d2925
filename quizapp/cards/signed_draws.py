"""Draws of rounds, signed: a page that is loaded anew, and the answers to it, speak of the same cards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from questions.card_round import Draw

LASTS = dt.timedelta(days=30)
"""Nothing is kept of a draw but its address; one that somebody finds again later is drawn anew."""

_SALT = "cards.draw"


@dataclass(frozen=True, slots=True)
class SignedDraw:
    """What was drawn and when. `name` is the round's: an answer given in it counts once."""

    name: str
    draw: Draw
    at: dt.datetime

    def is_over(self, now: dt.datetime) -> bool:
        return now > self.at + LASTS


def sign(secret: str, user_id: int, deck_id: int, signed: SignedDraw) -> str:
    """A draw for one learner as a text; its moment in whole seconds."""
    draw, at = signed.draw, int(signed.at.timestamp())
    values = [user_id, deck_id, signed.name, at, draw.kind, draw.cards, draw.options]
    return str(URLSafeSerializer(secret, _SALT).dumps(values))


def read(secret: str, user_id: int, deck_id: int, text: str) -> SignedDraw | None:
    """The draw of a text, over or not; None where it was not we, or not for her and this deck."""
    try:
        whose, which, name, at, kind, cards, options = URLSafeSerializer(secret, _SALT).loads(text)
    except (BadData, ValueError):
        return None
    if (whose, which) != (user_id, deck_id):
        return None
    draw = Draw(kind, tuple(cards), tuple(tuple(row) for row in options))
    return SignedDraw(name, draw, dt.datetime.fromtimestamp(at, dt.UTC))

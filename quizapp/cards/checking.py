"""A typed answer to a card, marked as in a quiz, and in words what is different."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _

from questions.card import Face
from questions.difference import Piece, pieces_of
from questions.memory.state import Rating
from questions.question import TextKey
from questions.response import Blank, Unreadable
from questions.text import nearest

Kind = Literal["right", "wrong", "blank", "unreadable"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of it. `rating` is only proposed: the learner may know better."""

    kind: Kind
    verdict: str
    typed: str
    pieces: tuple[Piece, ...] = ()

    @property
    def rating(self) -> Rating:
        return Rating.GOOD if self.kind == "right" else Rating.AGAIN

    @property
    def is_shown(self) -> bool:
        """Whether the card is turned: what could not be read may be typed anew."""
        return self.kind != "unreadable"


def check(face: Face, typed: str) -> Checked:
    """Mark what was typed to a card that is typed; ValueError for another."""
    given = face.read([typed])
    if isinstance(given, Blank):
        return Checked("blank", _("You left it open."), "")
    if isinstance(given, Unreadable):
        return Checked("unreadable", given.reason, typed)
    is_text = isinstance(face.key, TextKey)
    pieces = pieces_of(typed.strip(), face.key.accepted) if isinstance(face.key, TextKey) else ()
    if face.mark(given).verdict != "right":
        return Checked("wrong", _("Not this time."), typed, pieces)
    if is_text and isinstance(face.key, TextKey) and nearest(typed, face.key.accepted):
        return Checked("right", _("Right, but for the spelling."), typed, pieces)
    return Checked("right", _("Right."), typed)

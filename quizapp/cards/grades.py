"""The buttons that grade a turned card, and what is said once one of them was pressed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from questions.memory.scheduling import Offer
from questions.memory.state import Rating
from quizapp.cards.intervals import interval_in_words


@dataclass(frozen=True, slots=True)
class Grade:
    """One button: what it says, what follows, and the keys that press it."""

    rating: int
    label: str
    interval: str
    is_step: bool
    keys: str


def grades_of(offers: Iterable[Offer], buttons: int) -> tuple[Grade, ...]:
    """Two or four buttons, as the learner has it."""
    labels = _labels(buttons)
    return tuple(
        Grade(offer.rating, label, interval_in_words(offer), offer.days == 0, keys)
        for offer in offers
        if offer.rating in labels
        for label, keys in [labels[offer.rating]]
    )


def _labels(buttons: int) -> dict[Rating, tuple[str, str]]:
    """What stands on each button, and its keys."""
    if buttons == 2:
        return {Rating.AGAIN: (_("Forgot"), "1"), Rating.GOOD: (_("Remembered"), "2 3")}
    return {
        Rating.AGAIN: (_("Forgot"), "1"),
        Rating.HARD: (_("Hard"), "2"),
        Rating.GOOD: (_("Good"), "3"),
        Rating.EASY: (_("Easy"), "4"),
    }

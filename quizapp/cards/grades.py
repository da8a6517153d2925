"""The buttons that grade a turned card, and what is said once one of them was pressed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from questions.memory.scheduling import Offer
from questions.memory.state import Rating
from quizapp.cards.intervals import interval_in_words


@dataclass(frozen=True, slots=True)
class Grade:
    """One button: what it says, the words for who has `answered` by it, what follows, and its keys."""

    rating: int
    label: str
    answered: str
    interval: str
    is_step: bool
    keys: str


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a button, on every card the same; see `Grade`."""

    label: str
    answered: str
    keys: str


def labels_of(buttons: int) -> Mapping[Rating, Label]:
    """Two or four buttons, as the learner has it."""
    return {
        rating: Label(label, _answered(label), keys) for rating, (label, keys) in _labels(buttons).items()
    }


def grades_of(offers: Iterable[Offer], labels: Mapping[Rating, Label]) -> tuple[Grade, ...]:
    """The buttons of one card."""
    return tuple(
        Grade(offer.rating, on.label, on.answered, interval_in_words(offer), offer.days == 0, on.keys)
        for offer in offers
        if (on := labels.get(offer.rating))
    )


def answered_in_words(rating: Rating, buttons: int) -> str:
    """What is said of an answer; in the words of four buttons where two have none for it."""
    labels = _labels(buttons)
    label, _keys = labels[rating] if rating in labels else _labels(len(Rating))[rating]
    return _answered(label)


def _answered(label: str) -> str:
    return str(_("Answered: %(grade)s.", grade=label))


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

"""What later rooms make of answers once their correctness may be seen, in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from flask import Flask, current_app
from sqlalchemy.orm import Session

from quizapp.quizzes.models import Attempt, Slot

AfterReviewOpens = Callable[[Session, Attempt, Mapping[Slot, dt.datetime], dt.datetime], None]
"""Takes an attempt with its quiz, those of its answers that may be seen now with the moment each counts
as given, and the time. It is told of each answer once, and its learner is held (`hold_person`)."""


Told = Sequence[tuple[Attempt, Mapping[Slot, dt.datetime]]]
"""Attempts with their quizzes, and those of their answers that may be seen with their moments."""

AfterRuling = Callable[[Session, Told, dt.datetime], None]
"""Takes answers that were told of before and are marked otherwise now; their learners are held."""


def init_opening(app: Flask) -> None:
    app.extensions["after_review_opens"] = []
    app.extensions["after_ruling"] = []


def follow_reviews(app: Flask, after_review_opens: AfterReviewOpens) -> None:
    """Let a later room take in answers as soon as their learner may know what was right."""
    app.extensions["after_review_opens"].append(after_review_opens)


def follow_changed_marks(app: Flask, after_ruling: AfterRuling) -> None:
    """Let a later room take anew what it took in when a review opened."""
    app.extensions["after_ruling"].append(after_ruling)


def tell_ruled(session: Session, told: Told, now: dt.datetime) -> None:
    """Say to every room, in the order of the rooms, that these answers are marked by another rule now."""
    for after_ruling in current_app.extensions["after_ruling"]:
        after_ruling(session, told, now)


def tell_opened(
    session: Session, attempt: Attempt, moments: Mapping[Slot, dt.datetime], now: dt.datetime
) -> None:
    """Say to every room, in the order of the rooms, that these answers may be seen."""
    for after_review_opens in current_app.extensions["after_review_opens"]:
        after_review_opens(session, attempt, moments, now)

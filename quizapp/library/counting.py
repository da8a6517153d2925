"""What a later room can tell of a bank: how many questions it has."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy.orm import Session

Count = Callable[[Session], dict[int, int]]


def count_with(app: Flask, count: Count) -> None:
    """Let the room that knows the questions count the published ones by bank id."""
    app.extensions["question_count"] = count


def count_questions(session: Session) -> dict[int, int]:
    """Published questions by bank id, in one statement; banks without any are left out."""
    count: Count = current_app.extensions["question_count"]
    return count(session)

"""What later rooms add to the page of a question."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy.orm import Session

from quizapp.bank.models import Question
from quizapp.bank.viewers import Viewer
from quizapp.page import Panel

QuestionPanel = Callable[[Session, Question, Viewer], Panel | None]
"""What a room has to say to a teacher of a question that she may see."""


def init_question_panels(app: Flask) -> None:
    app.extensions["question_panels"] = []


def add_question_panel(app: Flask, panel: QuestionPanel) -> None:
    """Let a later room show something beside a question."""
    app.extensions["question_panels"].append(panel)


def panels_of(session: Session, question: Question, viewer: Viewer) -> list[Panel]:
    """The panels of one question, in the order of the rooms."""
    found = (panel(session, question, viewer) for panel in current_app.extensions["question_panels"])
    return [panel for panel in found if panel is not None]

"""What later rooms add to the page of a result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy.orm import Session

from quizapp.page import Panel
from quizapp.quizzes.models import Attempt

ResultPanel = Callable[[Session, Attempt, dt.datetime], Panel | None]
"""What a room has to say of a learner's own attempt whose review is open."""


def init_panels(app: Flask) -> None:
    app.extensions["result_panels"] = []


def add_result_panel(app: Flask, panel: ResultPanel) -> None:
    """Let a later room show something beside a learner's own result."""
    app.extensions["result_panels"].append(panel)


def panels_of(session: Session, attempt: Attempt, now: dt.datetime) -> list[Panel]:
    """The panels of one result, in the order of the rooms."""
    found = (panel(session, attempt, now) for panel in current_app.extensions["result_panels"])
    return [panel for panel in found if panel is not None]

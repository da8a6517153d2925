"""Classes, join codes, membership and co-teachers."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from sqlalchemy.orm import Session

from quizapp.accounts.class_door import set_class_door
from quizapp.accounts.models import User
from quizapp.classrooms import operations
from quizapp.classrooms.tabs import init_tabs
from quizapp.classrooms.views import blueprint


class _Door:
    """How signing up lets a new person into a class."""

    def join(self, session: Session, user: User, code: str, *, now: dt.datetime) -> None:
        operations.join(session, user, code, now=now)


def init_app(app: Flask) -> None:
    """Register the pages, and let sign-up open the doors of classes."""
    set_class_door(app, _Door())
    init_tabs(app)
    app.register_blueprint(blueprint)

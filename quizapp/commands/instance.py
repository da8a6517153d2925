"""The application for one command: opened, and its database connections closed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.db import db
from quizapp.settings import Settings, read_settings


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Settings]:
    """An application context over this instance; whoever writes adds a unit of writing and commits."""
    app = create_app(settings or read_settings())
    used: Settings = app.extensions["settings"]
    with app.app_context():
        try:
            yield used
        finally:
            db.session.remove()
            db.engine.dispose()


def at_one_moment(session: Session) -> Session:
    """Let everything that `session` reads be of the same moment, however long it takes."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session

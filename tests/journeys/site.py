"""The application as browsers meet it: a real server over a database that holds the shipped banks."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from waitress import wasyncore

from quizapp import create_app, schema
from quizapp.commands.serving import load_banks
from quizapp.db import db, unit_of_writing
from quizapp.listening import listen
from quizapp.settings import Settings
from tests.conftest import CHEAP_HASH

HOST = "127.0.0.1"
SEED = 2021


class RunningClock:
    """The real time, which a test may put forward."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def forward(self, **duration: float) -> None:
        self.ahead += dt.timedelta(**duration)


@dataclass(frozen=True)
class Site:
    """A served application, where it is, and the clock on its wall."""

    app: Flask
    address: str
    clock: RunningClock

    @contextmanager
    def rows(self) -> Iterator[Session]:
        """One unit of writing beside the server, committed at its end."""
        with self.app.app_context(), unit_of_writing():
            yield db.session()
            db.session.commit()


def prepare(settings: Settings) -> None:
    """Bring an empty database to where a first start leaves it."""
    app = create_app(settings)
    with app.app_context():
        schema.upgrade()
        with unit_of_writing():
            load_banks(db.session(), settings, dt.datetime.now(dt.UTC))
            db.session.commit()
            db.session.remove()
        db.engine.dispose()


@contextmanager
def serving(settings: Settings) -> Iterator[Site]:
    """Serve this prepared database on a free port; draws repeat from run to run."""
    clock = RunningClock()
    app = create_app(
        settings,
        clock=clock,
        dice=random.Random(SEED),
        config={"SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": CHEAP_HASH},
    )
    sockets: dict[int, Any] = {}
    server = listen(app, settings, HOST, 0, map=sockets)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Site(app, f"http://{HOST}:{server.effective_port}", clock)
    finally:
        # Sockets may only be closed by the thread that waits for them.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        thread.join()
        server.task_dispatcher.shutdown()
        with app.app_context():
            db.engine.dispose()


def sqlite_in(folder: Path) -> Settings:
    return Settings(instance=folder, database_url=f"sqlite:///{folder / 'quizapp.sqlite3'}")

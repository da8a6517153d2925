"""Real servers for the tests that need one, and a neighbourhood with doors for those that try every route."""

from __future__ import annotations

import io
import shutil
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from quizapp.accounts.throttle import FailedTries
from quizapp.db import Base, db, unit_of_writing
from quizapp.exchange.landing import Landing, tell
from quizapp.held_files import beside, hold
from tests.conftest import HandClock
from tests.quizapp.doors import Door, doors_of
from tests.quizapp.exchange.files import an_item, file_of
from tests.quizapp.migrated import new_database
from tests.quizapp.neighbourhood import (
    HELD_CARDS,
    HELD_QUESTIONS,
    Neighbourhood,
    empty,
    found,
    put_back,
    rows_now,
)
from tests.quizapp.server import Instance, Server, launch


@pytest.fixture(params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Instance:
    """An instance with an empty database, for servers to be started on."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    return Instance(folder, new_database(request, request.param, folder))


@pytest.fixture
def start(served: Instance, tmp_path: Path) -> Iterator[object]:
    """`start("--host", "…", QUIZAPP_…="…")` → one more server on the instance, on a free port."""
    started: list[Server] = []

    def run(*words: str, **settings: str) -> Server:
        output = tmp_path / f"output-{len(started)}"
        started.append(launch(served, output, "--port", "0", *words, **settings))
        return started[-1]

    yield run
    for server in started:
        if server.process.poll() is None:
            server.end(signal.SIGKILL)


@pytest.fixture(scope="session")
def founded(wired_app: Flask) -> Neighbourhood:
    """The neighbourhood's rows, built once for each database; use `place`, where they stand in the tables."""
    put_back(wired_app, empty())
    with wired_app.app_context(), unit_of_writing():
        built = found(db.session())
        db.session.commit()
    built.rows = rows_now(wired_app)
    return built


@pytest.fixture
def place(wired_app: Flask, clock: HandClock, founded: Neighbourhood) -> Neighbourhood:
    """The neighbourhood as it was founded, in the database of `wired_app`."""
    put_back(wired_app, founded.rows)
    wired_app.extensions["failed_tries"] = FailedTries()
    sent = io.BytesIO(b"The longest river?\tThe Nile")
    instance, teacher = Path(wired_app.instance_path), founded.users["teacher"].id
    # What earlier visits left waiting would push out what is held here.
    shutil.rmtree(instance / "imports", ignore_errors=True)
    hold(instance, founded.users["student"].id, sent, token=HELD_CARDS, now=clock())
    hold(instance, teacher, io.BytesIO(file_of([an_item()])), token=HELD_QUESTIONS, now=clock())
    beside(instance, teacher, HELD_QUESTIONS, "name").write_text("rivers.json")
    tell(beside(instance, teacher, HELD_QUESTIONS, "landing"), Landing("writing", clock(), done=1, of=2))
    return founded


@pytest.fixture
def doors(wired_app: Flask, place: Neighbourhood) -> Callable[[str], list[Door]]:
    """`doors(endpoint)` → a door for each rule and method of a route, in the neighbourhood."""
    return partial(doors_of, wired_app, place)


@pytest.fixture
def nothing_held(app: Flask) -> None:
    """No file waits from another test, whose people had the same numbers."""
    for path in (Path(app.instance_path) / "imports").glob("*"):
        path.unlink()


@pytest.fixture
def new_tables(app: Flask) -> None:
    """Tables that no test has filled before, for those that look at plans.

    PostgreSQL plans by the pages of a table and its indexes, where rows that are deleted leave theirs.
    """
    with app.app_context(), unit_of_writing():
        if db.engine.dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
            db.session.execute(text(f"TRUNCATE {names}"))
            db.session.commit()

"""Units that read and units that write: what the first are refused, and what their change of turns costs."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Executable, create_engine, delete, event, insert, literal, select, text
from sqlalchemy.exc import DBAPIError

from quizapp.cards.models import StudyHabit
from quizapp.db import db, tune_sqlite
from quizapp.upserting import add_rows
from tests import builders
from tests.conftest import Rows

WAYS_TO_WRITE = [
    insert(StudyHabit).values(user_id=1),
    insert(StudyHabit).from_select(["user_id"], select(literal(1))),
    delete(StudyHabit),
    text("DELETE FROM study_habit"),
    text("WITH one AS (SELECT 1) DELETE FROM study_habit"),
    text("/* SELECT */ DROP TABLE study_habit"),
]


@pytest.mark.parametrize("statement", WAYS_TO_WRITE, ids=str)
def test_a_unit_that_only_reads_is_refused_every_way_to_write(app: Flask, statement: Executable) -> None:
    with app.app_context():
        db.session.execute(select(StudyHabit.user_id))
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            db.session.execute(statement)


def test_a_unit_that_only_reads_is_refused_writing_past_sqlalchemy(app: Flask) -> None:
    with app.app_context():
        db.session.execute(select(StudyHabit.user_id))
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            add_rows(db.session(), StudyHabit, [{"user_id": 1}])


def test_a_unit_may_write_after_one_that_was_refused(app: Flask, rows: Rows) -> None:
    with app.app_context(), pytest.raises(DBAPIError):
        db.session.execute(text("DELETE FROM study_habit"))
    with rows() as session:
        learner = builders.user(session)
        session.add(StudyHabit(user_id=learner.id))
    with app.app_context():
        assert db.session.scalars(select(StudyHabit.user_id)).all() == [learner.id]


@pytest.mark.parametrize("wired_app", ["sqlite"], indirect=True)
def test_sqlite_need_not_prepare_its_statements_anew_where_reading_and_writing_take_turns(
    app: Flask, rows: Rows
) -> None:
    """PostgreSQL is told with each transaction what it may do."""
    sent: list[str] = []

    def listen(raw: Any, *_more: object) -> None:
        raw.set_trace_callback(sent.append)

    def stop(raw: Any, *_more: object) -> None:
        raw.set_trace_callback(None)

    with app.app_context():
        engine = db.engine
    # What earlier tests left in the pool may still have to be told that it may write.
    engine.dispose()
    event.listen(engine, "checkout", listen)
    event.listen(engine, "checkin", stop)
    try:
        for _turn in range(2):
            with rows() as session:
                builders.user(session)
            with app.app_context():
                db.session.execute(select(StudyHabit.user_id))
    finally:
        event.remove(engine, "checkout", listen)
        event.remove(engine, "checkin", stop)
    assert any("INSERT INTO user" in one for one in sent)
    assert any("FROM study_habit" in one for one in sent)
    assert not [one for one in sent if one.startswith("PRAGMA")]


def test_a_new_database_that_another_server_is_entering_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself would wait for a reader, but not for whoever is about to write."""
    file = tmp_path / "new.sqlite3"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    engine = create_engine(f"sqlite:///{file}")
    tune_sqlite(engine)
    leaves = threading.Timer(0.2, lambda: other.execute("ROLLBACK"))
    leaves.start()
    try:
        with engine.connect() as connection:
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    finally:
        leaves.join()
        other.close()
        engine.dispose()


CRASH = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA journal_mode=WAL")
connection.execute("CREATE TABLE kept (id)")
os._exit(1)
"""
# The locks and the index are those of SQLite's WAL file format: bytes 120 to 122 to write, to write back
# and to recover, byte 128 for whoever has the index open.
RECOVER = """
import fcntl, sys
with open(sys.argv[1] + "-shm", "r+b") as index:
    fcntl.lockf(index, fcntl.LOCK_SH, 1, 128)
    fcntl.lockf(index, fcntl.LOCK_EX, 3, 120)
    index.write(bytes(120))
    index.flush()
    print("recovers", flush=True)
    sys.stdin.read()
"""


def test_another_server_that_recovers_after_a_crash_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "crashed.sqlite3"
    subprocess.run([sys.executable, "-c", CRASH, str(file)], check=False)
    engine = create_engine(f"sqlite:///{file}")
    tune_sqlite(engine)
    with subprocess.Popen(
        [sys.executable, "-c", RECOVER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"recovers\n"
        leaves = threading.Timer(0.2, other.stdin.close)
        leaves.start()
        try:
            with engine.connect() as connection:
                assert connection.scalar(text("SELECT count(*) FROM kept")) == 0
        finally:
            leaves.join()
            engine.dispose()

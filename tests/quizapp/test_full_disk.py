"""Where nothing more can be written the server says so, claims nothing, and goes on once there is room."""

from __future__ import annotations

import resource
import signal

import pytest
from sqlalchemy import select

from quizapp.commands.instance import opened
from quizapp.db import db
from quizapp.quizzes import integrity
from quizapp.quizzes.models import Step
from tests.benchmarks.client import Browser
from tests.quizapp.server import Instance, Server, Start

FULL = "no room left"


def let_write(server: Server, at_most: int) -> None:
    """Let the running server write no file beyond this length, as if the disk ended there."""
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (at_most, resource.RLIM_INFINITY))


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_and_nothing_is_half_written(start: Start, served: Instance) -> None:
    server = start()
    browser = Browser(server.port)
    browser.get("home", "/")
    page = browser.post("start", "/quizzes/start/capitals")
    attempt = page.rsplit("/", 1)[0]
    browser.get("page", page)

    def save(seq: int) -> dict[str, object]:
        item = {"slot": 1, "seq": seq, "value": {"choice": [str(seq % 3 + 1)]}}
        return browser.post_json("save", f"{attempt}/answers", {"writer": "a-page", "items": [item]})

    assert save(0)["saved"] == {"1": 1}
    let_write(server, 0)
    for _ in range(3):
        reply = save(1)
        assert (browser.status_of("save"), reply["reason"]) == (503, "no_room")
        assert FULL in str(reply["why"])
    browser.post("submit", f"{attempt}/submit")
    assert browser.status_of("submit") == 503
    assert "Question 1 of 5" in browser.get("page", page)

    let_write(server, resource.RLIM_INFINITY)
    assert save(1)["saved"] == {"1": 2}
    browser.post("submit", f"{attempt}/submit")
    assert browser.status_of("submit") == 303
    browser.close()
    assert server.end(signal.SIGTERM) == 0
    with opened(served.settings):
        session = db.session()
        kinds = session.scalars(select(Step.kind).order_by(Step.id)).all()
        assert kinds == ["started", "saved", "saved", "submitted"]
        assert list(integrity.check(session)) == []

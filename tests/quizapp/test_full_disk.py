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
from tests.quizapp.guest import Guest
from tests.quizapp.server import Instance, Server, Start

FULL = "no room left"


def let_write(server: Server, at_most: int) -> None:
    """Let the running server write no file beyond this length, as if the disk ended there."""
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (at_most, resource.RLIM_INFINITY))


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_and_nothing_is_half_written(start: Start, served: Instance) -> None:
    server = start()
    guest = Guest(server.port)
    assert guest.save(1, 0)["saved"] == {"1": 1}
    let_write(server, 0)
    for _ in range(3):
        reply = guest.save(1, 1)
        assert (guest.browser.status_of("save"), reply["reason"]) == (503, "no_room")
        assert FULL in str(reply["why"])
    assert guest.submit() == 503
    assert "Question 1 of 5" in guest.browser.get("page", guest.page)

    let_write(server, resource.RLIM_INFINITY)
    assert guest.save(1, 1)["saved"] == {"1": 2}
    assert guest.submit() == 303
    guest.browser.close()
    assert server.end(signal.SIGTERM) == 0
    with opened(served.settings):
        session = db.session()
        kinds = session.scalars(select(Step.kind).order_by(Step.id)).all()
        assert kinds == ["started", "saved", "saved", "submitted"]
        assert list(integrity.check(session)) == []

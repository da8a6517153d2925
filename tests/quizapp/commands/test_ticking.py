"""Background work is done by one process at a time, and goes on when that process dies."""

from __future__ import annotations

import datetime as dt
import threading
import time

from flask import Flask
from sqlalchemy import select

from quizapp.commands.ticking import LEASE, tick, ticking
from quizapp.db import db, unit_of_writing
from quizapp.quizzes.models import Attempt, Lease
from quizapp.quizzes.operations.leasing import take_lease
from quizapp.quizzes.operations.ticking import PORTION
from tests import builders
from tests.conftest import HandClock, Rows


def take(app: Flask, holder: str, now: dt.datetime) -> bool:
    with app.app_context(), unit_of_writing():
        taken = take_lease(db.session(), "tick", holder=holder, lasts=LEASE, now=now)
        db.session.commit()
        return taken


def test_a_second_process_leaves_the_work_to_the_first(app: Flask, clock: HandClock) -> None:
    assert take(app, "first", clock())
    assert not take(app, "second", clock())


def test_the_holder_may_take_it_again(app: Flask, clock: HandClock) -> None:
    assert take(app, "first", clock())
    assert take(app, "first", clock())


def test_the_lease_of_a_dead_process_lapses(app: Flask, clock: HandClock) -> None:
    assert take(app, "first", clock())
    assert not take(app, "second", clock() + LEASE - dt.timedelta(seconds=1))
    assert take(app, "second", clock() + LEASE)
    assert not take(app, "first", clock() + LEASE)


def test_of_many_who_want_it_at_once_one_gets_it(app: Flask, clock: HandClock) -> None:
    won: list[bool] = []
    ready = threading.Barrier(8)

    def want(holder: str) -> None:
        ready.wait()
        won.append(take(app, holder, clock()))

    threads = [threading.Thread(target=want, args=(f"holder {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_a_round_with_nothing_to_do_does_nothing(app: Flask, clock: HandClock) -> None:
    with app.app_context():
        assert tick("first") == 0


def test_a_round_waits_for_whoever_works(app: Flask, clock: HandClock) -> None:
    assert take(app, "first", clock())
    with app.app_context():
        assert tick("second") is None


def test_the_server_begins_with_a_round_and_ends_with_its_threads(app: Flask, clock: HandClock) -> None:
    with ticking(app):
        threads = [one for one in threading.enumerate() if one.name in ("tick", "fit")]
        assert len(threads) == 2
        assert has_worked(app)
    assert not any(thread.is_alive() for thread in threads)


def has_worked(app: Flask) -> bool:
    """Whether somebody took the lease, within the patience of a slow machine."""
    for _ in range(600):
        with app.app_context():
            if db.session.get(Lease, "tick") is not None:
                return True
        time.sleep(0.05)
    return False


def test_a_round_closes_whatever_is_overdue_however_much(app: Flask, rows: Rows, clock: HandClock) -> None:
    with rows() as session:
        bank = builders.bank(session)
        builders.question(session, bank)
        quiz = builders.quiz(session, bank, builders.teacher(session), limit_seconds=600)
        for _ in range(PORTION + 1):
            builders.attempt(session, builders.guest(session), quiz)
    clock.forward(minutes=5)
    with app.app_context():
        assert tick("first") == 0
    clock.forward(minutes=10)
    with app.app_context():
        assert tick("first") == PORTION + 1
        assert set(db.session.scalars(select(Attempt.state))) == {"expired"}

"""Background work is done by one process at a time, and goes on when that process dies."""

from __future__ import annotations

import datetime as dt
import threading

from flask import Flask

from quizapp.commands.ticking import LEASE, tick
from quizapp.db import db, unit_of_writing
from quizapp.quizzes.operations.leasing import take_lease
from tests.conftest import HandClock


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

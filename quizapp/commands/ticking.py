"""Background work: one round of it, and the threads that do a round every so often beside the server."""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from flask import Flask
from sqlalchemy.orm import Session

from quizapp import clock
from quizapp.cards.fitting_apart import find_set_apart
from quizapp.cards.operations.fitting import Found, find_wanted, nothing_found, put_in_force
from quizapp.db import db, unit_of_writing
from quizapp.quizzes.operations import close_overdue, open_reviews
from quizapp.quizzes.operations.leasing import take_lease
from quizapp.quizzes.operations.ticking import PORTION

PAUSE_SECONDS = 20
# A dead process is replaced after this long; a living one renews with each portion.
LEASE = dt.timedelta(seconds=3 * PAUSE_SECONDS)
REVIEWS_A_ROUND = 20_000
"""After so many reviews gone through, a few seconds' work, the next learner waits for the next round."""

Work = Callable[..., int]
"""A portion of work on a session as of `now=`; says how much it was."""

Find = Callable[..., Found | None]
"""What a learner's answers come to, as `find_set_apart` finds it."""

log = logging.getLogger(__name__)


def new_holder() -> str:
    """A name for this process on the lease."""
    return f"{socket.gethostname()[:30]} {os.getpid()} {secrets.token_hex(4)}"


def tick(holder: str) -> int | None:
    """One round of background work, each portion in its own transaction.

    Returns how many attempts it closed or took into the roll-ups; None while another process works.
    """
    done = 0
    for work in (close_overdue, open_reviews):
        while True:
            portion = _under_lease(holder, work)
            if portion is None:
                return None
            done += portion
            if portion < PORTION:
                break
    return done


def fit_round(
    holder: str, *, find: Find = find_set_apart, is_over: Callable[[], bool] = lambda: False
) -> int | None:
    """Fit the memory model to learners who are due, until so many answers were gone through, or it `is_over`.

    Returns how many learners it was; None while another process works. Finding a set only reads.
    """
    done = reviews = 0
    while reviews < REVIEWS_A_ROUND:
        session = db.session()
        wanted = find_wanted(session, now=clock.now())
        # The unit of reading ends here, or nothing could be written.
        session.rollback()
        if wanted is None:
            break
        if _under_lease(holder, _nothing) is None:
            return None
        found = find(wanted, db.engine, is_over=is_over)
        if found is None:
            if is_over():
                break
            log.error("no set could be sought for user %s", wanted.user_id)
            found = nothing_found(session, wanted)
        session.rollback()
        fitted = _under_lease(holder, partial(put_in_force, found=found))
        if fitted is None:
            return None
        done += fitted
        reviews += found.reviews
    return done


def _under_lease(holder: str, work: Work) -> int | None:
    """One transaction of background work: how much was done, None while another process works."""
    with unit_of_writing():
        now = clock.now()
        session = db.session()
        is_ours = take_lease(session, "tick", holder=holder, lasts=LEASE, now=now)
        done = work(session, now=now) if is_ours else None
        session.commit()
    return done


def _nothing(_session: Session, *, now: dt.datetime) -> int:  # noqa: ARG001
    """No work but to learn whether it is for this process to do."""
    return 0


@contextmanager
def ticking(app: Flask) -> Iterator[None]:
    """Do a round now and every `PAUSE_SECONDS`, until the block ends.

    In two threads of their own: what waits to be closed should not wait for a fit, which takes minutes
    on a busy machine.
    """
    stop = threading.Event()
    holder = new_holder()
    works = {"tick": partial(tick, holder), "fit": partial(fit_round, holder, is_over=stop.is_set)}
    threads = [
        threading.Thread(target=_in_rounds, args=(app, work, stop), name=name, daemon=True)
        for name, work in works.items()
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=10)


def _in_rounds(app: Flask, work: Callable[[], object], stop: threading.Event) -> None:
    while True:
        with app.app_context():
            try:
                work()
            except Exception:
                # The next round may find the database again; the server goes on meanwhile.
                log.exception("a round of background work failed")
                db.session.rollback()
        if stop.wait(PAUSE_SECONDS):
            return

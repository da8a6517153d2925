"""An attempt ends at its deadline, whether or not anybody is there."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import update

from questions.attempt import GRACE_S
from quizapp.commands.ticking import tick
from quizapp.db import db, unit_of_writing
from quizapp.quizzes.models import Assignment, Attempt, Slot
from quizapp.quizzes.operations import close_overdue
from tests import builders
from tests.conftest import HandClock
from tests.quizapp.quizzes.answers import item, save
from tests.quizapp.quizzes.conftest import Desk

LIMIT_S = 600
AFTER = LIMIT_S + GRACE_S + 1
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def timed(desk_of) -> Desk:
    return desk_of("short_answer", limit_seconds=LIMIT_S)


def deadline_of(desk: Desk) -> dt.datetime:
    return desk.attempt.started_at + dt.timedelta(seconds=LIMIT_S)


def test_a_get_shows_it_as_finished_and_writes_nothing(timed, clock, statements):
    save(timed.browser, timed.attempt, item(1, 0, {"text": ["UN"]}))
    clock.forward(seconds=AFTER)
    for rest in ("1", "all", "summary"):
        reply = timed.browser.get(timed.url(rest))
        assert (reply.status_code, reply.location) == (302, timed.url("review"))
    with statements() as sent:
        assert "1 of 1" in timed.browser.get(timed.url("review")).text
        assert timed.browser.get(timed.url("review/1")).status_code == 200
        assert timed.browser.get("/").status_code == 200
        assert timed.browser.get("/progress").status_code == 200
    assert not [statement for statement in sent if statement.lstrip().upper().startswith(WRITES)]
    assert timed.stored().attempt.state == "open"


def test_a_unit_that_only_reads_cannot_write(app, timed):
    with app.app_context():
        attempt = db.session.merge(timed.attempt)
        attempt.state = "submitted"
        attempt.finished_at = attempt.started_at
        with pytest.raises(Exception, match=r"readonly|read-only"):
            db.session.flush()
        db.session.rollback()


def test_it_is_not_offered_to_go_on_with_and_stands_in_the_history(timed, clock):
    go_on = f'href="/attempts/{timed.attempt.id}"'
    assert go_on in timed.browser.get("/").text
    assert timed.url("review") not in timed.browser.get("/progress").text
    clock.forward(seconds=AFTER)
    assert go_on not in timed.browser.get("/").text
    assert go_on not in timed.browser.get("/quizzes").text
    assert timed.url("review") in timed.browser.get("/progress").text


def test_in_its_grace_no_key_shows_while_answers_still_count(timed, clock):
    clock.forward(seconds=LIMIT_S + GRACE_S)
    assert "Not handed in yet" in timed.browser.get(timed.url("review")).text
    assert timed.browser.get(timed.url("review/1")).status_code == 302
    assert timed.browser.get(timed.url("report/1")).status_code == 404


def test_a_tick_closes_it_with_the_deadline_as_its_end(app, timed, clock):
    save(timed.browser, timed.attempt, item(1, 0, {"text": ["UN"]}))
    clock.forward(days=2)
    with app.app_context():
        assert tick("holder") == 1
        assert tick("holder") == 0
    stored = timed.stored()
    assert (stored.attempt.state, stored.attempt.finished_at) == ("expired", deadline_of(timed))
    assert stored.attempt.earned == 1_000_000
    assert stored.kinds.count((0, "expired")) == 1


def test_one_that_cannot_be_closed_stays_open_also_in_the_eyes_of_whoever_tried(app, timed, rows, clock):
    with rows() as session:
        # Nothing that any version of the program has written.
        session.execute(update(Slot).where(Slot.attempt_id == timed.attempt.id).values(given={"value": 5}))
    clock.forward(seconds=AFTER)
    with app.app_context(), unit_of_writing():
        held = db.session.get_one(Attempt, timed.attempt.id)
        assert close_overdue(db.session(), now=clock()) == 0
        assert (held.state, held.finished_at) == ("open", None)
        db.session.commit()
    assert timed.stored().attempt.state == "open"


@pytest.mark.parametrize("after_s", [LIMIT_S + 1, AFTER])
def test_handing_in_late_closes_it_with_the_deadline_as_its_end(timed, clock, after_s):
    clock.forward(seconds=after_s)
    assert timed.browser.post(timed.url("submit")).status_code == 303
    stored = timed.stored()
    assert (stored.attempt.state, stored.attempt.finished_at) == ("expired", deadline_of(timed))


def test_beginning_again_closes_it_and_begins_a_new_one(timed, rows, clock):
    clock.forward(seconds=AFTER)
    with rows() as session:
        second = builders.attempt(session, timed.student, timed.quiz, now=clock())
    assert (second.number, second.state) == (2, "open")
    assert timed.stored().attempt.finished_at == deadline_of(timed)


def test_of_many_ticks_at_once_one_closes_it(app, timed, clock):
    clock.forward(seconds=AFTER)
    closed: list[int] = []
    ready = threading.Barrier(6)

    def run() -> None:
        ready.wait()
        with app.app_context(), unit_of_writing():
            close_overdue(db.session(), now=clock())
            db.session.commit()
            closed.append(1)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(closed) == 6
    assert timed.stored().kinds.count((0, "expired")) == 1


@pytest.fixture
def exam(rows, sign_in, clock):
    """`exam(close_s=…, limit_s=…, student={…})` → a student's attempt at an exam of her class."""

    def begin(student: dict[str, int] | None = None, **terms: int) -> Desk:
        with rows() as session:
            teacher, pupil = builders.teacher(session), builders.user(session)
            bank = builders.bank(session)
            asks = [builders.question(session, bank, "short_answer")]
            quiz = builders.quiz(session, bank, teacher, asks=asks, limit_seconds=terms.get("limit_s"))
            room = builders.classroom(session, teacher, students=[pupil])
            given = builders.assignment(
                session, quiz, room, teacher, close_at=clock() + dt.timedelta(seconds=terms["close_s"])
            )
            if student:
                builders.override(session, given, pupil, teacher, **student)
        browser = sign_in(pupil)
        number = browser.post(f"/assignments/{given.id}/start").location.split("/")[2]
        with rows() as session:
            attempt = session.get(Attempt, int(number))
            session.expunge(attempt)
        return Desk(rows, teacher, pupil, browser, bank, asks, quiz, attempt)

    return begin


@pytest.mark.parametrize(
    ("terms", "ends_s"),
    [
        ({"close_s": 900}, 900),
        ({"close_s": 900, "limit_s": 600}, 600),
        ({"close_s": 300, "limit_s": 600}, 300),
        ({"close_s": 900, "limit_s": 600, "student": {"extra_seconds": 120}}, 720),
        ({"close_s": 300, "limit_s": 600, "student": {"extra_seconds": 120}}, 420),
        ({"close_s": 300, "student": {"limit_seconds": 60}}, 60),
    ],
    ids=str,
)
def test_the_earliest_of_limit_close_and_override_ends_it(exam, clock: HandClock, terms, ends_s):
    desk = exam(**terms)
    assert desk.attempt.deadline_at == clock() + dt.timedelta(seconds=ends_s)
    clock.forward(seconds=ends_s + GRACE_S)
    assert save(desk.browser, desk.attempt, item(1, 0, {"text": ["UN"]})).status_code == 200
    clock.forward(seconds=1)
    late = save(desk.browser, desk.attempt, item(1, 1, {"text": ["EU"]}))
    assert (late.status_code, late.json["reason"]) == (409, "deadline_passed")


def test_time_granted_while_writing_holds_from_the_next_save_on(exam, rows, clock):
    desk = exam(close_s=300)
    with rows() as session:
        given = session.get(Assignment, desk.attempt.assignment_id)
        builders.override(session, given, desk.student, desk.teacher, extra_seconds=600)
    clock.forward(seconds=800)
    reply = save(desk.browser, desk.attempt, item(1, 0, {"text": ["UN"]}))
    assert reply.status_code == 200
    assert dt.datetime.fromisoformat(reply.json["deadline"]) == desk.attempt.started_at + dt.timedelta(
        seconds=900
    )

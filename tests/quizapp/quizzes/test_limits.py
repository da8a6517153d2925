"""When an attempt may begin, and how many there may be."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from quizapp.classrooms import operations as classrooms
from quizapp.quizzes.models import Attempt
from tests import builders
from tests.builders import NOW

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def given(rows, sign_in):
    """`given(attempts=…)` → a student's browser, where she begins, and what the quiz was given by."""

    def make(**dates):
        with rows() as session:
            teacher, student = builders.teacher(session), builders.user(session)
            bank = builders.bank(session)
            asks = [builders.question(session, bank)]
            quiz = builders.quiz(session, bank, teacher, asks=asks)
            room = builders.classroom(session, teacher, students=[student])
            assignment = builders.assignment(session, quiz, room, teacher, **dates)
        return sign_in(student), f"/assignments/{assignment.id}/start", (student, room, quiz)

    return make


def take(browser, url: str) -> int:
    """Begin and hand in; the status of beginning."""
    reply = browser.post(url)
    if reply.status_code == 303:
        browser.post(reply.location.rsplit("/", 1)[0] + "/submit")
    return reply.status_code


def test_no_more_attempts_begin_than_are_allowed(given):
    browser, url, _ = given(attempts=2)
    assert [take(browser, url) for _ in range(3)] == [303, 303, 409]
    assert "You have used all your attempts at this quiz." in browser.post(url).text


def test_leaving_and_joining_again_gives_no_more_attempts(given, rows):
    browser, url, (student, room, quiz) = given(attempts=1)
    assert take(browser, url) == 303
    with rows() as session:
        classrooms.leave(session, student, room.id, now=NOW)
    assert take(browser, url) == 404
    with rows() as session:
        builders.enrol(session, room, student)
    assert take(browser, url) == 409
    with rows() as session:
        assert session.scalars(select(func.count()).where(Attempt.quiz_id == quiz.id)).one() == 1


def test_nothing_begins_before_it_opens_or_after_it_closes(given, clock):
    browser, url, _ = given(open_at=NOW + HOUR, close_at=NOW + 2 * HOUR)
    for forward, status in ((0, 409), (3_599, 409), (1, 303), (3_599, 303), (1, 409)):
        clock.forward(seconds=forward)
        assert take(browser, url) == status, clock()


def test_what_another_class_was_given_is_not_found(given):
    stranger, _, _ = given()
    _, url, _ = given()
    assert stranger.post(url).status_code == 404

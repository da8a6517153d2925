"""Where a learner may begin: what her classes gave her first, and the way to what became of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from flask.testing import FlaskClient

from quizapp.accounts.models import User
from tests import builders
from tests.builders import NOW
from tests.conftest import HandClock, Rows
from tests.quizapp.quizzes.lesson import Lesson, answer, give, start

SignIn = Callable[[User], FlaskClient]
HOUR = dt.timedelta(hours=1)


def page_of(sign_in: SignIn, lesson: Lesson) -> str:
    return sign_in(lesson.students[0]).get("/quizzes").text


def test_what_was_handed_in_leads_to_its_result(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, attempts=1)
        attempt = answer(session, lesson, 0, "right", "wrong")
    page = page_of(sign_in, lesson)
    assert "You have used all your attempts" in page
    assert f'href="/attempts/{attempt.id}/review"' in page


def test_the_latest_result_stands_beside_another_go(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        first = answer(session, lesson, 0, "right", "wrong")
        second = answer(session, lesson, 0, "right", "right")
    page = page_of(sign_in, lesson)
    assert ">Start</button>" in page
    assert f'href="/attempts/{second.id}/review"' in page
    assert f'href="/attempts/{first.id}/review"' not in page


def test_what_is_being_written_goes_on_and_has_no_result(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, students=2)
        start(session, lesson, 0, ["right"])
        other = answer(session, lesson, 1, "right", "right")
    page = page_of(sign_in, lesson)
    assert ">Go on</button>" in page
    assert "/review" not in page
    assert f"/attempts/{other.id}" not in page


def test_what_is_past_stands_below_what_can_be_begun_and_most_of_it_is_folded(
    rows: Rows, sign_in: SignIn, clock: HandClock
) -> None:
    with rows() as session:
        lesson = give(session)
        later = builders.quiz(session, lesson.shelf, lesson.teacher, asks=lesson.asks)
        later.title = "Not yet"
        builders.assignment(session, later, lesson.classroom, lesson.teacher, open_at=NOW + 9 * HOUR)
        for number in range(5):
            quiz = builders.quiz(session, lesson.shelf, lesson.teacher, asks=lesson.asks)
            quiz.title = f"Past {number}"
            builders.assignment(
                session, quiz, lesson.classroom, lesson.teacher, close_at=NOW + HOUR, open_at=NOW - HOUR
            )
        lesson.quiz.title = "Current"
    clock.forward(hours=2)
    page = page_of(sign_in, lesson)
    titles = re.findall(r"<b>(Not yet|Current|Past \d)</b>", page)
    assert titles == ["Not yet", "Current", "Past 4", "Past 3", "Past 2", "Past 1", "Past 0"]
    folded = page[page.index("2 earlier quizzes") :]
    assert re.findall(r"<b>(Past \d)</b>", folded) == ["Past 1", "Past 0"]

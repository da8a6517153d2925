"""What a person has yet to mark is no low score: it stays out of lines, comparisons and bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask.testing import FlaskClient

from quizapp.accounts.models import User
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.quizzes.lesson import answer, correct, give, rule

SignIn = Callable[[User], FlaskClient]
DAY = dt.timedelta(days=1)


def test_history_says_being_marked_and_joins_only_what_is_marked(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, "single_choice", "open_answer")
        answer(session, lesson, 0, "right", "", now=NOW - 2 * DAY)
        answer(session, lesson, 0, "right", "kept", now=NOW - DAY)
    page = sign_in(lesson.students[0]).get("/progress").text
    assert page.count("being marked") == 1
    assert "50 % at the first attempt." in page.replace("\u00a0", " ")


def test_a_result_is_not_compared_with_one_that_is_being_marked(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, "single_choice", "open_answer")
        answer(session, lesson, 0, "wrong", "kept", now=NOW - 2 * DAY)
        last = answer(session, lesson, 0, "right", "", now=NOW - DAY)
    page = sign_in(lesson.students[0]).get(f"/attempts/{last.id}/review").text
    assert "more than" not in page
    assert "last time" not in page


def test_half_right_is_half_of_a_bar(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, "matching", "single_choice")
        attempt = answer(session, lesson, 0, "partly right", "right")
        share = (attempt.earned or 0) - 1_000_000
        assert 0 < share < 1_000_000
    page = sign_in(lesson.students[0]).get(f"/attempts/{attempt.id}/review").text
    assert f'value="{1_000_000 + share}" max="2000000"' in page


def test_a_question_leads_to_the_classes_that_answered_it(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson, other = give(session), give(session)
        answer(session, lesson, 0, "right", "right")
        answer(session, other, 0, "right", "right")
        correct(session, lesson)
    page = sign_in(lesson.teacher).get(f"/questions/{lesson.asks[0].public_id}").text
    assert "1 to an older version" in page
    assert f'href="{lesson.url()}"' in page
    assert (
        "Answered in your classes"
        not in sign_in(other.teacher).get(f"/questions/{lesson.asks[0].public_id}").text
    )


def test_results_of_a_class_are_read_under_the_key_that_marked_them(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, "short_answer", "single_choice")
        answer(session, lesson, 0, "right", "right")
        version = correct(session, lesson)
        rule(session, lesson, "new_key", version=version)
        rule(session, lesson, "dropped", 2)
    browser = sign_in(lesson.teacher)
    given = f"/classes/{lesson.classroom.id}/quizzes/{lesson.assignment.id}"
    questions = browser.get(f"{given}?show=questions").text
    assert "does not count" in questions
    assert "0 %" in questions
    answers = browser.get(f"{given}/answers.csv").text
    assert "quite another" in answers

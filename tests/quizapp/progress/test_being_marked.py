"""What a person has yet to mark is no low score: it stays out of lines, comparisons and bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.bank import queries as bank
from quizapp.bank.models import Question
from quizapp.bank.operations import stored_of, write_versions
from quizapp.quizzes.models import Attempt
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.quizzes.lesson import Lesson, answer, correct, give, rule

SignIn = Callable[[User], FlaskClient]
DAY = dt.timedelta(days=1)


def weigh(session: Session, lesson: Lesson, points: str) -> None:
    """Let the first question be worth so many points from the next paper on."""
    row = session.get_one(Question, lesson.asks[0].id)
    (question,) = bank.questions_of(session, [bank.newest_version(session, row.id).id]).values()
    row.current_number += 1
    heavier = stored_of(question, {"points": points})
    write_versions(session, [(row.id, row.current_number, heavier)], None, NOW)
    session.flush()


def ask_only(lesson: Lesson, number: int) -> None:
    """Let the quiz ask this one of its questions from the next paper on."""
    lesson.quiz.plan = lesson.quiz.plan | {"question_ids": [lesson.asks[number - 1].public_id]}


def shown(browser: FlaskClient, attempt: Attempt) -> str:
    return browser.get(f"/attempts/{attempt.id}/review").text.replace("\u00a0", " ")


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
    page = shown(sign_in(lesson.students[0]), last)
    assert "more than" not in page
    assert "last time" not in page


def test_a_result_out_of_other_points_stands_beside_the_one_before(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        answer(session, lesson, 0, "right", "right", now=NOW - 2 * DAY)
        weigh(session, lesson, "3")
        last = answer(session, lesson, 0, "right", "wrong", now=NOW - DAY)
    page = shown(sign_in(lesson.students[0]), last)
    assert '3 of 4 points, 75 %</b> <span class="muted">Last time: 2 of 2 points, 100 %.</span>' in page
    assert "than last time" not in page


def test_a_result_is_not_compared_with_one_of_which_nothing_counts(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        ask_only(lesson, 1)
        answer(session, lesson, 0, "right", now=NOW - 2 * DAY)
        rule(session, lesson, "dropped")
        ask_only(lesson, 2)
        last = answer(session, lesson, 0, "right", now=NOW - DAY)
    page = shown(sign_in(lesson.students[0]), last)
    assert "1 of 1 points, 100 %" in page
    assert "ast time" not in page


def test_a_result_of_which_nothing_counts_claims_nothing(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, "single_choice")
        last = answer(session, lesson, 0, "wrong")
        rule(session, lesson, "dropped")
    page = shown(sign_in(lesson.students[0]), last)
    assert "No question counts." in page
    assert "Right." not in page
    assert "points" not in page


def test_an_attempt_of_which_nothing_counts_is_no_score_of_nought(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        ask_only(lesson, 1)
        answer(session, lesson, 0, "right", now=NOW - 2 * DAY)
        answer(session, lesson, 1, "right", now=NOW - 2 * DAY)
        rule(session, lesson, "dropped")
        ask_only(lesson, 2)
        answer(session, lesson, 0, "right", now=NOW - DAY)
    history = sign_in(lesson.students[0]).get("/progress").text.replace("\u00a0", " ")
    assert "100 % at the first attempt." in history
    assert "does not count" in history
    given = f"/classes/{lesson.classroom.id}/quizzes/{lesson.assignment.id}"
    results = sign_in(lesson.teacher).get(given).text
    assert "Points, 1 student<" in results
    assert results.count("does not count") == 1


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


def test_a_mark_that_stays_is_not_called_right_beside_the_corrected_key(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "right", "right")
        rule(session, lesson, "better", version=correct(session, lesson))
    page = sign_in(lesson.students[0]).get(f"/attempts/{attempt.id}/review/1").text
    assert "The mark of before stays. By the corrected key: Not this time. It is: quite another." in page
    assert "verdict-right" in page

"""A review says where a key was corrected after its answers were marked, and nothing that an exam asks."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from questions.paper import Plan
from questions.question import Option, Question
from quizapp.accounts.models import User
from quizapp.bank.models import Question as QuestionRow
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.operations.starting import start_free_attempt
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.cards.sitting import loaded, save
from tests.quizapp.quizzes.lesson import Lesson, answer, correct, finish, give, publish, rule, turned

SignIn = Callable[[User], FlaskClient]
NOTE = "This question was corrected on 2 Mar 2026, 09:00."
LISTED = "1 question was corrected since; your marks stay as they are:"


def pages(browser: FlaskClient, attempt: Attempt, number: int = 1) -> tuple[str, str]:
    """The review of one question, and the list above it."""
    address = f"/attempts/{attempt.id}/review"
    return browser.get(f"{address}/{number}").text, browser.get(address).text


def practise_freely(session: Session, lesson: Lesson) -> Attempt:
    """The first student's own practice of all that there is, every answer wrong."""
    plan = Plan(length=2, focus="all")
    attempt = start_free_attempt(
        session, lesson.students[0], lesson.shelf, plan, mode="test", limit_seconds=None,
        now=NOW, rng=random.Random(1),
    )  # fmt: skip
    attempt = loaded(session, attempt.id)
    save(session, attempt, {1: "wrong", 2: "wrong"}, now=NOW)
    return finish(session, attempt)


def test_a_free_practice_says_that_its_key_was_corrected_since(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, "short_answer", "single_choice")
        attempt = practise_freely(session, lesson)
        correct(session, lesson)
    browser = sign_in(lesson.students[0])
    found = [pages(browser, attempt, number)[0] for number in (1, 2)]
    (told,) = [page for page in found if NOTE in page]
    assert 'Right is now: <span class="read">quite another</span>.' in told
    assert LISTED in pages(browser, attempt)[1]


def test_it_says_what_the_answer_would_earn_and_leaves_the_mark(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, "single_choice", "short_answer")
        attempt = answer(session, lesson, 0, "right", "right")
        correct(session, lesson)
    page, above = pages(sign_in(lesson.students[0]), attempt)
    assert "By that, this answer would earn 0 points. The mark stays as it is." in page
    assert "2 of 2 points" in above
    teachers = sign_in(lesson.teacher).get(f"/classes/{lesson.classroom.id}/attempts/{attempt.id}").text
    assert "1 question was corrected since:" in teachers


def test_what_was_marked_by_the_corrected_key_is_not_told_of_it(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "right", "right")
        rule(session, lesson, "new_key", version=correct(session, lesson))
    page, above = pages(sign_in(lesson.students[0]), attempt)
    assert "was corrected" not in page + above


def test_a_question_that_counts_no_more_may_have_a_right_answer_today(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "right", "right")
        rule(session, lesson, "dropped")
        correct(session, lesson)
    page, above = pages(sign_in(lesson.students[0]), attempt)
    assert NOTE in page
    assert "would earn" not in page
    assert "was marked anew:" in above
    assert "your marks stay as they are" not in above


def asking_otherwise(question: Question) -> Question:
    stem = replace(question.asked.stem, value="Which of them is it not?")
    return replace(turned(question), asked=replace(question.asked, stem=stem))


def with_one_more(question: Question) -> Question:
    options = (*question.asked.options, Option("o99", "none of these"))
    return replace(question, asked=replace(question.asked, options=options))


@pytest.mark.parametrize("with_", [asking_otherwise, with_one_more])
def test_a_change_of_anything_else_is_no_correction(
    rows: Rows, sign_in: SignIn, with_: Callable[[Question], Question]
) -> None:
    with rows() as session:
        lesson = give(session, "single_choice", "short_answer")
        attempt = answer(session, lesson, 0, "right", "right")
        publish(session, lesson, with_)
    assert "was corrected" not in "".join(pages(sign_in(lesson.students[0]), attempt))


@pytest.mark.parametrize("status", ["retired", "draft"])
def test_what_nobody_is_asked_any_more_has_no_key_today(rows: Rows, sign_in: SignIn, status: str) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "right", "right")
        correct(session, lesson)
        session.get_one(QuestionRow, lesson.asks[0].id).status = status
    assert "was corrected" not in "".join(pages(sign_in(lesson.students[0]), attempt))


def test_an_open_exam_that_asks_the_same_keeps_the_correction_to_itself(
    rows: Rows, sign_in: SignIn, clock: Callable[[], dt.datetime]
) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "right", "right")
        correct(session, lesson)
        exam = builders.quiz(
            session, lesson.shelf, lesson.teacher, asks=lesson.asks[:1], review="after_close"
        )
        closes = NOW + dt.timedelta(days=1)
        builders.assignment(session, exam, lesson.classroom, lesson.teacher, close_at=closes)
    browser = sign_in(lesson.students[0])
    before = "".join(pages(browser, attempt))
    assert "was corrected" not in before
    assert "quite another" not in before
    clock.forward(days=2)  # type: ignore[attr-defined]
    assert NOTE in pages(browser, attempt)[0]

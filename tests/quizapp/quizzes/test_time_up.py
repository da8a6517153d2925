"""An attempt whose time is up reads the same before and after somebody closes it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from difflib import ndiff
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from questions.attempt import GRACE_S
from questions.marks import MILLION
from questions.paper import Plan
from quizapp.accounts.models import User
from quizapp.commands.ticking import tick
from quizapp.quizzes.integrity import check
from quizapp.quizzes.models import Attempt, RuledAnswer
from quizapp.quizzes.operations.starting import start_free_attempt
from quizapp.words import points
from tests import builders
from tests.builders import NOW
from tests.conftest import HandClock, Rows
from tests.quizapp.quizzes.answers import page_of
from tests.quizapp.quizzes.lesson import Lesson, answer, correct, give, rule, start

SignIn = Callable[[User], FlaskClient]
CLOSES = NOW + dt.timedelta(minutes=30)
ASKED = ("matching", "single_choice", "short_answer", "short_answer", "open_answer")


@dataclass
class Late:
    """A class of which one has handed in and one let the time run out, under three rulings."""

    lesson: Lesson
    attempt: Attempt
    student: FlaskClient
    teacher: FlaskClient

    @property
    def given(self) -> str:
        return f"/classes/{self.lesson.classroom.id}/quizzes/{self.lesson.assignment.id}"


@pytest.fixture
def late(rows: Rows, sign_in: SignIn, clock: HandClock) -> Callable[..., Late]:
    """`late("single_choice", …, review=…)` → that class once time is up."""

    def make(*types: str, review: str = "at_once") -> Late:
        with rows() as session:
            lesson = give(session, *types, close_at=CLOSES, review=review)
            attempt = start(session, lesson, 0, ["partly right", "wrong", "wrong", "right", "kept"])
            answer(session, lesson, 1, "right", "right", "wrong", "right")
            rule(session, lesson, "full", 2, now=NOW)
            rule(session, lesson, "dropped", 3, now=NOW)
            rule(session, lesson, "new_key", 4, version=correct(session, lesson, 4), now=NOW)
        student, teacher = sign_in(lesson.students[0]), sign_in(lesson.teacher)
        clock.forward(minutes=30, seconds=GRACE_S + 1)
        return Late(lesson, attempt, student, teacher)

    return make


def result_in(page: str) -> str:
    """The result without what is offered beside it: that follows roll-ups, which only a write can move."""
    score = page[page.index("<h1") : page.index("next-steps")]
    lines = page[page.index('<ol class="results">') :].split("</ol>")[0]
    return score + lines + page[page.index("<h2>By topic") :].split("</section>")[0]


def student_pages(late: Late) -> dict[str, str]:
    review = f"/attempts/{late.attempt.id}/review"
    history = page_of(late.student, "/progress").split("Weakest topics first")[0]
    each = {f"{review}/{number}": page_of(late.student, f"{review}/{number}") for number in range(1, 6)}
    result = page_of(late.student, review)
    return each | {review: result if "The review opens" in result else result_in(result), "history": history}


def teacher_pages(late: Late) -> dict[str, str]:
    attempt = f"/classes/{late.lesson.classroom.id}/attempts/{late.attempt.id}"
    addresses = [
        f"/classes/{late.lesson.classroom.id}",
        late.given,
        f"{late.given}?show=questions",
        f"{late.given}/scores.csv",
        f"{late.given}/answers.csv",
        attempt,
        *(f"{attempt}/{number}" for number in range(1, len(late.lesson.asks) + 1)),
        f"{late.given}/marking",
        f"{late.given}/marking?show=all",
        f"{late.lesson.url(1)}?way=full",
        f"{late.lesson.url(2)}?way=dropped",
    ]
    return {address: page_of(late.teacher, address) for address in addresses}


def test_its_teacher_reads_the_same_before_and_after_a_tick(app: Flask, late: Callable[..., Late]) -> None:
    it = late(*ASKED)
    before = teacher_pages(it)
    with app.app_context():
        assert tick("holder") == 1
    assert "\n".join(changes(before, teacher_pages(it))) == ""


def changes(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """The lines in which pages differ, each with its address."""
    for address, page in before.items():
        for line in ndiff(page.splitlines(), after[address].splitlines()):
            if line.startswith(("-", "+")):
                yield f"{address} {line}"


@pytest.mark.parametrize("review", ["at_once", "after_close"])
def test_its_student_reads_the_same_before_and_after_a_tick(
    app: Flask, late: Callable[..., Late], review: str
) -> None:
    it = late(*ASKED, review=review)
    before = student_pages(it)
    with app.app_context():
        assert tick("holder") >= 1
    assert "\n".join(changes(before, student_pages(it))) == ""


def test_what_an_open_exam_asks_is_kept_back_before_and_after_a_tick(
    app: Flask, rows: Rows, sign_in: SignIn, clock: HandClock
) -> None:
    with rows() as session:
        lesson = give(session, close_at=CLOSES)
        attempt = start(session, lesson, 0, ["right", "right"])
        exam = builders.quiz(
            session, lesson.shelf, lesson.teacher, asks=lesson.asks[:1], review="after_close"
        )
        closes = NOW + dt.timedelta(days=1)
        builders.assignment(session, exam, lesson.classroom, lesson.teacher, close_at=closes)
    student = sign_in(lesson.students[0])
    clock.forward(hours=1)
    for _ in range(2):
        assert "part of a test that is still open" in student.get(f"/attempts/{attempt.id}/review").text
        history = student.get("/progress").text
        assert f"/attempts/{attempt.id}/review" in history
        assert "100" not in history.split("Every attempt")[1]
        with app.app_context():
            tick("holder")


def test_its_marks_are_those_that_it_gets(app: Flask, rows: Rows, late: Callable[..., Late]) -> None:
    it = late(*ASKED[:4])
    scores = it.teacher.get(f"{it.given}/scores.csv").text
    history = it.student.get("/progress").text
    with app.app_context():
        tick("holder")
    with rows() as session:
        closed = session.get_one(Attempt, it.attempt.id)
        earned = (closed.earned or 0) / MILLION
        assert closed.available == 3 * MILLION
    assert f"{earned},3.0," in scores
    assert f"{points(closed.earned or 0)} of 3," in history


def test_a_ruling_closes_it_first_and_keeps_on_record_what_it_changed(
    rows: Rows, late: Callable[..., Late], clock: HandClock
) -> None:
    it = late(*ASKED[:4])
    preview = it.teacher.get(f"{it.lesson.url(1)}?way=full").text
    assert "2 of 2 marks change" not in preview
    assert "1 of 2 marks changes" in preview
    with rows() as session:
        rule(session, it.lesson, "full", 1, now=clock())
        attempt = session.get_one(Attempt, it.attempt.id)
        assert (attempt.state, attempt.finished_at) == ("expired", CLOSES)
        assert session.scalars(
            select(RuledAnswer.slot).where(RuledAnswer.attempt_id == attempt.id)
        ).all() == [1]
        assert list(check(session)) == []


def test_showing_it_takes_no_more_statements_for_a_whole_class(
    rows: Rows,
    sign_in: SignIn,
    clock: HandClock,
    statements: Callable[..., AbstractContextManager[list[str]]],
) -> None:
    counts = []
    for students in (2, 12):
        with rows() as session:
            lesson = give(session, students=students, close_at=clock() + dt.timedelta(minutes=30))
            for number in range(students):
                start(session, lesson, number, ["right", "wrong"], now=clock())
        clock.forward(hours=1)
        browser = sign_in(lesson.teacher)
        with statements() as sent:
            browser.get(f"/classes/{lesson.classroom.id}/quizzes/{lesson.assignment.id}/scores.csv")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_what_a_learner_left_open_is_marked_together_however_much_it_is(
    rows: Rows,
    sign_in: SignIn,
    clock: HandClock,
    statements: Callable[..., AbstractContextManager[list[str]]],
) -> None:
    counts = []
    for quizzes in (2, 6):
        with rows() as session:
            lessons = [give(session, students=1) for _ in range(quizzes)]
            learner = lessons[0].students[0]
            for lesson in lessons:
                start_free_attempt(
                    session, learner, lesson.shelf, Plan(length=2, focus="all"), mode="test",
                    limit_seconds=60, now=clock(), rng=Random(1),
                )  # fmt: skip
        clock.forward(hours=1)
        browser = sign_in(learner)
        with statements() as sent:
            history = browser.get("/progress").text
        assert len(set(re.findall(r"/attempts/\d+/review", history))) == quizzes
        counts.append(len(sent))
    assert counts[0] == counts[1]

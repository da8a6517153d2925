"""One class, everything that may befall its answers, and every page and file says the same of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.attempt import GRACE_S
from questions.marks import MILLION, round_half_up
from questions.score import Score, percent_of
from quizapp.accounts.models import User
from quizapp.bank import queries as bank
from quizapp.bank.models import Question
from quizapp.bank.operations import stored_of, write_versions
from quizapp.commands.ticking import tick
from quizapp.quizzes import operations
from quizapp.quizzes.integrity import check
from quizapp.quizzes.models import Attempt, Judgement
from quizapp.quizzes.operations.judging import Judged
from quizapp.words import points
from tests.builders import NOW
from tests.conftest import HandClock, Rows
from tests.quizapp.quizzes.lesson import Lesson, answer, correct, give, rule, slot_of, start

SignIn = Callable[[User], FlaskClient]
CLOSES = NOW + dt.timedelta(minutes=30)
SOON = NOW + dt.timedelta(minutes=10)

PARTLY, DROPPED, HEAVY, FULL, ESSAY, REKEYED, _EASY = range(1, 8)
ASKED = ("matching", "single_choice", "single_choice", "date", "open_answer", "short_answer", "true_false")
WEIGHTS = {PARTLY: 2, HEAVY: 3}
"""What questions are worth that are not worth one point."""


@dataclass
class Told:
    """The result of one student as every reader must find it: both in millionths of a point."""

    name: str
    browser: FlaskClient
    attempt: Attempt
    score: Score

    @property
    def words(self) -> str:
        return f"{points(self.score.earned)} of {points(self.score.available)}"


@dataclass
class School:
    """A class with one who handed in, one whose time ran out, one who did nothing, and their teacher."""

    lesson: Lesson
    teacher: FlaskClient
    students: list[FlaskClient]
    attempts: list[Attempt]
    share: Fraction
    """What is earned of a question that is partly right."""

    @property
    def given(self) -> str:
        return f"/classes/{self.lesson.classroom.id}/quizzes/{self.lesson.assignment.id}"

    def file(self, name: str) -> list[dict[str, str]]:
        data = self.teacher.get(f"{self.given}/{name}.csv").data.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(data)))


@pytest.fixture
def school(rows: Rows, sign_in: SignIn, clock: HandClock) -> School:
    with rows() as session:
        lesson = give(session, *ASKED, students=3, close_at=CLOSES)
        for number, weight in WEIGHTS.items():
            _weigh(session, lesson, number, weight)
        names = ("partly right", "right", "right", "wrong", "kept", "right", "right")
        done = answer(session, lesson, 0, *names, now=SOON)
        names = ("right", "wrong", "wrong", "right", "kept", "right", "wrong")
        late = start(session, lesson, 1, names)
        share = Fraction(slot_of(session, done, PARTLY).earned or 0, 2 * MILLION)
        assert 0 < share < 1
        rule(session, lesson, "dropped", DROPPED, now=SOON)
        rule(session, lesson, "full", FULL, now=SOON)
        rule(session, lesson, "new_key", REKEYED, version=correct(session, lesson, REKEYED), now=SOON)
        _judge(session, lesson, done, 250_000)
    students = [sign_in(one) for one in lesson.students]
    return School(lesson, sign_in(lesson.teacher), students, [done, late], share)


def _weigh(session: Session, lesson: Lesson, number: int, weight: int) -> None:
    row = session.get_one(Question, lesson.asks[number - 1].id)
    (question,) = bank.questions_of(session, [bank.newest_version(session, row.id).id]).values()
    row.current_number += 1
    heavier = stored_of(question, {"points": str(weight)})
    write_versions(session, [(row.id, row.current_number, heavier)], None, NOW)
    session.flush()


def _judge(session: Session, lesson: Lesson, attempt: Attempt, earned: int, seen: int | None = None) -> None:
    judged = Judged(attempt.id, ESSAY, earned, "", seen)
    operations.judge_answers(session, lesson.teacher, lesson.assignment, [judged], now=SOON)


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).replace("\u00a0", " ").split())


def assert_agreed(school: School, told: Told) -> None:
    """The review, the history, the class's table, the attempt under its teacher, and both files."""
    review = plain(told.browser.get(f"/attempts/{told.attempt.id}/review").text)
    assert f"{told.words} points, {told.score.percent} %" in review
    history = plain(told.browser.get("/progress").text)
    assert f"{told.words}, {told.score.percent} %" in history
    assert f"{told.score.percent} % at the first attempt." in history
    results = plain(school.teacher.get(school.given).text)
    assert f"{told.name} {told.words}" in results
    teachers = f"/classes/{school.lesson.classroom.id}/attempts/{told.attempt.id}"
    assert f"{told.words} points, {told.score.percent} %" in plain(school.teacher.get(teachers).text)
    (line,) = [one for one in school.file("scores") if one["Student"] == told.name]
    assert float(line["Points"]) * MILLION == pytest.approx(told.score.earned)
    assert float(line["Of"]) * MILLION == told.score.available
    assert float(line["Per cent"]) == pytest.approx(float(told.score.share * 100), abs=0.005)
    answers = [one for one in school.file("answers") if one["Student"] == told.name]
    assert len(answers) == len(ASKED)
    assert sum(float(one["Points"]) for one in answers) * MILLION == pytest.approx(told.score.earned)
    assert sum(float(one["Of"]) for one in answers) * MILLION == told.score.available


def assert_waits(school: School, told: Told) -> None:
    """What a person has yet to mark is no score anywhere."""
    assert "is still to be marked" in told.browser.get(f"/attempts/{told.attempt.id}/review").text
    assert "being marked" in told.browser.get("/progress").text
    assert f"{told.name} being marked" in plain(school.teacher.get(school.given).text)
    (line,) = [one for one in school.file("scores") if one["Student"] == told.name]
    assert (line["State"], line["Points"]) == ("being marked", "")


def assert_topic(school: School, told: Told, earned: int, answers: int) -> None:
    """All is one topic: its bar in the review, and what the history says of it."""
    review = told.browser.get(f"/attempts/{told.attempt.id}/review").text
    assert f'value="{earned}" max="{answers * MILLION}"' in review
    words = f"{points(earned)} of {answers}"
    assert words in plain(review[review.index("By topic") :])
    history = plain(told.browser.get("/progress").text)
    assert f"{words} right" in history[history.index("Weakest topics first") :]


def test_every_page_and_file_says_the_same(app: Flask, school: School, rows: Rows, clock: HandClock) -> None:
    done, late = school.attempts
    part = round_half_up(school.share * 2 * MILLION)
    first = Told("Pupil A", school.students[0], done, Score(part + 5_250_000, 9 * MILLION))
    second = Told("Pupil B", school.students[1], late, Score(3 * MILLION, 9 * MILLION))
    clock.forward(minutes=30, seconds=GRACE_S + 1)
    for is_closed in (False, True):
        if is_closed:
            with app.app_context():
                assert tick("holder") >= 1
        assert_agreed(school, first)
        assert_waits(school, second)
        assert "has not started: Pupil C" in plain(school.teacher.get(school.given).text)
        assert [one["State"] for one in school.file("scores")] == ["handed in", "being marked", "not started"]
    assert_topic(school, first, round_half_up(school.share * MILLION) + 3_250_000, 6)
    for earned in (MILLION, 0):
        with rows() as session:
            standing = session.scalars(select(Judgement.id).where(Judgement.attempt_id == late.id)).first()
            _judge(session, school.lesson, session.get_one(Attempt, late.id), earned, standing)
            assert list(check(session)) == []
        second.score = Score(3 * MILLION + earned, 9 * MILLION)
        assert_agreed(school, second)
        assert_agreed(school, first)
    assert_questions(school)


def assert_questions(school: School) -> None:
    """The table of questions: what was earned of each on average, in per cent."""
    page = plain(school.teacher.get(f"{school.given}?show=questions").text)
    rows = page[page.index("Most chosen wrong") :].split("Mark anew")
    half = percent_of((school.share + 1) / 2)
    for row, said in zip(
        rows,
        (f"{half} %", "does not count", "50 %", "full marks for all", "13 %", "0 %", "50 %"),
        strict=False,
    ):
        assert said in row

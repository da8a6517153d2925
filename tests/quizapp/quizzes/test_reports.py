"""What a student reports of a question in a class reaches its teachers, and nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from questions.paper import Plan
from quizapp.accounts.models import User
from quizapp.bank.models import ProblemReport
from quizapp.classrooms import operations as classrooms
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.operations.starting import start_free_attempt
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.cards.sitting import loaded
from tests.quizapp.quizzes.lesson import Lesson, answer, finish, give

SignIn = Callable[[User], FlaskClient]
WORDS = "The key is another."


@pytest.fixture
def lesson(rows: Rows) -> Lesson:
    """A class that was asked questions of a shipped bank, which belong to no teacher."""
    with rows() as session:
        lesson = give(session)
        for one in lesson.asks:
            one.owner_id = None
    return lesson


def report(sign_in: SignIn, student: User, attempt: Attempt) -> None:
    reply = sign_in(student).post(f"/attempts/{attempt.id}/report/1", data={"words": WORDS})
    assert reply.status_code == 303


def reads(sign_in: SignIn, reader: User) -> bool:
    return WORDS in sign_in(reader).get("/reports").text


def test_a_report_from_a_class_reaches_its_teachers(rows: Rows, sign_in: SignIn, lesson: Lesson) -> None:
    with rows() as session:
        attempt = answer(session, lesson, 0, "right", "wrong")
        other = builders.teacher(session)
        builders.classroom(session, other)
    report(sign_in, lesson.students[0], attempt)
    assert reads(sign_in, lesson.teacher)
    assert not reads(sign_in, other)


def test_who_teaches_the_class_no_more_reads_and_settles_none(
    rows: Rows, sign_in: SignIn, lesson: Lesson
) -> None:
    with rows() as session:
        attempt = answer(session, lesson, 0, "right", "wrong")
        colleague = builders.user(session, "colleague", roles=["teacher"])
        classrooms.add_teacher(session, lesson.classroom, "colleague", now=NOW)
    report(sign_in, lesson.students[0], attempt)
    assert reads(sign_in, colleague)
    with rows() as session:
        classrooms.remove_member(session, lesson.classroom, colleague.id, now=NOW + dt.timedelta(hours=1))
        (kept,) = session.scalars(select(ProblemReport))
    assert not reads(sign_in, colleague)
    settling = sign_in(colleague).post(f"/reports/{kept.id}/settle", data={"state": "mended"})
    assert settling.status_code == 404


def test_a_teacher_who_is_a_student_of_the_class_reads_none(
    rows: Rows, sign_in: SignIn, lesson: Lesson
) -> None:
    with rows() as session:
        attempt = answer(session, lesson, 0, "right", "wrong")
        learner = builders.teacher(session)
        builders.enrol(session, lesson.classroom, learner)
    report(sign_in, lesson.students[0], attempt)
    assert not reads(sign_in, learner)


def test_a_report_from_free_practice_tells_no_class(rows: Rows, sign_in: SignIn, lesson: Lesson) -> None:
    with rows() as session:
        student = lesson.students[0]
        plan = Plan(length=2, focus="all")
        started = start_free_attempt(
            session, student, lesson.shelf, plan, mode="test", limit_seconds=None, now=NOW, rng=Random(1)
        )
        attempt = finish(session, loaded(session, started.id))
    report(sign_in, student, attempt)
    assert not reads(sign_in, lesson.teacher)


def test_whoever_reported_it_reads_what_came_of_it_and_nobody_else_does(
    rows: Rows, sign_in: SignIn, lesson: Lesson
) -> None:
    with rows() as session:
        attempts = [answer(session, lesson, student, "right", "wrong") for student in (0, 1)]
    report(sign_in, lesson.students[0], attempts[0])
    with rows() as session:
        made = session.scalars(select(ProblemReport)).one()
    sign_in(lesson.teacher).post(
        f"/reports/{made.id}/settle", data={"state": "mended", "reply": "It was, thanks."}
    )
    pages = [
        sign_in(student).get(f"/attempts/{attempt.id}/report/1").text
        for student, attempt in zip(lesson.students, attempts, strict=False)
    ]
    assert [WORDS in page for page in pages] == [True, False]
    assert ["It was, thanks." in page for page in pages] == [True, False]
    assert "mended" in pages[0]


def test_a_report_leads_to_where_its_answers_are_marked_anew(
    rows: Rows, sign_in: SignIn, lesson: Lesson
) -> None:
    with rows() as session:
        attempt = answer(session, lesson, 0, "right", "wrong")
    report(sign_in, lesson.students[0], attempt)
    teacher, asked = sign_in(lesson.teacher), lesson.asks[0].public_id
    assert f'href="/questions/{asked}#answered"' in teacher.get("/reports").text
    page = teacher.get(f"/questions/{asked}").text
    assert 'id="answered"' in page
    assert "It is not yours to change." in page
    assert "/reports#report-" in page


def test_a_students_answer_leads_her_teacher_to_the_question_and_its_marks(
    rows: Rows, sign_in: SignIn, lesson: Lesson
) -> None:
    with rows() as session:
        attempt = answer(session, lesson, 0, "right", "wrong")
    room = lesson.classroom.id
    page = sign_in(lesson.teacher).get(f"/classes/{room}/attempts/{attempt.id}/1").text
    asked = lesson.asks[0].public_id
    assert f'href="/questions/{asked}"' in page
    assert f'href="/classes/{room}/quizzes/{attempt.assignment_id}/questions/{asked}/marks"' in page

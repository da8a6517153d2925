"""A ruling, hand-ins, starts and other rulings at once: no answer is left out, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from quizapp.accounts.models import User
from quizapp.quizzes.integrity import check
from quizapp.quizzes.models import Attempt, Ruling
from tests.conftest import Rows
from tests.quizapp.at_once import at_once
from tests.quizapp.quizzes.lesson import WHY, answer, give, rule, start

SignIn = Callable[[User], FlaskClient]
STUDENTS = 6


@pytest.mark.parametrize("way", ["full", "dropped"])
def test_an_answer_handed_in_while_its_question_is_ruled_on_follows_the_ruling(
    rows: Rows, sign_in: SignIn, way: str
) -> None:
    with rows() as session:
        lesson = give(session, students=STUDENTS)
        answer(session, lesson, 0, "wrong", "wrong")
        open_ids = [start(session, lesson, n, ["wrong", "wrong"]).id for n in range(1, STUDENTS - 1)]
    teacher = sign_in(lesson.teacher)
    students = [sign_in(student) for student in lesson.students]
    replies = at_once(
        [
            lambda: teacher.post(lesson.url(), data={"way": way, "why": WHY}),
            *(
                lambda n=n, id=id: students[n].post(f"/attempts/{id}/submit")
                for n, id in enumerate(open_ids, 1)
            ),
            lambda: students[-1].post(f"/assignments/{lesson.assignment.id}/start"),
        ]
    )
    assert {reply.status_code for reply in replies} == {303}
    with rows() as session:
        assert list(check(session)) == []
        finished = session.scalars(select(Attempt).where(Attempt.state != "open")).all()
        assert len(finished) == STUDENTS - 1
        assert len({(one.earned, one.available) for one in finished}) == 1


def test_of_two_rulings_at_once_one_is_told_of_the_other(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        answer(session, lesson, 0, "wrong", "wrong")
    browsers = [sign_in(lesson.teacher) for _ in range(4)]
    ways = ["full", "dropped"] * 2
    replies = at_once(
        [
            lambda browser=browser, way=way: browser.post(lesson.url(), data={"way": way, "why": WHY})
            for browser, way in zip(browsers, ways, strict=True)
        ]
    )
    assert sorted(reply.status_code for reply in replies) == [303, 409, 409, 409]
    with rows() as session:
        assert len(session.scalars(select(Ruling)).all()) == 1
        assert list(check(session)) == []


def test_two_questions_ruled_on_at_once_are_both_marked_anew(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, students=STUDENTS)
        for student in range(STUDENTS):
            answer(session, lesson, student, "wrong", "wrong")
    browsers = [sign_in(lesson.teacher) for _ in range(2)]
    replies = at_once(
        [
            lambda browser=browser, n=n: browser.post(lesson.url(n), data={"way": "full", "why": WHY})
            for n, browser in enumerate(browsers, 1)
        ]
    )
    assert {reply.status_code for reply in replies} == {303}
    with rows() as session:
        assert {one.earned for one in session.scalars(select(Attempt))} == {2_000_000}
        assert list(check(session)) == []


def test_a_class_is_marked_anew_while_its_teacher_takes_another_ruling_back(
    rows: Rows, sign_in: SignIn
) -> None:
    with rows() as session:
        lesson = give(session, students=STUDENTS)
        for student in range(STUDENTS):
            answer(session, lesson, student, "wrong", "wrong")
        made = rule(session, lesson, "full", 2)
    first, second = (sign_in(lesson.teacher) for _ in range(2))
    given = f"/classes/{lesson.classroom.id}/quizzes/{lesson.assignment.id}"
    replies = at_once(
        [
            lambda: first.post(lesson.url(), data={"way": "full", "why": WHY}),
            lambda: second.post(f"{given}/rulings/{made.id}/take-back"),
        ]
    )
    assert {reply.status_code for reply in replies} == {303}
    with rows() as session:
        assert {one.earned for one in session.scalars(select(Attempt))} == {1_000_000}
        assert list(check(session)) == []

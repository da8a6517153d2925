"""A teacher sees how far her class is and how it did, and nothing of anybody else."""

from __future__ import annotations

import pytest

from tests.quizapp.progress.school import begin, hand_in, open_school


@pytest.fixture
def school(rows):
    with rows() as session:
        return open_school(session)


def test_the_class_page_says_how_far_the_class_is(rows, sign_in, school):
    with rows() as session:
        hand_in(session, school.students[0], school.assignment, right=3)
        begin(session, school.students[1], school.assignment)
    page = sign_in(school.teacher).get(f"/classes/{school.classroom.id}")
    assert page.status_code == 200
    assert "1 of 3" in page.text
    assert "Pupil C" in page.text
    assert "Give a quiz" in page.text


def test_the_results_name_who_handed_in_who_writes_and_who_has_not_started(rows, sign_in, school):
    with rows() as session:
        hand_in(session, school.students[0], school.assignment, right=3)
        begin(session, school.students[1], school.assignment)
    page = sign_in(school.teacher).get(school.page)
    assert page.status_code == 200
    assert "of 3 handed in" in page.text
    assert "has not started: Pupil C" in page.text
    assert "3 of 5" in page.text
    questions = sign_in(school.teacher).get(f"{school.page}?show=questions")
    assert questions.status_code == 200
    assert "100 %" in questions.text


def test_a_teacher_reads_an_attempt_as_its_student_does(rows, sign_in, school):
    with rows() as session:
        attempt = hand_in(session, school.students[0], school.assignment, right=3)
    browser = sign_in(school.teacher)
    page = browser.get(f"/classes/{school.classroom.id}/attempts/{attempt.id}")
    assert page.status_code == 200
    assert "Pupil A" in page.text
    assert "Practise these" not in page.text
    one = browser.get(f"/classes/{school.classroom.id}/attempts/{attempt.id}/1")
    assert one.status_code == 200
    assert "Your answer" not in one.text


def test_scores_and_answers_come_as_files(rows, sign_in, school):
    with rows() as session:
        hand_in(session, school.students[0], school.assignment, right=3)
    browser = sign_in(school.teacher)
    for name in ("scores", "answers"):
        reply = browser.get(f"{school.page}/{name}.csv")
        assert reply.status_code == 200
        assert reply.data.startswith(b"\xef\xbb\xbf")

"""Who may look after a quiz: its maker, and whoever teaches its classes now."""

from __future__ import annotations

import pytest

from quizapp.classrooms import operations as classrooms
from quizapp.quizzes import operations
from quizapp.quizzes.teaching_queries import get_taught_assignment
from quizapp.quizzes.terms import Dates
from tests import builders
from tests.builders import NOW
from tests.quizapp.progress.school import open_school
from tests.quizapp.quizzes.answers import page_of

GETS = (
    "/quizzes/{quiz}",
    "/quizzes/{quiz}/give",
    "/assignments/{given}/dates",
    "/assignments/{given}/students/{pupil}",
)
POSTS = (
    "/quizzes/{quiz}/give",
    "/assignments/{given}/dates",
    "/assignments/{given}/withdraw",
    "/assignments/{given}/students/{pupil}",
    "/assignments/{given}/students/{pupil}/lift",
)
OPEN_TO_TEACHERS = ("/quizzes/made", "/quizzes/make")


@pytest.fixture
def school(rows):
    with rows() as session:
        return open_school(session)


def address(school, path: str) -> str:
    return path.format(quiz=school.quiz.id, given=school.assignment.id, pupil=school.students[0].id)


def statuses(browser, school) -> set[int]:
    gets = {browser.get(address(school, path)).status_code for path in GETS}
    return gets | {browser.post(address(school, path), data={"minutes": "0"}).status_code for path in POSTS}


def test_the_maker_reaches_all_of_it(sign_in, school):
    browser = sign_in(school.teacher)
    assert {browser.get(address(school, path)).status_code for path in GETS} == {200}


def test_students_and_guests_find_the_door_closed(rows, sign_in, school):
    with rows() as session:
        guest = builders.guest(session)
    for person in (school.students[0], guest):
        browser = sign_in(person)
        assert statuses(browser, school) == {403}
        assert {browser.get(path).status_code for path in OPEN_TO_TEACHERS} == {403}


def test_strangers_are_asked_to_sign_in(client, school):
    assert {client.get(address(school, path)).status_code for path in (*GETS, *OPEN_TO_TEACHERS)} == {302}


def test_other_teachers_and_administrators_find_nothing(rows, sign_in, school):
    with rows() as session:
        others = builders.teacher(session), builders.administrator(session)
    for person in others:
        browser = sign_in(person)
        assert statuses(browser, school) == {404}
        assert {browser.get(path).status_code for path in OPEN_TO_TEACHERS} == {200}


def test_what_exists_and_what_does_not_look_alike(rows, sign_in, school):
    with rows() as session:
        other = builders.teacher(session)
    browser = sign_in(other)
    assert page_of(browser, address(school, GETS[2])) == page_of(browser, "/assignments/999999/dates")
    assert browser.get(f"/quizzes/{2**63}").status_code == 404


def test_a_co_teacher_reaches_it_until_the_moment_she_is_removed(rows, sign_in, school):
    with rows() as session:
        colleague = builders.teacher(session)
        classroom = session.merge(school.classroom)
        classrooms.add_teacher(session, classroom, colleague.username, now=NOW)
    browser = sign_in(colleague)
    assert {browser.get(address(school, path)).status_code for path in GETS} == {200}
    with rows() as session:
        classrooms.remove_member(session, session.merge(school.classroom), colleague.id, now=NOW)
    assert statuses(browser, school) == {404}


def test_a_quiz_shows_only_the_classes_that_the_reader_teaches(rows, sign_in, school):
    with rows() as session:
        colleague = builders.teacher(session)
        classrooms.add_teacher(session, session.merge(school.classroom), colleague.username, now=NOW)
        secret = builders.classroom(session, school.teacher, "Secret circle")
        builders.assignment(session, session.merge(school.quiz), secret, school.teacher)
    assert "Secret circle" in sign_in(school.teacher).get(f"/quizzes/{school.quiz.id}").text
    page = sign_in(colleague).get(f"/quizzes/{school.quiz.id}").text
    assert "History 10b" in page
    assert "Secret circle" not in page


def test_only_students_of_the_class_get_other_terms(rows, sign_in, school):
    with rows() as session:
        stranger = builders.user(session)
    browser = sign_in(school.teacher)
    for person in (stranger, school.teacher):
        path = f"/assignments/{school.assignment.id}/students/{person.id}"
        assert browser.post(path, data={"extra_minutes": "5"}).status_code == 404


def test_an_override_is_not_mistaken_for_what_the_class_was_given(rows, sign_in, school):
    with rows() as session:
        given = get_taught_assignment(session, school.teacher.id, school.assignment.id)
        override = operations.give_override(
            session, school.teacher, given, school.students[0], Dates(extra_seconds=60), now=NOW
        )
    browser = sign_in(school.teacher)
    assert browser.get(f"/assignments/{override.id}/dates").status_code == 404
    assert browser.get(f"/classes/{school.classroom.id}/quizzes/{override.id}").status_code == 404


def test_free_quizzes_are_nobodys_to_give(rows, sign_in, school):
    with rows() as session:
        quiz = session.merge(school.quiz)
        quiz.kind, quiz.owner_id = "chosen", school.teacher.id
    assert sign_in(school.teacher).get(f"/quizzes/{school.quiz.id}").status_code == 404

"""Classes over HTTP: who may look after them, and what a teacher can and cannot do to a student."""

from __future__ import annotations

import re

import pytest

from quizapp.classrooms import operations, queries
from quizapp.classrooms.models import Classroom
from tests import builders


@pytest.fixture
def school(rows):
    """Two teachers with a class each, a student in each, and an administrator."""

    class School:
        pass

    with rows() as session:
        School.teacher = builders.teacher(session, "korhonen")
        School.other_teacher = builders.teacher(session, "virtanen")
        School.administrator = builders.administrator(session, "root")
        School.noora = builders.user(session, "noora")
        School.omar = builders.user(session, "omar")
        School.history = builders.classroom(session, School.teacher, "History 10b", students=[School.noora])
        School.physics = builders.classroom(session, School.other_teacher, "Physics", students=[School.omar])
    return School


PAGES = ("people", "code", "code.svg", "settings")
DEEDS = ("settings", "archive", "code", "teachers")


def deeds_on(school, student):
    base = f"/classes/{school.history.id}"
    yield from (f"{base}/{deed}" for deed in DEEDS)
    yield f"{base}/students/{student.id}/name"
    yield f"{base}/students/{student.id}/password"
    yield f"{base}/members/{student.id}/remove"


def test_a_teacher_makes_a_class_and_shows_its_code(rows, sign_in, school):
    browser = sign_in(school.teacher)
    reply = browser.post("/classes", data={"name": "Maths 9a", "zone": "Europe/Helsinki"})
    assert reply.status_code == 303
    page = browser.get(reply.location).text
    code = re.search(r'class="wall-code">([2-9A-Z]{6})<', page)[1]
    assert f"/join/{code}" in page
    assert "Maths 9a" in browser.get("/classes").text


def test_a_new_class_has_the_clock_of_its_teacher_unless_she_says_otherwise(rows, sign_in):
    with rows() as session:
        teacher = builders.user(session, roles=["teacher"], zone="Europe/Helsinki")
    page = sign_in(teacher).get("/classes").text
    assert re.findall(r"<option[^>]* selected[^>]*>([^<]+)", page) == ["Europe/Helsinki"]


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "x" * 121), ("name", "a\x00"), ("zone", "Mars/Olympus")]
)
def test_a_class_needs_a_name_and_a_zone_that_exist(sign_in, school, field, value):
    data = {"name": "Maths 9a", "zone": "UTC"} | {field: value}
    reply = sign_in(school.teacher).post("/classes", data=data)
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text


def test_students_make_no_classes(sign_in, school):
    browser = sign_in(school.noora)
    assert browser.get("/classes").status_code == 403
    assert browser.post("/classes", data={"name": "Mine", "zone": "UTC"}).status_code == 403


@pytest.mark.parametrize("who", ["other_teacher", "administrator"])
def test_a_class_does_not_exist_for_teachers_of_others_and_administrators(sign_in, school, who):
    browser = sign_in(getattr(school, who))
    for page in PAGES:
        assert browser.get(f"/classes/{school.history.id}/{page}").status_code == 404
    for deed in deeds_on(school, school.noora):
        assert browser.post(deed, data={"display_name": "X", "username": "virtanen"}).status_code == 404


def test_the_pages_of_a_class_are_closed_to_its_students_and_ask_others_to_sign_in(client, sign_in, school):
    browser = sign_in(school.noora)
    for page in PAGES:
        address = f"/classes/{school.history.id}/{page}"
        assert browser.get(address).status_code == 403
        assert client.get(address).location.startswith("/sign-in")


def test_ids_that_no_row_can_have_do_not_exist(sign_in, school):
    browser = sign_in(school.teacher)
    for number in (2**31, 2**63 - 1, 2**63, 10**30):
        assert browser.get(f"/classes/{number}/people").status_code == 404


def test_a_co_teacher_comes_by_user_name_and_goes_at_once(rows, sign_in, school):
    browser, guest_teacher = sign_in(school.teacher), sign_in(school.other_teacher)
    people = f"/classes/{school.history.id}/people"
    assert (
        browser.post(f"/classes/{school.history.id}/teachers", data={"username": "VIRTANEN"}).status_code
        == 303
    )
    assert guest_teacher.get(people).status_code == 200
    browser.post(f"/classes/{school.history.id}/members/{school.other_teacher.id}/remove")
    assert guest_teacher.get(people).status_code == 404


@pytest.mark.parametrize("name", ["omar", "nobody", ""])
def test_only_teachers_become_co_teachers(sign_in, school, name):
    reply = sign_in(school.teacher).post(f"/classes/{school.history.id}/teachers", data={"username": name})
    assert reply.status_code == 422


def test_a_teacher_who_loses_the_role_loses_the_classes_at_once(rows, sign_in, school):
    from quizapp.accounts import operations as accounts

    browser = sign_in(school.teacher)
    with rows() as session:
        accounts.take_role(session, session.merge(school.teacher), "teacher", now=builders.NOW)
    assert browser.get("/classes").status_code != 200
    assert sign_in(school.teacher).get("/classes").status_code == 403


def test_the_last_teacher_cannot_be_removed(sign_in, school):
    address = f"/classes/{school.history.id}/members/{school.teacher.id}/remove"
    assert sign_in(school.teacher).post(address).status_code == 409


def test_a_removed_student_leaves_the_list_but_the_row_stays(rows, sign_in, school):
    browser = sign_in(school.teacher)
    browser.post(f"/classes/{school.history.id}/members/{school.noora.id}/remove")
    assert "noora" not in browser.get(f"/classes/{school.history.id}/people").text
    with rows() as session:
        row = queries.find_membership(session, school.history.id, school.noora.id)
        assert row.left_at is not None


def test_a_student_is_renamed(sign_in, school):
    browser = sign_in(school.teacher)
    browser.post(
        f"/classes/{school.history.id}/students/{school.noora.id}/name",
        data={"display_name": "<b>Noora L.</b>", "role": "administrator"},
    )
    assert "&lt;b&gt;Noora L.&lt;/b&gt;" in browser.get(f"/classes/{school.history.id}/people").text


def test_a_temporary_password_is_shown_once_and_ends_the_student_s_sign_ins(app, sign_in, school):
    student = sign_in(school.noora)
    teacher = sign_in(school.teacher)
    reply = teacher.post(f"/classes/{school.history.id}/students/{school.noora.id}/password")
    temporary = re.search(r'class="code">([2-9A-Z]{10})<', reply.text)[1]
    assert temporary not in teacher.get(f"/classes/{school.history.id}/people").text
    assert student.get("/account").location.startswith("/sign-in")
    browser = app.test_client()
    assert browser.post("/sign-in", data={"username": "noora", "password": temporary}).status_code == 303
    assert browser.get("/account").location == "/new-password"


def test_only_present_students_without_a_role_can_be_reset(rows, sign_in, school):
    with rows() as session:
        operations.join(
            session, session.merge(school.other_teacher), school.history.join_code, now=builders.NOW
        )
    browser = sign_in(school.teacher)
    for person in (school.omar, school.other_teacher, school.administrator, school.teacher):
        address = f"/classes/{school.history.id}/students/{person.id}/password"
        assert browser.post(address).status_code == 404


def test_a_new_code_replaces_the_old_one(rows, client, sign_in, school):
    sign_in(school.teacher).post(f"/classes/{school.history.id}/code")
    assert client.get(f"/join/{school.history.join_code}").status_code == 422
    with rows() as session:
        code = session.get(Classroom, school.history.id).join_code
    assert client.get(f"/join/{code}").status_code == 200


def test_settings_are_kept_and_joining_can_be_closed(client, sign_in, school):
    browser = sign_in(school.teacher)
    address = f"/classes/{school.history.id}/settings"
    assert browser.post(address, data={"name": "History 11b", "zone": "Asia/Kathmandu"}).status_code == 303
    assert "History 11b" in browser.get(address).text
    assert client.get(f"/join/{school.history.join_code}").status_code == 422


def test_an_archived_class_lets_nobody_in_until_it_comes_back(rows, client, sign_in, school):
    browser = sign_in(school.teacher)
    browser.post(f"/classes/{school.history.id}/archive")
    assert client.get(f"/join/{school.history.join_code}").status_code == 422
    with rows() as session:
        assert queries.classes_of_student(session, school.noora) == []
    browser.post(f"/classes/{school.history.id}/archive")
    assert client.get(f"/join/{school.history.join_code}").status_code == 200


def test_the_qr_code_is_a_picture_of_our_own(sign_in, school):
    reply = sign_in(school.teacher).get(f"/classes/{school.history.id}/code.svg")
    assert reply.mimetype == "image/svg+xml"
    assert reply.data.startswith(b"<?xml") or reply.data.startswith(b"<svg")


@pytest.mark.parametrize("page", ["/classes", "/classes/{id}/people"])
def test_lists_take_as_many_statements_for_50_rows_as_for_one(rows, sign_in, school, statements, page):
    browser, address = sign_in(school.teacher), page.format(id=school.history.id)
    with statements() as few:
        assert browser.get(address).status_code == 200
    with rows() as session:
        teacher = session.merge(school.teacher)
        pupils = [builders.user(session) for _ in range(50)]
        for pupil in pupils:
            operations.join(session, pupil, school.history.join_code, now=builders.NOW)
            builders.classroom(session, teacher, students=[pupil])
    with statements() as many:
        assert browser.get(address).status_code == 200
    assert len(few) == len(many)

"""Coming into a class with its code."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import User
from quizapp.classrooms import operations, queries
from tests import builders
from tests.quizapp.at_once import at_once


@pytest.fixture
def history(rows):
    with rows() as session:
        teacher = builders.teacher(session, "korhonen")
        return operations.create_classroom(
            session, teacher, name="History 10b", zone="UTC", code="K7M2PQ", now=builders.NOW
        )


@pytest.fixture
def noora(rows):
    with rows() as session:
        return builders.user(session, "noora")


def names_of_classes(rows, username):
    with rows() as session:
        user = session.scalars(select(User).where(User.username == username)).unique().one()
        return [classroom.name for classroom in queries.classes_of_student(session, user)]


@pytest.mark.parametrize("typed", ["K7M2PQ", "k7m2pq", " K7M 2PQ ", "k7m-2pq", "Ｋ７Ｍ２ＰＱ"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_code_is_read_however_it_is_typed(client, history, typed, method):
    send = {"query_string": {"code": typed}} if method == "get" else {"data": {"code": typed}}
    reply = client.open("/join", method=method.upper(), **send)
    assert reply.location == "/join/K7M2PQ"
    page = client.get(reply.location).text
    assert "History 10b" in page
    assert "Korhonen" in page


@pytest.mark.parametrize("code", ["", "   ", "--", "x" * 41, "a\x00b"])
def test_what_is_no_code_is_asked_for_again(client, history, code):
    assert client.get("/join", query_string={"code": code}).status_code == 422


def test_joining_in_many_tabs_at_once_is_joining_once(rows, sign_in, history, noora):
    browsers = [sign_in(noora) for _ in range(8)]
    replies = at_once([lambda browser=browser: browser.post("/join/K7M2PQ") for browser in browsers])
    assert {reply.status_code for reply in replies} == {303}
    assert names_of_classes(rows, "noora") == ["History 10b"]


def test_a_member_joins_once_however_often(rows, sign_in, history, noora):
    browser = sign_in(noora)
    assert "Join as Noora" in browser.get("/join/k7m2pq").text
    for _ in range(2):
        assert browser.post("/join/K7M2PQ").status_code == 303
    assert names_of_classes(rows, "noora") == ["History 10b"]


def test_somebody_without_account_signs_up_into_the_class(client, rows, history):
    page = client.get("/join/K7M2PQ").text
    address = re.search(r'href="(/sign-up\?code=K7M2PQ)"', page)[1]
    assert 'value="K7M2PQ"' in client.get(address).text
    client.post(
        "/sign-up",
        data={"username": "leo", "display_name": "Leo", "password": "correct horse", "code": "k7m 2pq"},
    )
    assert names_of_classes(rows, "leo") == ["History 10b"]


def test_somebody_with_an_account_comes_back_to_the_class_after_signing_in(client, history, noora):
    page = client.get("/join/K7M2PQ").text
    assert re.search(r'href="/sign-in\?next=(/|%2F)join(/|%2F)K7M2PQ"', page)
    reply = client.post(
        "/sign-in", data={"username": "noora", "password": builders.PASSWORD, "next": "/join/K7M2PQ"}
    )
    assert reply.location == "/join/K7M2PQ"


def test_a_guest_has_to_sign_up_first(rows, sign_in, history):
    with rows() as session:
        guest = builders.guest(session)
    browser = sign_in(guest)
    assert "Sign up and join" in browser.get("/join/K7M2PQ").text
    assert browser.post("/join/K7M2PQ").location.startswith("/sign-in")


def test_a_wrong_code_signs_nobody_up(client, rows, history):
    reply = client.post(
        "/sign-up",
        data={"username": "leo", "display_name": "Leo", "password": "correct horse", "code": "WRONG2"},
    )
    assert reply.status_code == 422
    assert 'id="code-error"' in reply.text
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(User).where(User.username == "leo")) == 0


def test_where_a_code_is_needed_nobody_signs_up_without_one(app, client, rows, history, monkeypatch):
    settings = replace(app.extensions["settings"], registration="code")
    monkeypatch.setitem(app.extensions, "settings", settings)
    data = {"username": "leo", "display_name": "Leo", "password": "correct horse"}
    assert client.post("/sign-up", data=data).status_code == 422
    assert client.post("/sign-up", data=data | {"code": "K7M2PQ"}).status_code == 200
    assert names_of_classes(rows, "leo") == ["History 10b"]


def test_codes_cannot_be_guessed_without_end(client, history):
    for number in range(300):
        assert client.get(f"/join/WRONG{number}").status_code == 422
    assert "Wait some minutes" in client.get("/join/K7M2PQ").text


def test_a_student_leaves_and_can_come_back(rows, sign_in, history, noora):
    browser = sign_in(noora)
    browser.post("/join/K7M2PQ")
    assert "History 10b" in browser.get("/join").text
    assert browser.post(f"/classes/{history.id}/leave").status_code == 303
    assert names_of_classes(rows, "noora") == []
    assert browser.post(f"/classes/{history.id}/leave").status_code == 404
    browser.post("/join/K7M2PQ")
    assert names_of_classes(rows, "noora") == ["History 10b"]


def test_the_teacher_of_a_class_does_not_become_its_student(rows, history, sign_in):
    with rows() as session:
        teacher = session.get(User, history.made_by_id)
    sign_in(teacher).post("/join/K7M2PQ")
    assert names_of_classes(rows, "korhonen") == []
    with rows() as session:
        assert queries.get_taught_class(session, teacher, history.id)

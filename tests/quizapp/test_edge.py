"""What the edge answers by itself, before a room is asked or after the database has refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from quizapp.accounts.models import User
from quizapp.db import db
from tests import builders
from tests.conftest import Rows


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "nowhere", "http://localhost.evil.example"])
def test_an_origin_that_is_not_ours_is_refused_however_it_is_written(
    client: FlaskClient, origin: str
) -> None:
    assert client.post("/sign-out", headers={"Origin": origin}).status_code == 403


def test_who_has_not_the_role_for_a_page_is_told_whom_to_ask(
    rows: Rows, sign_in: Callable[[User], FlaskClient]
) -> None:
    with rows() as session:
        student = builders.user(session)
    reply = sign_in(student).get("/people")
    assert reply.status_code == 403
    assert "ask whoever looks after accounts here" in reply.text


def test_our_own_origin_is_let_in(client: FlaskClient) -> None:
    assert client.post("/sign-out", headers={"Origin": "http://localhost"}).status_code == 303


@pytest.mark.parametrize("error", [IntegrityError("INSERT", {}, Exception("unique")), StaleDataError()])
def test_who_is_overtaken_by_another_request_is_asked_to_look_again(app: Flask, error: Exception) -> None:
    with app.test_request_context("/classes", method="POST"):
        reply = app.make_response(app.handle_user_exception(error))
    assert reply.status_code == 409
    assert "the very same moment" in reply.get_data(as_text=True)


@pytest.mark.parametrize("wired_app", ["postgresql"], indirect=True)
def test_a_reply_stands_when_the_database_goes_away_after_it(app: Flask, client: FlaskClient) -> None:
    def end_its_connection(*_args: object, **_more: object) -> None:
        mine = db.session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with db.engine.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({mine})")

    with template_rendered.connected_to(end_its_connection, app):
        assert client.get("/quizzes").status_code == 200
    assert client.get("/quizzes").status_code == 200

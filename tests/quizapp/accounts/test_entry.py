"""Who is signed in: what the cookie is worth, and what a request pays for asking."""

from __future__ import annotations

from flask_login import current_user
from sqlalchemy.exc import OperationalError

from quizapp.accounts import operations, queries
from tests import builders


def test_a_sign_in_is_loaded_with_its_roles_in_one_statement(app, rows, sign_in, statements):
    with rows() as session:
        ada = builders.teacher(session, "ada")
    browser = sign_in(ada)
    with statements() as sent, browser:
        browser.get("/healthz")
        assert current_user.username == "ada"
        assert [role.name for role in current_user.roles] == ["teacher"]
    assert len(sent) == 1


def test_a_cookie_is_worth_nothing_once_its_sign_in_has_ended(app, rows, sign_in, clock):
    with rows() as session:
        ada = builders.user(session, "ada")
        operations.sign_in(session, ada, token="t1", now=clock(), device="")
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie.update(sign_in="t1", _user_id=ada.fs_uniquifier)
    with browser:
        browser.get("/healthz")
        assert current_user.is_authenticated
    with rows() as session:
        operations.end_sign_in_of_token(session, "t1", now=clock())
    with browser:
        browser.get("/healthz")
        assert not current_user.is_authenticated


def test_a_sign_in_lasts_30_days_on_the_server_too(rows, sign_in, clock):
    with rows() as session:
        ada = builders.user(session, "ada")
    browser = sign_in(ada)
    clock.forward(days=29)
    assert browser.get("/account").status_code == 200
    clock.forward(days=1)
    assert browser.get("/account").status_code == 302


def test_while_the_database_is_away_the_page_says_so(rows, sign_in, monkeypatch):
    with rows() as session:
        ada = builders.user(session, "ada")
    browser = sign_in(ada)

    def away(*_):
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(queries, "find_signed_in", away)
    reply = browser.get("/account")
    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "2"


def test_a_token_that_is_no_text_names_nobody(app, rows):
    with rows() as session:
        ada = builders.user(session, "ada")
    for token in (7, None, "", "\ud800", ["x"]):
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie.update(sign_in=token, _user_id=ada.fs_uniquifier)
        assert browser.get("/account").status_code == 302


def test_guests_are_told_where_to_sign_up(rows, sign_in):
    with rows() as session:
        guest = builders.guest(session)
    assert 'href="/sign-up' in sign_in(guest).get("/join").text

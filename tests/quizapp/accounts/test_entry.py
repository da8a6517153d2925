"""Who is signed in: what the cookie is worth, and what a request pays for asking."""

from __future__ import annotations

from flask_login import current_user

from quizapp.accounts import operations
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

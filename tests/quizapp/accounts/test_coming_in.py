"""Signing up, in and out, and recovering, over HTTP."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from quizapp.accounts import operations
from quizapp.accounts.entry import CLAIMS_GUEST, TOKEN
from quizapp.accounts.models import SignIn, User
from quizapp.errors import Invalid
from tests import builders
from tests.builders import PASSWORD

NEW = {"username": "noora", "display_name": "Noora L.", "password": "correct horse"}


def sign_up(client, **changes):
    return client.post("/sign-up", data=NEW | changes)


def enter_by_form(client, username="ada", password=PASSWORD, **more):
    return client.post("/sign-in", data={"username": username, "password": password, **more})


def is_signed_in(client) -> bool:
    return client.get("/account").status_code == 200


def cookie_of(client) -> str:
    return client.get_cookie("quizapp").value


@pytest.fixture
def ada(rows):
    with rows() as session:
        return builders.user(session, "ada")


@pytest.fixture
def registration(app, monkeypatch):
    def set_to(word):
        settings = replace(app.extensions["settings"], registration=word)
        monkeypatch.setitem(app.extensions, "settings", settings)

    return set_to


def test_a_new_person_is_signed_in_and_sees_the_recovery_code_once(client, rows):
    reply = sign_up(client)
    assert reply.status_code == 200
    assert re.search(r"([2-9A-Z]{4}-){3}[2-9A-Z]{4}", reply.text)
    assert is_signed_in(client)
    with rows() as session:
        user = session.scalars(select(User)).unique().one()
        assert user.username == "noora"
        assert user.roles == []
        assert NEW["password"] not in user.password


def test_signing_up_takes_no_roles_and_ids_from_the_form(client, rows):
    sign_up(client, role="administrator", roles="administrator", is_admin="1", id="7", active="")
    with rows() as session:
        user = session.scalars(select(User)).unique().one()
        assert user.roles == []
        assert user.id != 7
        assert user.active


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "ab"),
        ("username", "x" * 33),
        ("username", "-ada"),
        ("username", "ada lovelace"),
        ("username", "ada@example.org"),
        ("username", "a\x00da"),
        ("username", "   "),
        ("display_name", ""),
        ("display_name", "A\x00B"),
        ("display_name", "x" * 81),
        ("password", "seven77"),
        ("password", "x" * 201),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(client, rows, field, value):
    reply = sign_up(client, **{field: value})
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0


@pytest.mark.parametrize("twin", ["ADA", "ada ", "a\u200bda", "аda", "\uff41da", "ad\u0251"])
def test_a_user_name_that_looks_like_another_is_taken(client, ada, twin):
    reply = sign_up(client, username=twin)
    assert reply.status_code == 422
    assert "has this user name already" in reply.text


def test_accented_and_non_latin_names_are_welcome(client):
    assert sign_up(client, username="Zoë").status_code == 200


@pytest.mark.parametrize("typed", ["ada", "ADA", " Ada "])
def test_a_person_signs_in_by_user_name_however_typed(client, ada, typed):
    assert enter_by_form(client, typed).status_code == 303
    assert is_signed_in(client)


def test_an_unknown_name_a_wrong_password_and_a_disabled_account_look_alike(client, rows, ada):
    with rows() as session:
        gone = builders.user(session, "gone")
        gone.active = False
    replies = [
        enter_by_form(client, "nobody-here", PASSWORD),
        enter_by_form(client, "ada", "wrong password"),
        enter_by_form(client, "gone", PASSWORD),
    ]
    bodies = [re.sub(r'value="[^"]*"|content="[^"]*"', "", reply.text) for reply in replies]
    assert [reply.status_code for reply in replies] == [422] * 3
    assert bodies[0] == bodies[1] == bodies[2]


def test_a_password_is_checked_even_for_nobody(client, monkeypatch):
    from quizapp.accounts import passwords

    checked = []
    real = passwords.verify_password
    monkeypatch.setattr(passwords, "verify_password", lambda *args: checked.append(1) or real(*args))
    enter_by_form(client, "nobody-here", PASSWORD)
    assert checked


def test_failed_tries_are_limited_by_name_and_address_and_successes_never(client, ada, rows):
    with rows() as session:
        builders.user(session, "bob")
    for _ in range(30):
        assert enter_by_form(client, "bob").status_code == 303
        client.post("/sign-out")
    for _ in range(10):
        assert enter_by_form(client, "ada", "wrong").status_code == 422
    assert enter_by_form(client, "ada").status_code == 429
    assert enter_by_form(client, "ADA").status_code == 429
    assert enter_by_form(client, "bob").status_code == 303


def test_a_forged_forwarding_header_does_not_reset_the_limit(client, ada):
    for number in range(10):
        client.post(
            "/sign-in",
            data={"username": "ada", "password": "wrong"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )
    assert enter_by_form(client, "ada").status_code == 429


def test_a_class_of_300_signs_in_from_one_address(app, rows, monkeypatch):
    with rows() as session:
        for number in range(300):
            builders.user(session, f"pupil-{number}")
    for number in range(300):
        assert enter_by_form(app.test_client(), f"pupil-{number}").status_code == 303


def test_signing_in_goes_on_to_a_page_of_ours_only(client, ada):
    assert enter_by_form(client, next="/account").location == "/account"
    client.post("/sign-out")
    assert enter_by_form(client, next="//evil.example").location == "/"


def test_an_old_cookie_is_worth_nothing_after_signing_out(client, app, ada):
    enter_by_form(client)
    old = cookie_of(client)
    client.post("/sign-out")
    thief = app.test_client()
    thief.set_cookie("quizapp", old)
    assert not is_signed_in(thief)


def test_a_cookie_from_before_signing_in_names_nobody(client, app, ada):
    client.get("/sign-in")
    before = client.get_cookie("quizapp")
    enter_by_form(client)
    assert before is None or before.value != cookie_of(client)
    with client.session_transaction() as cookie:
        first = cookie[TOKEN]
    enter_by_form(client)
    with client.session_transaction() as cookie:
        assert cookie[TOKEN] != first


def test_signing_in_anew_ends_the_sign_in_before_it(client, rows, ada):
    enter_by_form(client)
    enter_by_form(client)
    with rows() as session:
        open_rows = session.scalar(select(func.count()).select_from(SignIn).where(SignIn.ended_at.is_(None)))
        assert open_rows == 1


def test_signing_out_needs_a_post(client):
    assert client.get("/sign-out").status_code == 405


def test_members_stay_for_30_days_and_guests_for_the_browser_session(app, client, rows, sign_in, ada):
    enter_by_form(client)
    assert client.get_cookie("quizapp").expires is not None
    with rows() as session:
        guest = builders.guest(session)
    assert sign_in(guest).get_cookie("quizapp").expires is None


def test_a_guest_who_signs_up_keeps_the_claim_on_what_the_guest_did(rows, sign_in):
    with rows() as session:
        guest = builders.guest(session)
    browser = sign_in(guest)
    assert sign_up(browser).status_code == 200
    with browser.session_transaction() as cookie:
        assert cookie[CLAIMS_GUEST] == guest.id
    assert is_signed_in(browser)


def test_the_claim_stays_with_whoever_signed_up(rows, sign_in, ada):
    with rows() as session:
        guest = builders.guest(session)
    browser = sign_in(guest)
    sign_up(browser)
    browser.post(
        "/account/password",
        data={"change-current": NEW["password"], "change-password": "another secret"},
    )
    with browser.session_transaction() as cookie:
        assert cookie[CLAIMS_GUEST] == guest.id
    enter_by_form(browser, "ada")
    with browser.session_transaction() as cookie:
        assert CLAIMS_GUEST not in cookie


def test_the_claim_does_not_outlive_signing_out(rows, sign_in):
    with rows() as session:
        guest = builders.guest(session)
    browser = sign_in(guest)
    sign_up(browser)
    browser.post("/sign-out")
    with browser.session_transaction() as cookie:
        assert CLAIMS_GUEST not in cookie


def test_nobody_signs_up_where_registration_is_closed(client, registration, rows):
    registration("closed")
    assert "Nobody can sign up here" in client.get("/sign-up").text
    assert sign_up(client).status_code == 403
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0


def recovery_code_of(rows, user) -> str:
    with rows() as session:
        operations.set_recovery_code(session.merge(user, load=True), "K7M2-PQR8-ABCD-EFGH")
    return "k7m2 pqr8 abcd efgh"


def test_a_recovery_code_sets_a_password_once_and_ends_other_sign_ins(client, app, rows, sign_in, ada):
    code, elsewhere = recovery_code_of(rows, ada), sign_in(ada)
    data = {"username": "ada", "recovery_code": code, "password": "another secret"}
    reply = client.post("/recover", data=data)
    assert reply.status_code == 200
    assert "K7M2" not in reply.text
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert app.test_client().post("/recover", data=data).status_code == 422
    assert enter_by_form(app.test_client(), "ada", "another secret").status_code == 303
    assert enter_by_form(app.test_client(), "ada", PASSWORD).status_code == 422


def test_a_code_is_used_up_before_there_is_another(rows, ada):
    code = recovery_code_of(rows, ada)
    with rows() as session:
        assert operations.recover(session, "ada", code, "another secret", now=builders.NOW).username == "ada"
        with pytest.raises(Invalid):
            operations.recover(session, "ada", code, "a third secret", now=builders.NOW)


def test_a_disabled_account_is_recovered_by_no_code(client, rows, ada):
    code = recovery_code_of(rows, ada)
    with rows() as session:
        session.get(User, ada.id).active = False
    data = {"username": "ada", "recovery_code": code, "password": "another secret"}
    reply = client.post("/recover", data=data)
    assert reply.status_code == 422
    assert "do not belong together" in reply.text
    with rows() as session:
        assert session.get(User, ada.id).recovery_hash is not None


def test_a_wrong_code_and_an_unknown_name_look_alike_and_are_limited(client, rows, ada):
    recovery_code_of(rows, ada)
    data = {"recovery_code": "wrong", "password": "another secret"}
    replies = [client.post("/recover", data=data | {"username": name}) for name in ("ada", "nobody")]
    bodies = [re.sub(r'value="[^"]*"|content="[^"]*"', "", reply.text) for reply in replies]
    assert [reply.status_code for reply in replies] == [422, 422]
    assert bodies[0] == bodies[1]
    for _ in range(9):
        client.post("/recover", data=data | {"username": "ada"})
    assert client.post("/recover", data=data | {"username": "ada"}).status_code == 429


def test_somebody_without_a_recovery_code_cannot_be_recovered_with_an_empty_one(client, ada):
    for code in ("", "-", "None"):
        reply = client.post(
            "/recover", data={"username": "ada", "recovery_code": code, "password": "another secret"}
        )
        assert reply.status_code == 422


def test_a_temporary_password_must_be_changed_before_anything_else(client, rows, ada):
    with rows() as session:
        operations.reset_password(session, session.merge(ada), "TEMPORARY2", now=builders.NOW)
    enter_by_form(client, "ada", "TEMPORARY2")
    assert client.get("/account").location == "/new-password"
    assert client.post("/account/profile", data={}).location == "/new-password"
    old = cookie_of(client)
    assert client.post("/new-password", data={"password": "my own secret"}).status_code == 303
    assert is_signed_in(client)
    thief = client.application.test_client()
    thief.set_cookie("quizapp", old)
    assert not is_signed_in(thief)


def test_forms_from_other_sites_and_without_token_are_refused(app, client, ada, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert enter_by_form(client).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)[1]
    data = {"username": "ada", "password": PASSWORD, "csrf_token": token}
    for headers in ({"Origin": "null"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/sign-in", data=data, headers=headers).status_code == 403
    assert client.post("/sign-out").status_code == 400
    assert client.post("/sign-in", data=data).status_code == 303
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 400


def test_pages_of_a_person_are_not_cached(client, ada):
    enter_by_form(client)
    assert client.get("/account").headers["Cache-Control"] == "no-store"


def test_a_guest_whose_sign_up_is_refused_stays_the_guest(rows, sign_in, ada):
    with rows() as session:
        guest = builders.guest(session)
    browser = sign_in(guest)
    for changes in ({"username": "ada"}, {"code": "WRONG2"}):
        reply = sign_up(browser, **changes)
        assert reply.status_code == 422
        assert "You are here as a guest" in reply.text

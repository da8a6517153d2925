"""One's own account."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from quizapp.accounts import operations, queries
from quizapp.accounts.models import SignIn, User
from tests import builders
from tests.builders import PASSWORD


@pytest.fixture
def ada(rows):
    with rows() as session:
        return builders.user(session, "ada")


def is_signed_in(client) -> bool:
    return client.get("/account").status_code == 200


def test_the_account_is_closed_to_strangers_and_guests(client, rows, sign_in):
    with rows() as session:
        guest = builders.guest(session)
    for browser in (client, sign_in(guest)):
        assert browser.get("/account").location.startswith("/sign-in?next=")


def test_name_zone_and_keys_are_kept_and_nothing_else(rows, sign_in, ada):
    browser = sign_in(ada)
    reply = browser.post(
        "/account/profile",
        data={
            "display_name": "Ada L.",
            "zone": "Europe/Helsinki",
            "role": "administrator",
            "username": "root",
            "must_change_password": "",
            "id": "1",
        },
    )
    assert reply.status_code == 303
    with rows() as session:
        user = session.scalars(select(User)).unique().one()
        assert (user.display_name, user.zone, user.keys_on) == ("Ada L.", "Europe/Helsinki", False)
        assert (user.username, user.roles) == ("ada", [])


@pytest.mark.parametrize(
    ("field", "value"), [("zone", "Mars/Olympus"), ("display_name", " "), ("display_name", "a\x00")]
)
def test_a_profile_that_cannot_be_kept_is_refused_at_its_field(sign_in, ada, field, value):
    data = {"display_name": "Ada", "zone": "UTC"} | {field: value}
    reply = sign_in(ada).post("/account/profile", data=data)
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text


def test_a_new_password_ends_every_other_sign_in_and_every_old_cookie(app, sign_in, ada):
    browser, elsewhere = sign_in(ada), sign_in(ada)
    old = browser.get_cookie("quizapp").value
    reply = browser.post(
        "/account/password", data={"change-current": PASSWORD, "change-password": "quite another"}
    )
    assert reply.status_code == 303
    assert is_signed_in(browser)
    assert not is_signed_in(elsewhere)
    thief = app.test_client()
    thief.set_cookie("quizapp", old)
    assert not is_signed_in(thief)


def test_the_current_password_is_asked_and_guessing_it_is_limited(sign_in, ada):
    browser = sign_in(ada)
    for _ in range(10):
        wrong = {"change-current": "wrong", "change-password": "quite another"}
        assert "not your current password" in browser.post("/account/password", data=wrong).text
    right = {"change-current": PASSWORD, "change-password": "quite another"}
    assert "Too many wrong passwords" in browser.post("/account/password", data=right).text
    assert browser.post("/account/recovery-code", data={"recovery-current": PASSWORD}).status_code == 422


def test_a_new_recovery_code_is_shown_once_and_replaces_the_old_one(rows, sign_in, ada):
    browser = sign_in(ada)
    codes = []
    for _ in range(2):
        page = browser.post("/account/recovery-code", data={"recovery-current": PASSWORD}).text
        codes.append(re.search(r'class="code[^"]*">([^<]+)<', page)[1])
    assert codes[0] != codes[1]
    assert codes[1] not in browser.get("/account").text
    with rows() as session:
        user = session.merge(ada)
        assert user.recovery_hash == queries.hash_of(codes[1].replace("-", ""))


def test_sign_ins_are_listed_with_device_and_end_one_by_one(rows, sign_in, ada):
    browser, elsewhere = sign_in(ada), sign_in(ada)
    page = browser.get("/account").text
    assert page.count("Test browser") == 2
    assert "2 Mar 2026, 09:00" in page
    address = re.search(r'action="(/account/sign-ins/\d+/end)"', page)[1]
    assert browser.post(address).status_code == 303
    assert not is_signed_in(elsewhere)
    assert is_signed_in(browser)
    assert browser.post(address).status_code == 404


def test_all_others_end_together(sign_in, ada):
    browser, *others = [sign_in(ada) for _ in range(3)]
    browser.post("/account/sign-ins/end-others")
    assert [is_signed_in(other) for other in others] == [False, False]
    assert is_signed_in(browser)


def test_nobody_ends_the_sign_in_of_somebody_else(rows, sign_in, ada):
    with rows() as session:
        bob = builders.user(session, "bob")
    of_bob = sign_in(bob)
    with rows() as session:
        row = session.scalars(select(SignIn).where(SignIn.user_id == bob.id)).one()
    assert sign_in(ada).post(f"/account/sign-ins/{row.id}/end").status_code == 404
    assert is_signed_in(of_bob)


def test_disabling_an_account_ends_its_sign_ins_at_once(rows, sign_in, ada):
    browser = sign_in(ada)
    with rows() as session:
        builders.administrator(session)
        operations.set_active(session, session.merge(ada), active=False, now=builders.NOW)
    assert not is_signed_in(browser)


def test_the_list_of_sign_ins_takes_as_many_statements_for_50_rows_as_for_one(rows, sign_in, ada, statements):
    browser = sign_in(ada)
    with statements() as few:
        browser.get("/account")
    for _ in range(50):
        sign_in(ada)
    with statements() as many:
        browser.get("/account")
    assert len(few) == len(many)

"""What administrators do: roles, disabling, invitations, and the very first of them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from quizapp.accounts import operations
from quizapp.accounts.models import Invitation, User
from quizapp.accounts.names import canonical_name
from tests import builders

NEW = {"username": "korhonen", "display_name": "E. Korhonen", "password": "correct horse"}


@pytest.fixture
def root(rows):
    with rows() as session:
        return builders.administrator(session, "root")


@pytest.fixture
def ada(rows):
    with rows() as session:
        return builders.user(session, "ada")


@pytest.fixture
def invite(rows):
    def made(role="teacher", token="the-token"):
        with rows() as session:
            operations.make_invitation(session, role, by=None, now=builders.NOW, token=token)
        return f"/invitations/{token}"

    return made


def roles_of(rows, username):
    with rows() as session:
        user = session.scalars(select(User).where(User.canonical == username)).unique().one_or_none()
        return user and {role.name for role in user.roles}


@pytest.mark.parametrize("role", [[], ["teacher"]])
def test_people_are_closed_to_all_but_administrators(rows, sign_in, root, role):
    with rows() as session:
        other = builders.user(session, "other", roles=role)
    browser = sign_in(other)
    assert browser.get("/people").status_code == 403
    for deed in (f"{root.id}/disable", f"{other.id}/give-role", "invitations"):
        assert browser.post(f"/people/{deed}", data={"role": "administrator"}).status_code == 403
    assert roles_of(rows, "other") == set(role)


def test_a_role_given_or_taken_holds_at_once_and_asks_to_sign_in_anew(rows, sign_in, root, ada):
    administrator, browser = sign_in(root), sign_in(ada)
    administrator.post(f"/people/{ada.id}/give-role", data={"role": "administrator"})
    assert browser.get("/people").location.startswith("/sign-in")
    browser = sign_in(ada)
    assert browser.get("/people").status_code == 200
    administrator.post(f"/people/{ada.id}/take-role", data={"role": "administrator"})
    assert browser.get("/people").status_code != 200
    assert sign_in(ada).get("/people").status_code == 403


@pytest.mark.parametrize(
    ("deed", "words", "undo"),
    [
        ("give-role", "Ada is a teacher now. It holds from the next sign-in on.", "take-role"),
        ("take-role", "Ada is no teacher any more. It holds from the next sign-in on.", "give-role"),
        ("disable", "Ada cannot sign in any more.", "enable"),
        ("enable", "Ada can sign in again.", "disable"),
    ],
)
def test_what_changed_is_said_with_a_way_back(rows, sign_in, root, deed, words, undo):
    with rows() as session:
        ada = builders.user(
            session, "ada", display_name="Ada", roles=["teacher"] if deed == "take-role" else []
        )
    administrator = sign_in(root)
    reply = administrator.post(f"/people/{ada.id}/{deed}", data={"role": "teacher"}, follow_redirects=True)
    page = " ".join(reply.text.split())
    assert words in page
    assert f'action="/people/{ada.id}/{undo}"' in page
    administrator.post(f"/people/{ada.id}/{undo}", data={"role": "teacher"})
    assert roles_of(rows, "ada") == ({"teacher"} if deed == "take-role" else set())


def test_an_administrator_who_does_not_teach_is_shown_people_first(sign_in, root):
    browser = sign_in(root)
    assert browser.get("/").location == "/people"
    page = browser.get("/people").text
    assert 'href="/classes"' not in page
    assert "Make me a teacher, too" in page


def test_an_administrator_becomes_a_teacher_in_one_click_and_stays_signed_in(rows, sign_in, root):
    browser = sign_in(root)
    home = browser.post(f"/people/{root.id}/give-role", data={"role": "teacher"}, follow_redirects=True)
    assert home.request.path == "/classes"
    assert "is a teacher now." in home.text
    assert 'href="/people"' in home.text
    assert roles_of(rows, "root") == {"administrator", "teacher"}
    assert "Make me a teacher, too" not in browser.get("/people").text


def test_whoever_gives_up_her_own_role_is_home_and_cannot_undo_it(rows, sign_in, root):
    with rows() as session:
        builders.administrator(session, "other")
    browser = sign_in(root)
    home = browser.post(f"/people/{root.id}/take-role", data={"role": "administrator"}, follow_redirects=True)
    assert home.status_code == 200
    assert "is no administrator any more." in home.text
    assert ">Undo<" not in home.text


@pytest.mark.parametrize("role", ["", "superuser", "student"])
def test_there_are_two_roles(sign_in, root, ada, role):
    assert sign_in(root).post(f"/people/{ada.id}/give-role", data={"role": role}).status_code == 422


def test_a_disabled_account_is_out_at_once_and_can_come_back(rows, client, sign_in, root, ada):
    administrator, browser = sign_in(root), sign_in(ada)
    administrator.post(f"/people/{ada.id}/disable")
    assert browser.get("/account").status_code == 302
    data = {"username": "ada", "password": builders.PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 422
    administrator.post(f"/people/{ada.id}/enable")
    assert client.post("/sign-in", data=data).status_code == 303


@pytest.mark.parametrize("deed", ["disable", "take-role"])
def test_the_last_administrator_stays(rows, sign_in, root, deed):
    reply = sign_in(root).post(f"/people/{root.id}/{deed}", data={"role": "administrator"})
    assert reply.status_code == 409
    assert roles_of(rows, "root") == {"administrator"}


def test_guests_are_nobody_in_the_list_and_by_number(rows, sign_in, root):
    with rows() as session:
        guest = builders.guest(session)
    browser = sign_in(root)
    assert f"/people/{guest.id}" not in browser.get("/people").text
    assert browser.get(f"/people/{guest.id}").status_code == 404
    assert browser.post(f"/people/{guest.id}/give-role", data={"role": "teacher"}).status_code == 404


@pytest.mark.parametrize(
    ("search", "found"),
    [("ada", True), ("ADA", True), ("love", True), ("%", False), ("_", False), ("bob", False)],
)
def test_people_are_found_by_name_and_user_name(rows, sign_in, root, search, found):
    with rows() as session:
        builders.user(session, "ada", display_name="Ada Lovelace")
    page = sign_in(root).get("/people", query_string={"q": search}).text
    assert ("Ada Lovelace" in page) is found


@pytest.mark.parametrize(
    "query", ["q=%00", "after=%00", "q=" + "x" * 5000, "after=" + "x" * 5000, "q=%ed%a0%80"]
)
def test_a_search_that_cannot_be_read_is_left_out(sign_in, root, query):
    assert sign_in(root).get(f"/people?{query}").status_code == 200


def test_every_person_is_on_exactly_one_page_of_the_list(rows, sign_in, root):
    with rows() as session:
        for number in range(120):
            builders.user(session, f"pupil-{number}")
    browser, address, seen = sign_in(root), "/people", []
    while address:
        page = browser.get(address).text
        seen += re.findall(r"<td><bdi>([^<]+)</bdi></td>", page)
        following = re.search(r'href="(/people\?after=[^"]+)"', page)
        address = following and following[1]
    assert len(seen) == 121
    assert seen == sorted(set(seen), key=canonical_name)


def test_the_list_takes_as_many_statements_for_50_people_as_for_two(rows, sign_in, root, statements):
    browser = sign_in(root)
    with rows() as session:
        builders.teacher(session)
    with statements() as few:
        browser.get("/people")
    with rows() as session:
        for _ in range(48):
            builders.teacher(session)
    with statements() as many:
        browser.get("/people")
    assert len(few) == len(many)


def test_an_invitation_is_shown_once_and_makes_a_teacher_of_a_new_person(
    app, client, rows, sign_in, root, monkeypatch
):
    settings = replace(app.extensions["settings"], public_url="https://quiz.example", registration="closed")
    monkeypatch.setitem(app.extensions, "settings", settings)
    administrator = sign_in(root)
    page = administrator.post(
        "/people/invitations", data={"role": "teacher"}, headers={"X-Forwarded-Host": "evil.example"}
    ).text
    token = re.search(r"https://quiz\.example/invitations/([\w-]{43})", page)[1]
    assert token not in administrator.get("/people").text
    assert "You are invited to teach" in client.get(f"/invitations/{token}").text
    assert client.post(f"/invitations/{token}", data=NEW).status_code == 200
    assert roles_of(rows, "korhonen") == {"teacher"}
    assert client.get("/account").status_code == 200


def test_somebody_with_an_account_accepts_with_it_under_a_new_cookie(rows, sign_in, ada, invite):
    address, browser = invite("teacher"), sign_in(ada)
    before = browser.get_cookie("quizapp").value
    assert browser.post(address).status_code == 303
    assert roles_of(rows, "ada") == {"teacher"}
    assert browser.get_cookie("quizapp").value != before
    assert browser.get("/account").status_code == 200


def test_an_invitation_works_once(client, app, rows, invite):
    address = invite("teacher")
    client.post(address, data=NEW)
    stranger = app.test_client()
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, data=NEW | {"username": "second"}).status_code == 404
    assert roles_of(rows, "second") is None


def test_an_invitation_ends_after_its_time_or_when_withdrawn(client, rows, sign_in, root, invite, clock):
    first, second = invite(token="first"), invite(token="second")
    with rows() as session:
        row = session.scalars(select(Invitation).order_by(Invitation.id)).first()
    administrator = sign_in(root)
    assert administrator.post(f"/people/invitations/{row.id}/withdraw").status_code == 303
    assert administrator.post(f"/people/invitations/{row.id}/withdraw").status_code == 404
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    clock.forward(days=7)
    assert client.get(second).status_code == 404
    assert client.post(second, data=NEW).status_code == 404


def test_the_form_of_an_invitation_cannot_choose_another_role(client, rows, invite):
    client.post(invite("teacher"), data=NEW | {"role": "administrator"})
    assert roles_of(rows, "korhonen") == {"teacher"}


def test_a_taken_name_leaves_the_invitation_open(client, rows, ada, invite):
    address = invite("teacher")
    assert client.post(address, data=NEW | {"username": "ADA"}).status_code == 422
    assert client.post(address, data=NEW).status_code == 200


def test_of_parallel_uses_of_the_set_up_link_one_wins(app, rows, invite):
    address = invite("administrator")

    def use(number):
        return app.test_client().post(address, data=NEW | {"username": f"owner-{number}"}).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(use, range(4)))
    assert statuses == [200, 404, 404, 404]
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1


def test_parallel_sign_ups_under_one_name_make_one_person(app, rows):
    def use(number):
        data = {"username": ["noora", "NOORA"][number % 2], "display_name": "N", "password": "correct horse"}
        return app.test_client().post("/sign-up", data=data).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(use, range(4)))
    assert statuses == [200, 422, 422, 422]


def test_an_installation_needs_its_first_administrator_until_it_has_an_active_one(rows):
    with rows() as session:
        builders.teacher(session)
        assert operations.needs_first_administrator(session)
        owner = builders.administrator(session)
        assert not operations.needs_first_administrator(session)
        owner.active = False
        session.flush()
        assert operations.needs_first_administrator(session)


def test_the_set_up_page_exists_only_for_those_who_hold_the_link(client):
    for address in ("/setup", "/set-up", "/invitations/guess", "/invitations/"):
        assert client.get(address).status_code == 404

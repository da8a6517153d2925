"""A guest who becomes known is offered what she did; the next person at the device is offered nothing."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import User
from quizapp.errors import NotFound
from quizapp.quizzes import operations
from quizapp.quizzes.integrity import check as differences
from quizapp.quizzes.models import Attempt, QuestionTally
from tests import builders
from tests.quizapp.at_once import at_once
from tests.quizapp.quizzes.answers import answer_of, stored

SIGN_UP = {"username": "grace", "display_name": "Grace", "password": builders.PASSWORD}


@pytest.fixture
def shelf(rows):
    """A bank with five questions to practise."""
    with rows() as session:
        bank = builders.bank(session, "moons")
        for type in ("single_choice", "short_answer", "numeric", "date", "ordering"):
            builders.question(session, bank, type)
    return bank


@pytest.fixture
def practise(shelf, rows):
    """`practise(browser, "right", "wrong")` starts a practice, checks such answers, and gives its address."""

    def run(browser, *names: str) -> str:
        start = browser.post(f"/quizzes/start/{shelf.slug}").location
        url = start.removesuffix("/1")
        for number, name in enumerate(names, 1):
            with rows() as session:
                attempt = session.get(Attempt, int(url.split("/")[2]))
                fields = answer_of(session, stored(session, attempt).slots[number], name)
            sent = {f"s{number}-{field}": values for field, values in fields.items()}
            reply = browser.post(
                f"{url}/answers",
                data={"writer": "w", f"s{number}-seq": "0", "go": "check", "number": number, **sent},
            )
            assert reply.status_code == 303
        return url

    return run


def numbers_of(session, user_id: int) -> list[int]:
    return list(
        session.scalars(select(Attempt.number).where(Attempt.user_id == user_id).order_by(Attempt.id))
    )


def id_of(session, username: str) -> int:
    return session.scalars(select(User.id).where(User.username == username)).one()


def test_on_signing_up_attempts_are_offered_with_time_and_title_and_not_taken(client, practise, rows):
    url = practise(client, "right", "wrong")
    client.post("/sign-up", data=SIGN_UP)
    offer = client.get("/claim").text
    assert "Moons" in offer
    assert re.search(r"\b2026\b|Mar", offer)
    assert client.get(f"{url}/1").status_code == 404
    with rows() as session:
        assert numbers_of(session, id_of(session, "grace")) == []


def test_on_yes_they_move_with_their_roll_ups(client, practise, rows):
    url = practise(client, "right", "wrong")
    client.post(f"{url}/submit")
    client.post("/sign-up", data=SIGN_UP)
    assert client.post("/claim", data={"keep": "1"}).status_code == 303
    assert client.get(f"{url}/review").status_code == 200
    assert "You missed 1 question last time." in client.get("/").text
    with rows() as session:
        grace = id_of(session, "grace")
        assert numbers_of(session, grace) == [1]
        owners = session.scalars(select(QuestionTally.user_id)).all()
        assert owners == [grace] * 2
        # Nobody comes in any more as who she was.
        assert session.scalars(select(User.active).where(User.is_guest)).all() == [False]
        assert list(differences(session)) == []


def test_on_no_they_stay_and_are_not_offered_again(client, practise, rows):
    url = practise(client, "right")
    client.post("/sign-up", data=SIGN_UP)
    client.post("/claim", data={"keep": "0"})
    assert "Nothing to keep" in client.get("/claim").text
    client.post("/claim", data={"keep": "1"})
    assert client.get(f"{url}/1").status_code == 404
    with rows() as session:
        assert numbers_of(session, id_of(session, "grace")) == []


def test_a_second_yes_takes_nothing_twice(client, practise, rows):
    practise(client, "right")
    client.post("/sign-up", data=SIGN_UP)
    assert [client.post("/claim", data={"keep": "1"}).status_code for _ in range(2)] == [303, 303]
    with rows() as session:
        assert session.scalars(select(func.sum(QuestionTally.answers))).one() == 1


def test_numbers_go_on_after_the_members_own(client, app, practise, rows, sign_in):
    with rows() as session:
        ada = builders.user(session, "ada")
    browser = sign_in(ada)
    for _ in range(2):
        browser.post(f"{practise(browser)}/submit")
    client.post(f"{practise(client, 'right')}/submit")
    client.post("/sign-in", data={"username": "ada", "password": builders.PASSWORD})
    client.post("/claim", data={"keep": "1"})
    with rows() as session:
        assert numbers_of(session, ada.id) == [1, 2, 3]


def test_whoever_starts_the_same_quiz_while_she_claims_it_gets_both(client, app, practise, rows, shelf):
    practise(client, "right")
    client.post("/sign-up", data=SIGN_UP)
    with client.session_transaction() as cookie:
        held = dict(cookie)
    browsers = [app.test_client() for _ in range(6)]
    for browser in browsers:
        with browser.session_transaction() as cookie:
            cookie.update(held)
    start, claim = (f"/quizzes/start/{shelf.slug}", {}), ("/claim", {"keep": "1"})
    replies = at_once(
        [
            lambda browser=browser, url=url, data=data: browser.post(url, data=data)
            for browser, (url, data) in zip(browsers, [start, claim] * 3, strict=True)
        ]
    )
    assert {reply.status_code for reply in replies} == {303}
    with rows() as session:
        grace = id_of(session, "grace")
        assert sorted(numbers_of(session, grace)) in ([1], [1, 2])
        assert list(differences(session)) == []


def test_an_open_attempt_moves_and_goes_on(client, practise):
    url = practise(client, "right")
    client.post("/sign-up", data=SIGN_UP)
    client.post("/claim", data={"keep": "1"})
    assert client.get(f"{url}/2").status_code == 200
    assert f'href="{url}"' in client.get("/").text


def test_where_the_member_is_in_the_middle_of_the_same_quiz_the_guests_is_handed_in(
    client, practise, rows, sign_in
):
    with rows() as session:
        ada = builders.user(session, "ada")
    own = practise(sign_in(ada), "wrong")
    guests = practise(client, "right")
    client.post("/sign-in", data={"username": "ada", "password": builders.PASSWORD})
    client.post("/claim", data={"keep": "1"})
    assert client.get(f"{own}/2").status_code == 200
    assert client.get(f"{guests}/review").status_code == 200
    with rows() as session:
        states = session.scalars(select(Attempt.state).where(Attempt.user_id == ada.id).order_by(Attempt.id))
        assert list(states) == ["open", "submitted"]
        assert list(differences(session)) == []


def test_the_next_guest_sees_nothing_of_the_last(client, practise):
    url = practise(client, "right", "wrong")
    client.post("/sign-out")
    other = practise(client)
    assert other != url
    assert client.get(f"{url}/review").status_code == 404
    assert f"{url}/" not in client.get("/").text + client.get("/progress").text
    client.post("/sign-up", data=SIGN_UP)
    offer = client.get("/claim").text
    assert offer.count("Moons") == 1


def test_whoever_signs_in_after_the_browser_was_closed_is_offered_nothing(client, app, practise):
    practise(client, "right")
    later = app.test_client()
    later.post("/sign-up", data=SIGN_UP)
    assert "Nothing to keep" in later.get("/claim").text
    assert later.post("/claim", data={"keep": "1"}).status_code == 303


def test_a_guests_cookie_ends_with_the_browser(client, shelf):
    started = client.post(f"/quizzes/start/{shelf.slug}")
    cookies = [value for name, value in started.headers if name == "Set-Cookie"]
    assert cookies
    assert not any("expires" in cookie.lower() or "max-age" in cookie.lower() for cookie in cookies)


def test_only_what_a_guest_did_can_be_claimed(rows):
    with rows() as session:
        ada, eve = builders.user(session), builders.user(session)
        for id in (ada.id, None, 999_999):
            with pytest.raises(NotFound):
                operations.claim_attempts(session, eve, id, now=builders.NOW)

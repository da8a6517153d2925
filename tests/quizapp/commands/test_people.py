"""Accounts from the console."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from quizapp.accounts.passwords import is_right
from quizapp.accounts.queries import get_invitation
from quizapp.accounts.setup import make_setup_link
from quizapp.errors import NotFound
from tests.builders import NOW
from tests.quizapp.commands.conftest import A_PASSWORD, Typed, looking, person


def test_a_new_teacher_gets_a_password_that_works_once(typed: Typed) -> None:
    result = typed("user", "add", "Frau.Kahn", "--role", "teacher")
    password = A_PASSWORD.findall(result.output)[0]
    with looking() as session:
        user = person(session, "frau.kahn")
        assert is_right(user.password, password)
        assert user.must_change_password
        assert [role.name for role in user.roles] == ["teacher"]


def test_two_people_get_different_passwords(typed: Typed) -> None:
    passwords = [A_PASSWORD.findall(typed("user", "add", name).output)[0] for name in ("anna", "bert")]
    assert passwords[0] != passwords[1]


def test_a_name_that_is_taken_is_refused_in_one_sentence(typed: Typed) -> None:
    typed("user", "add", "anna")
    result = typed("user", "add", "ANNA")
    assert result.exit_code == 1
    assert "already" in result.output


def test_a_name_that_nobody_could_sign_in_with_is_refused(typed: Typed) -> None:
    for name in ("", "ab", "-anna", "anna kahn", "anna\nkahn"):
        assert typed("user", "add", "--", name).exit_code == 1


def test_a_password_may_come_from_standard_input_and_is_not_shown(typed: Typed) -> None:
    result = typed("user", "add", "anna", "--password-stdin", given="correct horse battery\n")
    assert "correct horse" not in result.output
    with looking() as session:
        user = person(session, "anna")
        assert is_right(user.password, "correct horse battery")
        assert not user.must_change_password


def test_a_short_password_is_refused(typed: Typed) -> None:
    result = typed("user", "add", "anna", "--password-stdin", given="short\n")
    assert result.exit_code == 1
    assert "8 to 200" in result.output


def test_a_reset_password_replaces_the_old_one(typed: Typed) -> None:
    old = A_PASSWORD.findall(typed("user", "add", "anna").output)[0]
    new = A_PASSWORD.findall(typed("user", "reset-password", "anna").output)[0]
    with looking() as session:
        user = person(session, "anna")
        assert is_right(user.password, new)
        assert not is_right(user.password, old)


def test_resetting_the_password_of_nobody_says_so(typed: Typed) -> None:
    typed("user", "add", "anna")
    result = typed("user", "reset-password", "berta")
    assert result.exit_code == 1
    assert "nobody has the user name 'berta'" in result.output


def test_a_set_up_link_ends_when_the_console_makes_an_administrator(typed: Typed) -> None:
    typed("user", "add", "anna")
    now = dt.datetime.now(dt.UTC)
    with looking() as session:
        assert make_setup_link(session, token="printed", now=now)
        session.commit()
    typed("user", "add", "root", "--role", "administrator")
    with looking() as session:
        with pytest.raises(NotFound):
            get_invitation(session, "printed", dt.datetime.now(dt.UTC))
        assert not make_setup_link(session, token="another", now=NOW)


def test_only_the_newest_set_up_link_works(typed: Typed) -> None:
    typed("user", "add", "anna")
    with looking() as session:
        make_setup_link(session, token="first", now=NOW)
        make_setup_link(session, token="second", now=NOW)
        assert get_invitation(session, "second", NOW).role == "administrator"
        with pytest.raises(NotFound):
            get_invitation(session, "first", NOW)


def test_the_console_needs_no_server_to_have_started(typed: Typed, instance: Path) -> None:
    assert typed("user", "add", "anna").exit_code == 0
    assert (instance / "secrets").stat().st_mode & 0o777 == 0o600


def test_a_database_that_is_away_is_one_sentence(typed: Typed) -> None:
    result = typed("user", "add", "anna", DATABASE_URL="postgresql://quiz:hidden-word@127.0.0.1:1/quiz")
    assert result.exit_code == 1
    assert result.output.startswith("Error: the database says")
    assert "hidden-word" not in result.output

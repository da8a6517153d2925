"""The doctor finds what is wrong and says how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from questions.memory import fitting
from tests.quizapp.commands.conftest import Typed, looking


@pytest.fixture
def typed_after_start(typed: Typed) -> Typed:
    typed("user", "add", "root", "--role", "administrator")
    return typed


def lines(output: str, about: str) -> list[str]:
    return [line for line in output.splitlines() if line[5:].startswith(f"{about}:")]


def test_a_sound_installation_has_nothing_bad(typed_after_start: Typed) -> None:
    result = typed_after_start("doctor")
    assert result.exit_code == 0
    assert "bad " not in result.output
    assert lines(result.output, "people") == ["ok   people: there is an administrator"]


def test_every_line_has_a_state(typed_after_start: Typed) -> None:
    assert {line[:5] for line in typed_after_start("doctor").output.splitlines()} <= {
        "ok   ",
        "warn ",
        "bad  ",
    }


def test_an_empty_database_is_bad_and_says_the_mend(typed: Typed) -> None:
    result = typed("doctor")
    assert result.exit_code == 1
    assert "run: quizapp upgrade" in lines(result.output, "schema")[0]


def test_secrets_that_others_may_read_are_bad(typed_after_start: Typed, instance: Path) -> None:
    (instance / "secrets").chmod(0o644)
    result = typed_after_start("doctor")
    assert result.exit_code == 1
    assert "chmod 600" in result.output


def test_a_database_that_is_away_is_bad(typed: Typed) -> None:
    away = "postgresql://quiz:hidden-word@127.0.0.1:1/quiz"
    result = typed("doctor", DATABASE_URL=away)
    assert result.exit_code == 1
    assert lines(result.output, "database")[0].startswith("bad")


def test_what_would_lose_answers_with_the_power_is_named(typed_after_start: Typed) -> None:
    output = typed_after_start("doctor").output
    if lines(output, "synchronous"):
        assert lines(output, "synchronous") == ["ok   synchronous: 2"]
    else:
        # The server of the tests was told not to sync.
        assert "a loss of power can lose answers" in lines(output, "fsync")[0]
        assert lines(output, "fsync")[0].startswith("warn")
        assert lines(output, "full page writes") == ["ok   full page writes: on"]


def test_the_password_of_the_database_is_not_shown(typed: Typed) -> None:
    result = typed("doctor", DATABASE_URL="postgresql://quiz:hidden-word@127.0.0.1:1/quiz")
    assert "hidden-word" not in result.output


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", "not an address"), ("QUIZAPP_THREADS", "many"), ("QUIZAPP_REGISTRATION", "maybe")],
)
def test_a_setting_that_cannot_be_used_is_bad(typed: Typed, name: str, value: str) -> None:
    result = typed("doctor", **{name: value})
    assert result.exit_code == 1
    assert "bad  settings" in result.output


def test_a_public_address_without_tls_is_a_warning(typed_after_start: Typed) -> None:
    result = typed_after_start("doctor", QUIZAPP_PUBLIC_URL="http://quiz.example.org")
    assert lines(result.output, "address")[0].startswith("warn")


def test_development_in_public_is_bad(typed_after_start: Typed) -> None:
    result = typed_after_start(
        "doctor", QUIZAPP_PUBLIC_URL="https://quiz.example.org", QUIZAPP_PROXIES="1", QUIZAPP_DEVELOPMENT="1"
    )
    assert result.exit_code == 1


def test_a_row_without_its_parent_is_bad(typed_after_start: Typed) -> None:
    with looking() as session:
        if session.get_bind().dialect.name != "sqlite":
            return
        session.rollback()
        engine = session.get_bind().engine
        with engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
            connection.execute(sa.text("INSERT INTO user_role (user_id, role_id) VALUES (77, 77)"))
            connection.commit()
            raw.execute("PRAGMA foreign_keys=ON")
    result = typed_after_start("doctor")
    assert result.exit_code == 1
    assert lines(result.output, "rows")[0].startswith("bad")


def test_whether_schedules_can_be_fitted_to_learners_is_said(typed_after_start: Typed) -> None:
    (line,) = lines(typed_after_start("doctor").output, "fitting")
    assert line.startswith("ok ")
    assert "fsrs-rs-python" in line


def test_what_must_be_installed_to_fit_schedules_is_said(
    typed_after_start: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "fsrs_rs_python", None)
    (line,) = lines(typed_after_start("doctor").output, "fitting")
    assert line.startswith("ok ")
    assert "pip install -e '.[fit]'" in line

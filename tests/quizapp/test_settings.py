"""Settings and secrets: what is guessed is safe, and what cannot be used is refused by name."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from quizapp.errors import Invalid
from quizapp.settings import Settings, adopt_password_salt, load_secrets, read_settings


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.7"])
def test_anybody_may_sign_up_on_ones_own_machine(host: str) -> None:
    assert read_settings({}, host=host).registration == "open"


@pytest.mark.parametrize(
    ("host", "environ"),
    [
        ("0.0.0.0", {}),
        ("::", {}),
        ("192.168.1.20", {}),
        ("quiz.example.org", {}),
        ("", {}),
        ("127.0.0.1", {"QUIZAPP_PROXIES": "1"}),
        ("127.0.0.1", {"QUIZAPP_PUBLIC_URL": "https://quiz.example.org"}),
    ],
)
def test_a_class_code_is_asked_wherever_others_can_come_from(host: str, environ: dict[str, str]) -> None:
    assert read_settings(environ, host=host).registration == "code"


def test_what_is_set_is_not_guessed() -> None:
    assert read_settings({"QUIZAPP_REGISTRATION": "open"}, host="0.0.0.0").registration == "open"
    assert read_settings({"QUIZAPP_REGISTRATION": "closed"}, host="localhost").registration == "closed"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIZAPP_REGISTRATION", "maybe"),
        ("QUIZAPP_THREADS", "-1"),
        ("QUIZAPP_THREADS", "0"),
        ("QUIZAPP_PROXIES", "²"),
        ("QUIZAPP_ZONE", "Europe/Atlantis"),
        ("DATABASE_URL", "mysql://quiz@db/quiz"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=name):
        read_settings({name: value})


def test_an_address_that_cannot_be_used_is_not_repeated() -> None:
    with pytest.raises(Invalid) as refused:
        read_settings({"DATABASE_URL": "mysql://quiz:hidden-word@db/quiz"})
    assert "hidden-word" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_the_same(scheme: str) -> None:
    settings = read_settings({"DATABASE_URL": f"{scheme}://quiz@db/quiz"})
    assert settings.database_url == "postgresql+psycopg://quiz@db/quiz"


def test_secrets_are_made_once_for_the_owner_only(tmp_path: Path) -> None:
    first = load_secrets(tmp_path / "instance")
    assert load_secrets(tmp_path / "instance") == first
    assert (tmp_path / "instance" / "secrets").stat().st_mode & 0o777 == 0o600
    assert min(len(first.secret_key), len(first.password_salt)) >= 32


def test_many_who_start_at_once_get_the_same_secrets(tmp_path: Path) -> None:
    for round in range(20):
        found = []
        ready = threading.Barrier(16)

        def start(folder: Path = tmp_path / str(round), into: list[object] = found) -> None:
            ready.wait()  # noqa: B023
            into.append(load_secrets(folder))

        threads = [threading.Thread(target=start) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 16
        assert len(set(found)) == 1


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_secrets_that_others_may_read_are_not_used(tmp_path: Path, mode: int) -> None:
    load_secrets(tmp_path)
    (tmp_path / "secrets").chmod(mode)
    with pytest.raises(Invalid, match="chmod 600"):
        load_secrets(tmp_path)


@pytest.mark.parametrize("text", ["", "dev\n", "dev dev\n", "x" * 64])
def test_weak_secrets_are_not_used(tmp_path: Path, text: str) -> None:
    load_secrets(tmp_path)
    (tmp_path / "secrets").write_text(text)
    with pytest.raises(Invalid, match="damaged"):
        load_secrets(tmp_path)


def test_an_adopted_salt_leaves_the_secret_key(tmp_path: Path) -> None:
    before = load_secrets(tmp_path)
    adopt_password_salt(tmp_path, "s" * 32)
    after = load_secrets(tmp_path)
    assert (after.secret_key, after.password_salt) == (before.secret_key, "s" * 32)
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o600


def test_cookies_are_secure_when_people_type_https() -> None:
    assert Settings(Path(), "sqlite://", public_url="https://quiz.example.org").is_https
    assert not Settings(Path(), "sqlite://", public_url="http://quiz.example.org").is_https

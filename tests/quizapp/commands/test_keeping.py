"""Backup, restore and upgrade as typed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from quizapp import schema
from quizapp.accounts.passwords import is_right
from quizapp.commands.keeping import upgrade_instance
from quizapp.db import db
from tests.conftest import HandClock
from tests.quizapp.commands.conftest import A_PASSWORD, Typed, looking, person
from tests.quizapp.filled import fill
from tests.quizapp.migrated import add_revision, migrated_app, new_database


@pytest.fixture
def moved(
    typed: Typed,
    instance: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """Anna's password, after her data moved to another instance, on SQLite."""
    password: str = A_PASSWORD.findall(typed("user", "add", "anna").output)[0]
    (instance / "banks" / "own").mkdir(parents=True)
    (instance / "banks" / "own" / "bank.toml").write_text("# mine\n")
    copy = tmp_path / "copy.zip"
    assert typed("backup", copy).exit_code == 0
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    monkeypatch.setenv("QUIZAPP_INSTANCE", str(other))
    monkeypatch.setenv("DATABASE_URL", new_database(request, "sqlite", other))
    result = typed("restore", copy)
    assert result.exit_code == 0, result.output
    return password


def test_passwords_still_match_in_another_instance(moved: str) -> None:
    with looking() as session:
        assert is_right(person(session, "anna").password, moved)


def test_the_secret_key_does_not_travel(moved: str, instance: Path, tmp_path: Path) -> None:
    assert moved
    keys = [(folder / "secrets").read_text().split()[0] for folder in (instance, tmp_path / "other")]
    assert keys[0] != keys[1]


def test_own_banks_travel(moved: str, tmp_path: Path) -> None:
    assert moved
    assert (tmp_path / "other/banks/own/bank.toml").read_text() == "# mine\n"


def test_restoring_over_rows_needs_a_word(typed: Typed, tmp_path: Path) -> None:
    typed("user", "add", "anna")
    copy = tmp_path / "copy.zip"
    typed("backup", copy)
    typed("user", "add", "berta")
    refused = typed("restore", copy)
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    assert typed("restore", "--replace", copy).exit_code == 0
    assert typed("user", "reset-password", "berta").exit_code == 1
    assert typed("user", "reset-password", "anna").exit_code == 0


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_an_upgrade_backs_up_first_what_an_older_program_wrote(
    request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock, database: str
) -> None:
    app = migrated_app(tmp_path, new_database(request, database, tmp_path), clock)
    add_revision(app, tmp_path)
    with app.app_context():
        before = schema.revision()
        fill(db.engine)
        kept = upgrade_instance(app.extensions["settings"], clock())
        assert schema.revision() == "rebuilt"
        db.engine.dispose()
    assert kept is not None
    with zipfile.ZipFile(kept) as copy:
        assert json.loads(copy.read("manifest.json"))["revision"] == before


def test_a_database_of_a_later_program_is_left_alone(typed: Typed) -> None:
    typed("user", "add", "anna")
    with looking() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = 'later'"))
        session.commit()
    result = typed("upgrade")
    assert result.exit_code == 1
    assert "does not know" in result.output


def test_an_upgrade_of_the_newest_changes_nothing(typed: Typed, instance: Path) -> None:
    typed("user", "add", "anna")
    assert typed("upgrade").exit_code == 0
    assert not (instance / "backups").exists()
    with looking():
        assert schema.revision() == schema.newest_revision()
        db.session.rollback()

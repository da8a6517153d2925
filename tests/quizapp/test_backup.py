"""A backup is whole, of one moment, readable by its owner only, and restores on either database."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from quizapp.accounts.models import User
from quizapp.backup import MANIFEST, back_up, restore
from quizapp.db import Base, db, unit_of_writing
from quizapp.errors import Conflict, Invalid
from tests.builders import NOW, user
from tests.conftest import HandClock
from tests.quizapp.filled import ROWS, content, fill
from tests.quizapp.migrated import migrated_app, new_database

NewApp = Callable[[str], Flask]
DATABASES = ["sqlite", "postgresql"]


@pytest.fixture
def new_app(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[NewApp]:
    """`new_app("sqlite")` → one more application with an empty database of that kind."""
    made: list[Flask] = []

    def make(database: str) -> Flask:
        folder = tmp_path / f"instance-{len(made)}"
        folder.mkdir(mode=0o700)
        made.append(migrated_app(folder, new_database(request, database, folder), clock))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def banks(tmp_path: Path) -> Path:
    folder = tmp_path / "banks"
    (folder / "own").mkdir(parents=True)
    (folder / "own" / "bank.toml").write_text('id = "own"\n')
    return folder


@pytest.fixture
def copy(new_app: NewApp, banks: Path, tmp_path: Path) -> Path:
    """A backup of a filled SQLite database."""
    target = tmp_path / "copy.zip"
    with new_app("sqlite").app_context():
        fill(db.engine)
        back_up(db.engine, banks, target, password_salt="salt", now=NOW)
    return target


def put_back(app: Flask, source: Path, folder: Path, *, is_replacing: bool = False) -> None:
    with app.app_context(), unit_of_writing():
        restore(db.engine, folder, source, is_replacing=is_replacing)


def changed_copy(source: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    target = source.with_name("changed.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data) if member.endswith(name) else data)
    return target


@pytest.mark.parametrize("old", DATABASES)
@pytest.mark.parametrize("new", DATABASES)
def test_every_row_moves_between_databases(
    new_app: NewApp, banks: Path, tmp_path: Path, old: str, new: str
) -> None:
    target = tmp_path / "copy.zip"
    with new_app(old).app_context():
        fill(db.engine)
        before = content(db.engine)
        manifest = back_up(db.engine, banks, target, password_salt="salt", now=NOW)
    assert manifest.rows == ROWS * len(Base.metadata.sorted_tables)
    restored = new_app(new)
    put_back(restored, target, tmp_path / "restored")
    with restored.app_context():
        assert content(db.engine) == before
    assert (tmp_path / "restored/own/bank.toml").read_text() == 'id = "own"\n'


def test_whoever_waits_hears_of_each_table_both_ways(new_app: NewApp, banks: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.zip"
    written: list[tuple[str, int]] = []
    read: list[tuple[str, int]] = []
    with new_app("sqlite").app_context():
        fill(db.engine)
        back_up(
            db.engine, banks, target, password_salt="salt", now=NOW,
            progress=lambda *told: written.append(told),
        )  # fmt: skip
    with new_app("sqlite").app_context(), unit_of_writing():
        restore(
            db.engine, tmp_path / "restored", target, is_replacing=False,
            progress=lambda *told: read.append(told),
        )  # fmt: skip
    assert written == read
    assert dict(written) == dict.fromkeys((table.name for table in Base.metadata.sorted_tables), ROWS)


@pytest.mark.parametrize("database", DATABASES)
def test_new_rows_get_new_ids_after_a_restore(
    new_app: NewApp, copy: Path, tmp_path: Path, database: str
) -> None:
    app = new_app(database)
    put_back(app, copy, tmp_path / "restored")
    with app.app_context(), unit_of_writing():
        assert user(db.session(), "newcomer").id == ROWS + 1
        db.session.rollback()


@pytest.mark.parametrize("database", DATABASES)
def test_a_backup_is_of_one_moment_while_others_write(
    new_app: NewApp, banks: Path, tmp_path: Path, database: str
) -> None:
    with new_app(database).app_context():
        fill(db.engine)
        overtaken: list[str] = []

        @sa.event.listens_for(db.engine, "before_cursor_execute")
        def delete_everything_meanwhile(
            _connection: object, _cursor: object, statement: str, *_rest: object
        ) -> None:
            if "FROM classroom" in statement and not overtaken:
                overtaken.append(statement)
                with unit_of_writing(), db.engine.begin() as connection:
                    for table in reversed(Base.metadata.sorted_tables):
                        connection.execute(table.delete())

        manifest = back_up(db.engine, banks, tmp_path / "copy.zip", password_salt="salt", now=NOW)
    assert overtaken
    assert manifest.rows == ROWS * len(Base.metadata.sorted_tables)


def test_only_the_owner_may_read_a_backup(copy: Path) -> None:
    assert copy.stat().st_mode & 0o777 == 0o600


def test_an_existing_file_is_not_overwritten(new_app: NewApp, banks: Path, copy: Path) -> None:
    with new_app("sqlite").app_context(), pytest.raises(Invalid, match="exists already"):
        back_up(db.engine, banks, copy, password_salt="salt", now=NOW)


def test_a_database_with_rows_is_not_overwritten_unasked(new_app: NewApp, copy: Path, tmp_path: Path) -> None:
    app = new_app("sqlite")
    with app.app_context(), unit_of_writing():
        user(db.session(), "somebody")
        db.session.commit()
    with pytest.raises(Conflict, match="--replace"):
        put_back(app, copy, tmp_path / "restored")
    with app.app_context():
        assert db.session.scalars(sa.select(User.username)).all() == ["somebody"]


def test_replacing_leaves_only_what_the_backup_holds(new_app: NewApp, copy: Path, tmp_path: Path) -> None:
    app = new_app("sqlite")
    with app.app_context(), unit_of_writing():
        user(db.session(), "somebody")
        db.session.commit()
    put_back(app, copy, tmp_path / "restored", is_replacing=True)
    with app.app_context():
        assert {len(rows) for rows in content(db.engine).values()} == {ROWS}


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("_user.jsonl", lambda data: data.replace(b'"zone": "1', b'"zone": "2'), "is damaged"),
        (MANIFEST, lambda data: data.replace(b'"format": 1', b'"format": 99'), "format 99"),
        (MANIFEST, lambda _data: b"[]", "no manifest"),
        (MANIFEST, lambda data: data.replace(b'"revision": "', b'"revision": "x'), "schema"),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(
    new_app: NewApp, copy: Path, tmp_path: Path, name: str, change: Callable[[bytes], bytes], words: str
) -> None:
    app = new_app("sqlite")
    changed = changed_copy(copy, name, change)
    with pytest.raises(Invalid, match=words):
        put_back(app, changed, tmp_path / "restored")
    with app.app_context():
        assert all(rows == [] for rows in content(db.engine).values())
    assert not (tmp_path / "restored").exists()


def test_what_is_no_backup_is_refused_in_words(new_app: NewApp, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(Invalid, match="cannot be read as a backup"):
        put_back(new_app("sqlite"), tmp_path / "letter.txt", tmp_path / "restored")


def test_a_file_that_would_land_elsewhere_is_refused(new_app: NewApp, copy: Path, tmp_path: Path) -> None:
    target = copy.with_name("evil.zip")
    with zipfile.ZipFile(copy) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            name = member.replace("banks/own/bank.toml", "banks/../../evil")
            data = old.read(member)
            if member == MANIFEST:
                data = (
                    json.dumps(json.loads(data)).replace("banks/own/bank.toml", "banks/../../evil").encode()
                )
            new.writestr(name, data)
    app = new_app("sqlite")
    with pytest.raises(Invalid, match="outside"):
        put_back(app, target, tmp_path / "a" / "restored")
    with app.app_context():
        assert all(rows == [] for rows in content(db.engine).values())
    assert not (tmp_path / "evil").exists()

"""One logical copy of everything: rows as JSON lines, own banks and the password salt, in one ZIP.

The tables are read as the database describes them, not as this program would like them to be, so
that a copy can be made before an upgrade, and all from one snapshot while others write. The same
file restores on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import itertools
import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, MetaData, Table

from quizapp.errors import Conflict, Invalid

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "banks/"
BATCH = 500
FEW = 8
"""So many rows at a time where each may hold a picture or a sound."""

PIECE = 1 << 20
LONGEST_MANIFEST = 8 << 20
VERSION_TABLE = "alembic_version"


Progress = Callable[[str, int], None]
"""Hears the name of a table that is done, and how many rows it has."""


def unheard(_table: str, _rows: int) -> None:
    """Nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the copy; `rows` is 0 for what is not a table."""

    name: str
    sha256: str
    table: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy holds, and of which revision of the schema. `made_at` is ISO 8601."""

    revision: str
    made_at: str
    password_salt: str
    members: tuple[Member, ...]

    @property
    def rows(self) -> int:
        return sum(member.rows for member in self.members)


def back_up(
    engine: Engine,
    folder: Path,
    target: Path,
    *,
    password_salt: str,
    now: dt.datetime,
    progress: Progress = unheard,
) -> Manifest:
    """Write a copy of all tables and of the files in `folder` to `target`, which must not exist yet.

    The file appears whole or not at all, readable by its owner only: it holds people's data and the
    salt without which no password would match. `progress` hears of each table that is done.
    """
    if target.exists():
        raise Invalid(str(target), "exists already; name another file")
    draft = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        fd = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Invalid(str(target), f"cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(fd, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy, _snapshot(engine) as connection:
                manifest = Manifest(
                    revision=_revision(connection),
                    made_at=now.isoformat(),
                    password_salt=password_salt,
                    members=(*_write_tables(copy, connection, progress), *_write_files(copy, folder)),
                )
                document = {"format": FORMAT, **asdict(manifest)}
                copy.writestr(MANIFEST, json.dumps(document, indent=1, ensure_ascii=False))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, target)
    finally:
        draft.unlink()
    return manifest


def restore(
    engine: Engine, folder: Path, source: Path, *, is_replacing: bool, progress: Progress = unheard
) -> Manifest:
    """Put the rows and files of a copy in place, all or nothing; run it inside a unit of writing.

    Refuses (`Invalid`) a file that is no copy, is damaged or has another revision, and (`Conflict`)
    a database with rows in it unless `is_replacing`, which deletes them first.
    """
    try:
        with zipfile.ZipFile(source) as copy:
            manifest = _checked_manifest(copy)
            with engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                _refuse_other_revision(manifest.revision, _revision(connection))
                tables = _tables(connection)
                _make_room(connection, tables, is_replacing)
                _insert_tables(copy, connection, manifest, {table.name: table for table in tables}, progress)
                if connection.dialect.name == "postgresql":
                    _reset_sequences(connection, tables)
                _place_files(copy, folder, manifest)
    except (zipfile.BadZipFile, OSError) as error:
        raise Invalid(str(source), f"cannot be read as a backup: {error}") from error
    return manifest


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """One reading transaction in which every table is of the same moment."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _revision(connection: Connection) -> str:
    revision: str | None = connection.execute(
        sa.select(sa.column("version_num")).select_from(sa.table(VERSION_TABLE))
    ).scalar()
    return revision or ""


def _tables(connection: Connection) -> list[Table]:
    """All tables, those that are pointed to before those that point."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSION_TABLE]


def _write_tables(copy: zipfile.ZipFile, connection: Connection, progress: Progress) -> Iterator[Member]:
    for number, table in enumerate(_tables(connection), 1):
        rows = connection.execution_options(yield_per=_batch(table)).execute(_reading(table))
        names = [column.name for column in table.columns]
        lines = (
            (json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False) + "\n").encode()
            for row in rows
        )
        name = f"tables/{number:02}_{table.name}.jsonl"
        count, sha256 = _write_pieces(copy, name, lines)
        progress(table.name, count)
        yield Member(name, sha256, table.name, count)


def _write_files(copy: zipfile.ZipFile, folder: Path) -> Iterator[Member]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        name = f"{FILES}{path.relative_to(folder).as_posix()}"
        with path.open("rb") as file:
            _count, sha256 = _write_pieces(copy, name, _pieces(file))
        yield Member(name, sha256)


def _write_pieces(copy: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> tuple[int, str]:
    digest = hashlib.sha256()
    count = 0
    with copy.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            digest.update(piece)
            member.write(piece)
            count += 1
    return count, digest.hexdigest()


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _reading(table: Table) -> sa.Select[Any]:
    """JSON columns are read as the text that stands there: NULL and JSON's own null differ."""
    columns = [sa.cast(column, sa.Text) if _is_json(column) else column for column in table.columns]
    order = table.primary_key.columns.values()
    return sa.select(*columns).order_by(*order)


def _batch(table: Table) -> int:
    return FEW if any(isinstance(column.type, sa.LargeBinary) for column in table.columns) else BATCH


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


def _plain(value: Any) -> Any:
    """A value of a row as JSON knows it; SQLite's times come without their zone, which is UTC.

    Bytes are written in base64.
    """
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return aware.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"a backup cannot hold a {type(value).__name__}")


def _checked_manifest(copy: zipfile.ZipFile) -> Manifest:
    """The manifest, once every member is there with the hash it names."""
    try:
        if copy.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
            raise ValueError("too long")
        document = json.loads(copy.read(MANIFEST))
        if document["format"] != FORMAT:
            raise Invalid("backup", f"has format {document['format']}, and this program reads {FORMAT}")
        manifest = Manifest(
            revision=document["revision"],
            made_at=document["made_at"],
            password_salt=document["password_salt"],
            members=tuple(Member(**member) for member in document["members"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("backup", f"has no manifest that can be read: {error}") from error
    for member in manifest.members:
        if not member.table and not _is_inside(member.name):
            raise Invalid("backup", f"names a file outside of its folder: {member.name}")
        digest = hashlib.sha256()
        try:
            with copy.open(member.name) as file:
                for piece in _pieces(file):
                    digest.update(piece)
        except (KeyError, zipfile.BadZipFile) as error:
            raise Invalid("backup", f"is damaged: {member.name} cannot be read") from error
        if digest.hexdigest() != member.sha256:
            raise Invalid("backup", f"is damaged: {member.name} is not what was written")
    return manifest


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return name.startswith(FILES) and ".." not in path.parts and "\\" not in name


def _refuse_other_revision(theirs: str, ours: str) -> None:
    if theirs != ours:
        raise Invalid(
            "backup",
            f"is of schema {theirs or 'none'}, this program's is {ours}; restore it with the version"
            " of quizapp that wrote it, then upgrade",
        )


def _make_room(connection: Connection, tables: Sequence[Table], is_replacing: bool) -> None:
    for table in reversed(tables):
        if is_replacing:
            connection.execute(table.delete())
        elif connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise Conflict(
                f"the database is not empty (there are rows in {table.name}); --replace deletes them first"
            )


def _insert_tables(
    copy: zipfile.ZipFile,
    connection: Connection,
    manifest: Manifest,
    tables: Mapping[str, Table],
    progress: Progress,
) -> None:
    for member in manifest.members:
        if not member.table:
            continue
        table = tables.get(member.table)
        if table is None:
            raise Invalid("backup", f"holds the unknown table {member.table!r}")
        statement = _inserting(table, connection.dialect.name)
        read, size = _readers(table), _batch(table)
        count = 0
        with copy.open(member.name) as file:
            lines = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
            while batch := [_row(line, read, member.name) for line in itertools.islice(lines, size)]:
                connection.execute(statement, batch)
                count += len(batch)
        if count != member.rows:
            raise Invalid("backup", f"is damaged: {member.name} holds {count} rows, not {member.rows}")
        progress(table.name, count)


def _inserting(table: Table, dialect: str) -> sa.Insert:
    """JSON goes in as the text it was; PostgreSQL wants to be told that it is JSON."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if _is_json(column):
            given: Any = sa.bindparam(column.name, type_=sa.Text())
            values[column.name] = sa.cast(given, sa.JSON) if dialect == "postgresql" else given
        else:
            values[column.name] = sa.bindparam(column.name, type_=column.type)
    return sa.insert(table).values(values)


def _readers(table: Table) -> dict[str, Callable[[Any], Any]]:
    return {column.name: _reader(column) for column in table.columns}


def _reader(column: sa.Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, sa.DateTime):
        return _moment
    if isinstance(column.type, sa.LargeBinary):
        return _bytes
    return _day if isinstance(column.type, sa.Date) else _same


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text is not None else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text is not None else None


def _bytes(text: str | None) -> bytes | None:
    return base64.b64decode(text, validate=True) if text is not None else None


def _same(value: Any) -> Any:
    return value


def _row(line: str, read: Mapping[str, Callable[[Any], Any]], name: str) -> dict[str, Any]:
    values = json.loads(line)
    if set(values) != set(read):
        raise Invalid("backup", f"{name} does not have the columns of its table")
    return {column: read[column](value) for column, value in values.items()}


def _reset_sequences(connection: Connection, tables: Sequence[Table]) -> None:
    """The next id that PostgreSQL gives comes after the greatest one restored."""
    for table in tables:
        column = table.autoincrement_column
        if column is None:
            continue
        quoted = connection.dialect.identifier_preparer.format_table(table)
        sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(quoted, column.name)))
        if sequence is not None:
            greatest = connection.scalar(sa.select(sa.func.max(column)))
            connection.execute(sa.select(sa.func.setval(sequence, greatest or 1, greatest is not None)))


def _place_files(copy: zipfile.ZipFile, folder: Path, manifest: Manifest) -> None:
    for member in manifest.members:
        if not member.table:
            target = folder / member.name.removeprefix(FILES)
            target.parent.mkdir(parents=True, exist_ok=True)
            with copy.open(member.name) as file, target.open("wb") as out:
                for piece in _pieces(file):
                    out.write(piece)

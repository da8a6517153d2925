"""The database inside an Anki package, in schema 11 and schema 18: its notes, cards and log as a pile.

The file is a stranger's: opened for reading alone, with nothing allowed but SELECT on plain tables, and a
bound on the work. All text is read as bytes, so that one bad note spoils no other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from questions.formats.cards import limits
from questions.formats.cards.pile import Unreadable

_TABLES = ("col", "notes", "cards", "revlog")
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
_FUNCTIONS = {"length", "count", "substr", "sum"}
_STEPS_A_LOOK = 100_000


@contextmanager
def opened_collection(path: Path) -> Iterator[sqlite3.Connection]:
    """A collection ready to be read; `Unreadable` where it is none, or costs too much to read."""
    steps = 0

    def look() -> int:
        nonlocal steps
        steps += _STEPS_A_LOOK
        return int(steps > limits.MOST_STEPS)

    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as collection:
            collection.text_factory = bytes
            collection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
            for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
                collection.execute(f"PRAGMA {pragma}")
            collection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 16 * limits.MEBIBYTE)
            collection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            collection.set_progress_handler(look, _STEPS_A_LOOK)
            _refuse_disguises(collection)
            collection.set_authorizer(_authorize)
            yield collection
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise Unreadable("too_much_work") from error
        raise Unreadable("not_a_collection") from error


def has_table(collection: sqlite3.Connection, name: str) -> bool:
    found = collection.execute(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)
    )
    return bool(found.fetchone()[0])


def count(collection: sqlite3.Connection, table: str) -> int:
    rows = collection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - the name is ours
    return int(rows.fetchone()[0])


def _refuse_disguises(collection: sqlite3.Connection) -> None:
    """Take only plain tables for what they are called: no view, no virtual table, nothing generated."""
    rows = collection.execute("SELECT name, type, sql FROM sqlite_master").fetchmany(1_000)
    kinds: dict[bytes, tuple[bytes, bytes]] = {name: (kind, sql or b"") for name, kind, sql in rows if name}
    for table in _TABLES:
        kind, sql = kinds.get(table.encode(), (b"", b""))
        if kind != b"table" or sql.lstrip().upper().startswith(b"CREATE VIRTUAL"):
            raise Unreadable("not_a_collection")


def _authorize(action: int, _first: str | None, second: str | None, *_more: Any) -> int:
    if action == sqlite3.SQLITE_FUNCTION and second not in _FUNCTIONS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY

"""Statements in the driver's own words: SQLAlchemy, ready for whatever might come, takes five times as long.

Who listens for statements hears of these too, and what goes wrong is raised as by SQLAlchemy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Date
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from quizapp.db import UtcDateTime


def ask(connection: Connection, text: str, values: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    """What the driver answers, and how it describes that."""
    with _cursor(connection, text, values, is_many=False) as cursor:
        cursor.execute(text, values)
        return cursor.fetchall(), cursor.description or ()


def tell(connection: Connection, text: str, rows: Sequence[Any]) -> None:
    """Run a writing statement once for each of these rows."""
    with _cursor(connection, text, rows, is_many=True) as cursor:
        cursor.executemany(text, rows)


@contextmanager
def _cursor(connection: Connection, text: str, values: Any, *, is_many: bool) -> Iterator[Any]:
    cursor = connection.connection.cursor()
    try:
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, cursor, text, values, None, is_many)
        yield cursor
    except connection.dialect.loaded_dbapi.Error as error:
        is_lost = connection.dialect.is_disconnect(error, connection.connection, cursor)
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            text,
            values,
            error,
            connection.dialect.loaded_dbapi.Error,
            connection_invalidated=is_lost,
            dialect=connection.dialect,
        ) from error
    finally:
        cursor.close()


def to_driver(compiled: SQLCompiler, name: str) -> Callable[[Any], Any] | None:
    """What makes a value one that the driver takes; None where it is one already."""
    type_ = compiled.binds[name].type
    turn: Callable[[Any], Any] | None = type_.dialect_impl(compiled.dialect).bind_processor(compiled.dialect)
    if turn is not None and isinstance(type_, Date | UtcDateTime):
        # Twenty answers have a few days and moments between them, and each takes longer than its row.
        return lru_cache(maxsize=1_000)(turn)
    return turn

"""Statements in the driver's own words: SQLAlchemy, ready for whatever might come, takes five times as long.

Who listens for statements hears of these too, and what goes wrong is raised as by SQLAlchemy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Date
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from quizapp.db import UtcDateTime


def ask(connection: Connection, text: str, values: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    """What the driver answers, and how it describes that."""
    cursor = connection.connection.cursor()
    try:
        _announce(connection, cursor, text, values, is_many=False)
        cursor.execute(text, values)
        return cursor.fetchall(), cursor.description or ()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_by_sqlalchemy(connection, cursor, text, values, error) from error
    finally:
        cursor.close()


def tell(connection: Connection, text: str, rows: Sequence[Any]) -> int:
    """Run a writing statement once for each of these rows; how many rows of the database it met."""
    cursor = connection.connection.cursor()
    try:
        _announce(connection, cursor, text, rows, is_many=True)
        cursor.executemany(text, rows)
        return int(cursor.rowcount)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_by_sqlalchemy(connection, cursor, text, rows, error) from error
    finally:
        cursor.close()


def _announce(connection: Connection, cursor: Any, text: str, values: Any, *, is_many: bool) -> None:
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, cursor, text, values, None, is_many)


def _as_by_sqlalchemy(
    connection: Connection, cursor: Any, text: str, values: Any, error: Any
) -> BaseException:
    is_lost = connection.dialect.is_disconnect(error, connection.connection, cursor)
    if is_lost:
        connection.invalidate(error)
    raised: BaseException = DBAPIError.instance(
        text,
        values,
        error,
        connection.dialect.loaded_dbapi.Error,
        connection_invalidated=is_lost,
        dialect=connection.dialect,
    )
    return raised


def to_driver(compiled: SQLCompiler, name: str) -> Callable[[Any], Any] | None:
    """What makes a value one that the driver takes; None where it is one already."""
    type_ = compiled.binds[name].type
    turn: Callable[[Any], Any] | None = type_.dialect_impl(compiled.dialect).bind_processor(compiled.dialect)
    if turn is not None and isinstance(type_, Date | UtcDateTime):
        # Twenty answers have a few days and moments between them, and each takes longer than its row.
        return lru_cache(maxsize=1_000)(turn)
    return turn

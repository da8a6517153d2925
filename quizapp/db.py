"""The database: one declarative base, both engines' manners, and the unit of writing."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, TypeVarTuple

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Select,
    TypeDecorator,
    event,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, registry

from quizapp.turns import Turns

Columns = TypeVarTuple("Columns")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware moment, kept in UTC. SQLite drops zones, so a naive value is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time needs a zone")
        return value if value is None or value.tzinfo is dt.UTC else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        if value is None or value.tzinfo:
            return value.astimezone(dt.UTC) if value else None
        return value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """The base of all rows; knows no Flask."""

    metadata = MetaData(naming_convention=NAMING)
    registry = registry(
        metadata=metadata,
        type_annotation_map={dt.datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON},
    )
    __abstract__: ClassVar[bool] = True


# Millionths of a point: a sum over a class outgrows 32 bits.
Millionths = BigInteger

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

POSTGRESQL_DISK_FULL = "53100"

BUSY_MS = 10_000
"""How long SQLite waits, in milliseconds, for what another process holds."""

writing: ContextVar[bool] = ContextVar("writing", default=False)
"""Whether the unit of work at hand may write. POST requests and commands set it; a GET never does."""


@contextmanager
def unit_of_writing() -> Iterator[None]:
    """Mark what runs inside as writing. The edge that opens it also commits."""
    token = writing.set(True)
    try:
        yield
    finally:
        writing.reset(token)


def read_columns(
    session: Session, statement: Select[*Columns], values: Mapping[str, Any]
) -> CursorResult[*Columns]:
    """Rows of columns as the driver hands them out: less than half of what the ORM takes for them.

    What is pending is not flushed before; rows that are not read are never fetched, once it is closed.
    """
    return session.connection().execute(statement, values)


def lacks_room(error: OperationalError) -> bool:
    """Whether the database answered, but could not write: its disk is full, or refuses."""
    cause = error.orig
    return (
        getattr(cause, "sqlite_errorname", "") in ("SQLITE_FULL", "SQLITE_IOERR_WRITE")
        or getattr(cause, "sqlstate", "") == POSTGRESQL_DISK_FULL
    )


def tune_sqlite(engine: Engine) -> None:
    """Give an SQLite engine its manners: WAL, foreign keys, full sync, and honest transactions.

    The driver's own transactions lose updates silently, so they are switched off: a writing unit
    begins IMMEDIATE when its turn has come, a reading one cannot write at all.
    """
    writers = Turns()

    def allow_writing(raw: Any, info: dict[Any, Any], may_write: bool) -> None:
        # Told so, SQLite prepares all its statements anew: hence not for each unit, but only
        # for a reading one that sends anything else than a SELECT.
        if info.get("may_write", True) is not may_write:
            raw.execute(f"PRAGMA query_only={'OFF' if may_write else 'ON'}")
            info["may_write"] = may_write

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        _enter_wal(raw)
        for pragma in (
            "foreign_keys=ON",
            "synchronous=FULL",
            f"busy_timeout={BUSY_MS}",
            "cache_size=-20000",
            # Pages that many answers change are written back once for some fifty of them, not for thirteen.
            "wal_autocheckpoint=4000",
            "trusted_schema=OFF",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        info = connection.connection.info
        if writing.get():
            allow_writing(raw, info, True)
            writers.enter()
            try:
                raw.execute("BEGIN IMMEDIATE")
            except BaseException:
                writers.leave()
                raise
            info["has_turn"] = True
        else:
            raw.execute("BEGIN")

    @event.listens_for(engine, "before_cursor_execute")
    def _before(
        connection: Connection, _cursor: Any, text: str, _values: Any, context: Any, _m: bool
    ) -> None:
        info = connection.connection.info
        # Without a context it is one of `quizapp.driver`, of which no SELECT writes.
        invoked = context.invoked_statement if context is not None else None
        is_harmless = (
            invoked.is_select if invoked is not None else context is None and text.startswith("SELECT")
        )
        if not is_harmless and "has_turn" not in info:
            allow_writing(connection.connection.dbapi_connection, info, False)

    @event.listens_for(engine.pool, "checkin")
    def _checkin(_raw: Any, record: Any) -> None:
        if record.info.pop("has_turn", False):
            writers.leave()


def _enter_wal(raw: Any) -> None:
    """Two servers that start at once both do so, and SQLite may refuse the second without waiting at all."""
    raw.execute("PRAGMA busy_timeout=0")
    for pause_ms in (*[10] * (BUSY_MS // 10), None):
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            # Its low byte: whoever puts a database right after a crash is busy in a way of its own.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or pause_ms is None:
                raise
            time.sleep(pause_ms / 1000)
        else:
            return


def tune_postgresql(engine: Engine) -> None:
    """A reading unit is read-only on PostgreSQL too, and no statement runs for ever."""

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        with raw.cursor() as cursor:
            cursor.execute("SET statement_timeout = '30s'")
            cursor.execute("SET timezone = 'UTC'")
        raw.commit()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not writing.get():
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

"""How Alembic reaches the database: through the running application, in one writing transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.types import TypeDecorator

import quizapp.accounts.models
import quizapp.bank.models
import quizapp.cards.models
import quizapp.classrooms.models
import quizapp.library.models
import quizapp.media.models
import quizapp.quizzes.models  # noqa: F401 (imported so that the metadata knows every table)
from quizapp.db import unit_of_writing

# Any number, the same in every process: two servers that start at once migrate one after the other.
MIGRATION_LOCK = 7_151_129


def render_item(kind: str, item: Any, _autogen_context: Any) -> str | Literal[False]:
    """Render our own column types as the plain ones below them: a revision imports no application code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """On SQLite a table is altered by copying and dropping it, and the drop would cascade to its children.

    The pragma does nothing inside a transaction, so it goes to the driver before one begins.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def migrate() -> None:
    migrate_extension = current_app.extensions["migrate"]
    database = migrate_extension.db
    with (
        unit_of_writing(),
        database.engine.connect() as connection,
        foreign_keys_off(connection),
        connection.begin(),
    ):
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_item,
            **migrate_extension.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if orphans:
                raise RuntimeError(f"the migration would leave rows without their parents: {orphans[:5]}")


migrate()

"""Writing rows that may be there already; SQLite and PostgreSQL say it in the same words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quizapp.db import Base


def put_rows(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert these rows; where the primary key is taken, the new values replace the old."""
    _upsert(session, model, rows, lambda _old, new: new)


def add_to_counts(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert these counts; where the primary key is taken, they are added to what stands there."""
    _upsert(session, model, rows, lambda old, new: old + new)


def add_missing(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert these rows; where somebody else was faster with one, hers stands."""
    if rows:
        session.execute(_insert(session)(model.__table__).on_conflict_do_nothing(), rows)


def _upsert(
    session: Session, model: type[Base], rows: Sequence[dict[str, Any]], value: Callable[[Any, Any], Any]
) -> None:
    if not rows:
        return
    table: Any = model.__table__
    statement = _insert(session)(table)
    keys = [column.name for column in table.primary_key]
    values = {name: value(table.c[name], statement.excluded[name]) for name in rows[0] if name not in keys}
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=values), rows)


def _insert(session: Session) -> Any:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert

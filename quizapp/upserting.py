"""Writing many rows, and rows that may be there already; SQLite and PostgreSQL say it in the same words."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Dialect, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.compiler import SQLCompiler

from quizapp.db import Base
from quizapp.driver import ask, tell, to_driver

Meeting = Literal["replace", "add", "keep"]
"""What becomes of a row that is there already."""


def add_rows(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert these rows, all of the same columns; what is pending is not flushed before.

    Into the table and not the class: the ORM takes as long again to look through the rows.
    """
    if rows:
        _send(session, _addition(model), rows)


def add_rows_with_ids(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    """Insert these rows, all of the same columns; returns the ids that they got, in their order."""
    if not rows:
        return []
    connection, statement = session.connection(), _addition_with_ids(model, in_order=len(rows) > 1)
    prepared = _prepared(statement, connection.dialect, tuple(rows[0])) if len(rows) == 1 else None
    if prepared is None:
        return connection.execute(statement, rows).scalars().all()
    ids, _description = ask(connection, prepared.text, prepared.values(rows[0]))
    return [id for (id,) in ids]


def change_rows(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Give other values to rows that are there; each names its primary key and all that it changes.

    Those that the session holds have them at once, as read from the database. An upsert, which tries to
    insert each row first, takes twice as long.
    """
    if rows:
        keys = _keys_of(model)
        found = [
            {_where(name) if name in keys else name: value for name, value in row.items()} for row in rows
        ]
        _send(session, _change(model, keys), found)
        _tell_held(session, model, rows)


def change_row_if(session: Session, model: type[Base], row: dict[str, Any], **was: Any) -> bool:
    """The same with one row, if it still has the values that it `was` read with; whether it had.

    However many try at once, one of them finds it so.
    """
    keys = _keys_of(model)
    found = _known_by(keys, row) | _known_by(was, was)
    if _send(session, _change(model, (*keys, *was)), [found]) == 0:
        return False
    _tell_held(session, model, [row])
    return True


def put_rows(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert these rows; where the primary key is taken, the new values replace the old.

    Those that the session holds have them at once, as read from the database.
    """
    _insert(session, model, rows, "replace")
    _tell_held(session, model, rows)


def add_to_counts(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert these counts; where the primary key is taken, they are added to what stands there.

    Rows that the session holds know nothing of it.
    """
    _insert(session, model, rows, "add")


def add_missing(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert these rows; where somebody else was faster with one, hers stands."""
    _insert(session, model, rows, "keep")


def _insert(session: Session, model: type[Base], rows: Sequence[dict[str, Any]], meeting: Meeting) -> None:
    if rows:
        dialect = session.get_bind().dialect.name
        _send(session, _statement(dialect, model, tuple(rows[0]), meeting), rows)


def _send(session: Session, statement: Any, rows: Sequence[dict[str, Any]]) -> int:
    """Run a writing statement once for each of these rows, all of the same columns; how many rows it met.

    SQLAlchemy looks at each row as if it were the first, which takes twice as long as writing it.
    """
    connection = session.connection()
    prepared = _prepared(statement, connection.dialect, tuple(rows[0]))
    if prepared is None:
        return connection.execute(statement, rows).rowcount
    return tell(connection, prepared.text, [prepared.values(row) for row in rows])


class _Prepared:
    """A statement as the driver takes it, and rows for it: values in their places, or by name.

    `filled_in` are the values of columns that no row names.
    """

    def __init__(self, compiled: SQLCompiler, filled_in: Mapping[str, Any]) -> None:
        self.text = str(compiled)
        self._is_positional = compiled.positional
        self._filled_in = filled_in
        self._names = list(compiled.positiontup or compiled.binds)
        self._turns = [to_driver(compiled, name) for name in self._names]

    def values(self, row: Mapping[str, Any]) -> Any:
        whole = {**self._filled_in, **row} if self._filled_in else row
        given = map(whole.__getitem__, self._names)
        found = [
            value if turn is None else turn(value) for value, turn in zip(given, self._turns, strict=True)
        ]
        return tuple(found) if self._is_positional else dict(zip(self._names, found, strict=True))


def _tell_held(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Without this, what was written past the ORM would be read as it was before, as long as it is held."""
    if not any(isinstance(held, model) for held in session.identity_map.values()):
        return
    keys = _keys_of(model)
    for row in rows:
        held = session.identity_map.get(identity_key(model, tuple(row[key] for key in keys)))
        if held is not None:
            for name, value in row.items():
                set_committed_value(held, name, value)


def _table_of(model: type[Base]) -> Any:
    return model.__table__


@lru_cache(maxsize=64)
def _keys_of(model: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in _table_of(model).primary_key)


def _known_by(names: Container[str], row: Mapping[str, Any]) -> dict[str, Any]:
    """These values, with those of the names in the places that say which row is meant."""
    return {_where(name) if name in names else name: value for name, value in row.items()}


def _where(name: str) -> str:
    """The place for a value that a row is known by, which is none to set."""
    return f"of_{name}"


# Each is built once: that costs more than running it.
@lru_cache(maxsize=256)
def _prepared(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> _Prepared | None:
    """None where columns have defaults to be computed that the rows do not name: SQLAlchemy does that."""
    compiled = statement.compile(dialect=dialect, column_keys=names, for_executemany=True)
    defaults = {column.key: column.default for column in compiled.insert_prefetch}
    is_computed = any(not default.is_scalar for default in defaults.values())
    if is_computed or compiled.update_prefetch or not set(compiled.binds) <= {*names, *defaults}:
        return None
    return _Prepared(compiled, {name: default.arg for name, default in defaults.items()})


@lru_cache(maxsize=64)
def _addition(model: type[Base]) -> Any:
    return insert(_table_of(model))


@lru_cache(maxsize=64)
def _addition_with_ids(model: type[Base], *, in_order: bool) -> Any:
    table = _table_of(model)
    return insert(table).returning(table.c.id, sort_by_parameter_order=in_order)


@lru_cache(maxsize=64)
def _change(model: type[Base], known_by: tuple[str, ...]) -> Any:
    table = _table_of(model)
    return update(table).where(*(table.c[name] == bindparam(_where(name)) for name in known_by))


@lru_cache(maxsize=64)
def _statement(dialect: str, model: type[Base], names: tuple[str, ...], meeting: Meeting) -> Any:
    table = _table_of(model)
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    if meeting == "keep":
        return statement.on_conflict_do_nothing()
    keys = _keys_of(model)
    values = {
        name: table.c[name] + statement.excluded[name] if meeting == "add" else statement.excluded[name]
        for name in names
        if name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=values)

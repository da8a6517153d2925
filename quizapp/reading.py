"""Reading by statements that are compiled once, and asked in the driver's own words ever after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Dialect, Select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state, manager_of_class
from sqlalchemy.orm.util import identity_key

from quizapp.db import Base
from quizapp.driver import ask, to_driver

Columns = TypeVarTuple("Columns")
R = TypeVar("R", bound=Base)

KEPT = 1_000
"""How many compiled statements are kept, one for each number of values in its lists: some 3 MB of them."""


def read_all(
    session: Session, statement: Select[*Columns], values: Mapping[str, Any]
) -> Sequence[tuple[*Columns]]:
    """All rows of these columns, for a statement that is built once and kept.

    A list among the values is for an expanding parameter. What is pending is not flushed before.
    """
    connection = session.connection()
    lengths = tuple([len(value) for value in values.values() if isinstance(value, list)])
    key = statement, connection.dialect, lengths
    prepared = _prepared.get(key)
    if prepared is None:
        if len(_prepared) >= KEPT:
            _prepared.clear()
        prepared = _prepared[key] = _Prepared(statement, connection.dialect, values)
    return prepared.rows(*ask(connection, prepared.text, prepared.values(values)))


class _Prepared:
    """A statement as the driver takes it for so many values, and what the driver gives as we take it."""

    def __init__(self, statement: Select[*Columns], dialect: Dialect, values: Mapping[str, Any]) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        state = compiled.construct_expanded_state(values)
        self.text: str = state.statement
        self._fixed = {name: value for name, value in state.parameters.items() if name not in values}
        self._lists = {name: parts for name, parts in state.parameter_expansion.items() if name in values}
        names = list(state.positiontup or state.parameters)
        self._is_positional = state.positiontup is not None
        self._turns = [
            (name, to_driver(compiled, name) if name in compiled.binds else state.processors.get(name))
            for name in names
        ]
        self._dialect = dialect
        self._types = [column.type for column in statement.selected_columns]
        self._from_driver: list[tuple[int, Callable[[Any], Any]]] | None = None

    def values(self, given: Mapping[str, Any]) -> Any:
        every = {**self._fixed, **given}
        for name, parts in self._lists.items():
            every.update(zip(parts, _flat(given[name]), strict=True))
        found = [every[name] if turn is None else turn(every[name]) for name, turn in self._turns]
        if self._is_positional:
            return tuple(found)
        return {name: value for (name, _turn), value in zip(self._turns, found, strict=True)}

    def rows(self, given: Sequence[Any], description: Sequence[Any]) -> Sequence[Any]:
        turns = self._from_driver
        if turns is None:
            turns = self._from_driver = self._turns_of(description)
        if not turns:
            return given
        found = []
        for row in given:
            cells = list(row)
            for place, turn in turns:
                cells[place] = turn(cells[place])
            found.append(tuple(cells))
        return found

    def _turns_of(self, description: Sequence[Any]) -> list[tuple[int, Callable[[Any], Any]]]:
        turns = [
            type_.dialect_impl(self._dialect).result_processor(self._dialect, told[1])
            for type_, told in zip(self._types, description, strict=True)
        ]
        return [(place, turn) for place, turn in enumerate(turns) if turn is not None]


_prepared: dict[tuple[Any, Dialect, tuple[int, ...]], _Prepared] = {}


def _flat(values: Sequence[Any]) -> Iterable[Any]:
    """The values of a list, or those of its tuples one after the other."""
    return chain.from_iterable(values) if values and isinstance(values[0], tuple) else values


def columns_of(*models: type[Base]) -> list[ColumnElement[Any]]:
    """All columns of these tables: what `as_row` takes, table by table."""
    return [column for model in models for column in model.__table__.columns]


def as_row(session: Session, model: type[R], values: Iterator[Any]) -> R:
    """The row of the next of these values, as if the session had loaded it.

    One that the session holds already stays as it is.
    """
    return row_of(session, model, dict(zip(_shape(model)[0], values, strict=False)))


def row_of(session: Session, model: type[R], values: dict[str, Any]) -> R:
    """The same of the values of all columns by their names.

    The session learns of the row as it does of those that it loads itself: by its own door, meant for
    rows from elsewhere, each would take five times as long.
    """
    identity = identity_key(model, tuple([values[name] for name in _shape(model)[1]]))
    held = session.identity_map.get(identity)
    if held is not None:
        return held
    row: R = manager_of_class(model).new_instance()
    # Past the attributes, which would note each of them as a change.
    row.__dict__.update(values)
    state = instance_state(row)
    state.key, state.session_id = identity, session.hash_key
    session.identity_map.add(state)
    return row


@lru_cache(maxsize=64)
def _shape(model: type[Base]) -> tuple[list[str], list[str]]:
    """The names of all columns of a table, and of those of its key."""
    table: Any = model.__table__
    return [column.name for column in table.columns], [column.name for column in table.primary_key]

"""Some rows in every table, made from the tables' own description, so that a new table is filled too."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Engine, Table

from quizapp.db import Base, unit_of_writing
from tests.builders import NOW

ROWS = 3
ONE_OF = re.compile(r"^(\w+) IN \('([^']+)'")

# What a CHECK over two columns asks for.
AGREEING: dict[str, dict[str, Any]] = {
    "user": {"is_guest": False},
    "attempt": {"state": "submitted"},
    "deck": {"owner_id": None},
    "recall_target": {"note_id": None},
    "study_habit": {"buttons": 2},
    "fitting": {"plan_id": None},
    "memory": {"due_on": None, "due_at": None},
    "review": {"undoes_id": None},
    "ruling": {"version_id": None},
}
NEVER_NULL = {
    ("user", "canonical"),
    ("attempt", "finished_at"),
    ("deck", "bank_id"),
    ("recall_target", "bank_id"),
}


def fill(engine: Engine) -> None:
    """Rows with emoji, combining marks, NULL, both kinds of JSON null and microseconds, in every table."""
    with unit_of_writing(), engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(sa.insert(table), [_row(table, number) for number in range(1, ROWS + 1)])
            for key in table.primary_key.columns:
                if connection.dialect.name == "postgresql" and key is table.autoincrement_column:
                    sequence = f"""pg_get_serial_sequence('"{table.name}"', '{key.name}')"""
                    connection.exec_driver_sql(f"SELECT setval({sequence}, {ROWS})")


def content(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, JSON as the text that is stored."""
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(
                    sa.select(
                        *(sa.cast(c, sa.Text) if isinstance(c.type, sa.JSON) else c for c in table.columns)
                    ).order_by(*table.primary_key.columns)
                )
            ]
            for table in Base.metadata.sorted_tables
        }


def _row(table: Table, number: int) -> dict[str, Any]:
    choices = dict(
        match.groups()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and (match := ONE_OF.match(str(constraint.sqltext)))
    )
    values = {column.name: _value(column, number) for column in table.columns}
    return values | choices | AGREEING.get(table.name, {})


def _value(column: Column[Any], number: int) -> Any:
    if column.foreign_keys:
        return number
    if column.nullable and number == 2 and (column.table.name, column.name) not in NEVER_NULL:
        return sa.null() if isinstance(column.type, sa.JSON) else None
    kind = column.type
    if isinstance(kind, sa.JSON):
        return {"words": "naïve 👩‍🎓 \u202etac", "list": [1, None, 0.1], "n": number}
    if isinstance(kind, sa.TypeDecorator):
        return NOW + dt.timedelta(days=number, microseconds=number)
    if isinstance(kind, sa.Date):
        return NOW.date() + dt.timedelta(days=number)
    if isinstance(kind, sa.Float):
        return number + 0.1
    if isinstance(kind, sa.Boolean):
        return number == 1
    if isinstance(kind, sa.Integer):
        return number
    if isinstance(kind, sa.LargeBinary):
        return bytes([number, 0, 255])
    return f"{number} é🎓{column.name}\n"[: getattr(kind, "length", None) or 200]

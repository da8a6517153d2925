"""Rows kept aside until all columns are known, so that a table has no empty ones and memory stays flat."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from questions.formats.item import Item
from questions.formats.tables.writing import columns_in_order, fit_of, row_of, spelled

LEAST_COLUMNS = frozenset({"type", "question", "correct"})


@contextmanager
def rows_of(items: Iterable[Item]) -> Iterator[Iterator[list[str]]]:
    """The heading and the row of each item; ValueError for one that does not fit."""
    used = set(LEAST_COLUMNS)
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as kept:
        for item in items:
            if refused := fit_of(item).refused:
                raise ValueError(refused)
            cells = row_of(item)
            used |= cells.keys()
            kept.write(json.dumps(cells) + "\n")
        kept.seek(0)
        columns = columns_in_order(used)

        def rows() -> Iterator[list[str]]:
            yield spelled(columns)
            for line in kept:
                cells = json.loads(line)
                yield [cells.get(name, "") for name in columns]

        yield rows()

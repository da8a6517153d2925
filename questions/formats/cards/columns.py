"""What the columns of a table of cards hold, where its first line or its sender says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

ThirdColumn = Literal["", "tags", "more", "ignored"]
"""What a third column is; "" where nobody says it, so that it stands below the answer as `more` does."""

THIRD_COLUMNS: tuple[ThirdColumn, ...] = ("", "tags", "more", "ignored")

_FRONTS = frozenset({"front", "question", "term", "word"})
_BACKS = frozenset({"back", "answer", "definition", "meaning", "translation"})
_TAGS = frozenset({"tag", "tags"})
_MORE = frozenset({"more", "extra", "note", "notes", "example", "hint", "comment"})
_SIGNS = (";", " - ", " – ", " — ")


def is_heading(row: Sequence[str]) -> bool:
    """Whether a table's first row names its columns: a front, a back, and perhaps what comes after them."""
    names = [cell.strip().lower() for cell in row]
    return (
        len(names) > 1
        and names[0] in _FRONTS
        and names[1] in _BACKS
        and all(name in _TAGS | _MORE for name in names[2:])
    )


def headed_columns(row: Sequence[str]) -> dict[str, int]:
    """The column of the tags, from 1, by the names in a heading; nothing where none of them is that."""
    found = [place for place, cell in enumerate(row, 1) if cell.strip().lower() in _TAGS]
    return {"tags": found[0]} if found else {}


def asked_columns(third: ThirdColumn, headed: dict[str, int]) -> dict[str, int]:
    """Which columns hold no text of a card; what the sender says wins over the heading."""
    if not third:
        return headed
    others = {name: place for name, place in headed.items() if place != 3}
    return others if third == "more" else others | {third: 3}


def told_apart(line: str) -> tuple[str, list[str]] | None:
    """A line without the table's separator by the only sign in it, if it stands there once; else None."""
    found = [sign for sign in _SIGNS if sign in line]
    if len(found) != 1 or line.count(found[0]) != 1:
        return None
    sides = [side.strip() for side in line.split(found[0])]
    return (found[0].strip(), sides) if all(sides) else None


def tags_in_cell(cell: str) -> Iterable[str]:
    """The tags in a cell that a person has written: with commas or semicolons between them, else spaces."""
    parts = cell.replace(";", ",").split(",")
    return [" ".join(part.split()) for part in parts if part.strip()] if len(parts) > 1 else cell.split()

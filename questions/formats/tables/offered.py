"""The options of a row, wherever its columns hold them: one each, all in one cell, or wrong ones apart."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from questions.formats.tables.heading import LETTERS
from questions.formats.tables.row import Row, Unfit

_SIGNS = ("\n", "|", ";", ",")
"""What stands between options in one cell; the first of these that there is."""

_LETTERED = re.compile(r"\s*[(\[]?([A-Za-z]|\d{1,2})\s?[.):\]]\s*(.*)", re.DOTALL)


def offered(row: Row) -> dict[str, str]:
    """The options by their letters; `Unfit` where these do not suffice."""
    if is_beside_wrong_ones(row):
        wrong = row.series("wrong").values() or _listed(row.get("wrong options"))
        return _by_letter([row.get("correct"), *wrong])
    return row.series("option") or _by_letter(_listed(row.get("options")))


def is_beside_wrong_ones(row: Row) -> bool:
    """Whether the key is itself an option, and the others have columns of their own."""
    has_wrong = bool(row.series("wrong")) or row.has("wrong options")
    return has_wrong and row.has("correct") and not (row.series("option") or row.has("options"))


def _by_letter(texts: Sequence[str]) -> dict[str, str]:
    if len(texts) > len(LETTERS):
        raise Unfit(f"It has {len(texts)} options; a row can hold {len(LETTERS)}.")
    return dict(zip(LETTERS, texts, strict=False))


def _listed(cell: str) -> list[str]:
    """The entries of a cell, without the letters that count them."""
    entries = _as_json(cell)
    if entries is None:
        sign = next((one for one in _SIGNS if one in cell), "\n")
        entries = [entry.strip() for entry in cell.split(sign)]
    entries = [entry for entry in entries if entry]
    marks = [_LETTERED.fullmatch(entry) for entry in entries]
    letters = [mark[1].upper() for mark in marks if mark]
    counted = [str(place) for place in range(1, len(entries) + 1)]
    if entries and letters in (list(LETTERS[: len(entries)]), counted):
        return [mark[2].strip() for mark in marks if mark]
    return entries


def _as_json(cell: str) -> list[str] | None:
    if not (cell.startswith("[") and cell.endswith("]")):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(found, list) and all(isinstance(one, str | int | float) for one in found)
    return [str(one).strip() for one in found] if is_list else None

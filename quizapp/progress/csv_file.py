"""Tables as CSV that spreadsheets open without harm: words stay words, numbers stay numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

BYTE_ORDER_MARK = "\ufeff"
"""Without it the most used spreadsheet reads UTF-8 as something else."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_of(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """CSV with CRLF and a byte order mark; a text that a spreadsheet would run gets an apostrophe first."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in header])
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
    return text.getvalue()


def _cell(cell: Cell) -> Cell:
    """Blanks before the sign do not help: spreadsheets skip them."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell

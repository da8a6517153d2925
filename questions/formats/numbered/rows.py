"""The cells of a row in a Word document as lines: beside each other where they are short, else below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questions.formats.numbered.lines import Line, Stroke
from questions.formats.tables.heading import names_a_key

Row = Sequence[Sequence[Line]]
"""The lines with words of each cell."""

_SHORT, _MARK = 6, 2
"""Characters of a number or a letter in a table, and of a tick."""

_NAME_ALONE = re.compile(r"[(\[]?\w{1,3}[.)\]]?")


def without_names(rows: Sequence[Row]) -> Sequence[Row]:
    """A table's rows; of a key of answers those below the names of its columns."""
    if len(rows) < 2 or not names_a_key([cell[0].text if cell else "" for cell in rows[0]]):
        return rows
    are_numbered = all(row and row[0] and is_name(row[0][0].text) for row in rows[1:])
    return rows[1:] if are_numbered else rows


def lines_of_row(row: Row) -> list[Line]:
    """A row of mere numbers or letters is one line; a number or a tick stands beside what it belongs to."""
    cells = [cell for cell in row if cell]
    if cells and all(len(cell) == 1 and len(cell[0].text) <= _SHORT for cell in cells):
        return [side_by_side([cell[0] for cell in cells])]
    lines: list[Line] = []
    for first, *rest in cells:
        if lines and (is_name(lines[-1].text) or len(first.text) <= _MARK):
            first = side_by_side([lines.pop(), first])
        lines += [first, *rest]
    return lines


def side_by_side(cells: Sequence[Line]) -> Line:
    """The cells of a row on one line, parted by tabs; a bare number before words gets its point."""
    text = ""
    strokes: list[Stroke] = []
    for place, cell in enumerate(cells):
        words = cell.text
        if place == 0 and words.isdecimal() and len(cells) > 1 and len(cells[1].text) > _SHORT:
            words += "."
        gap = "\t" if place else ""
        strokes += [
            Stroke(one.start + len(text) + len(gap), one.end + len(text) + len(gap), one.look)
            for one in cell.strokes
        ]
        text += gap + words
    losses = tuple(dict.fromkeys(loss for cell in cells for loss in cell.losses))
    return Line(0, text, tuple(strokes), None, losses=losses)


def is_name(cell: str) -> bool:
    """Whether a cell holds but the number or the letter of what stands beside it."""
    return _NAME_ALONE.fullmatch(cell) is not None

"""Tables as XLSX workbooks: rows streamed in and out, and no formula either way."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, BinaryIO, TypeVar

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from questions.formats.item import Fit, Item, Outcome, UnreadableFile
from questions.formats.limits import MOST_QUESTIONS
from questions.formats.tables import game_report
from questions.formats.tables.body import NO_HEADING, NO_ROWS, outcomes_of
from questions.formats.tables.cells import defused, in_words
from questions.formats.tables.draft import rows_of
from questions.formats.tables.heading import LATEST
from questions.formats.tables.parts import DAMAGED, check_parts
from questions.formats.tables.writing import fit_of, row_of

LONGEST_CELL = 32_767
"""What a spreadsheet takes."""

_WIDEST = 130
_MOST_SHEETS = 20
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FORMULA = "Cell {place} holds a formula, which is not worked out here: put its value in its place."
_LOST_SIGNS = "Signs that no spreadsheet can hold are left out."
_T = TypeVar("_T")


class Xlsx:
    name = "xlsx"
    title = "XLSX workbook"
    endings: tuple[str, ...] = (".xlsx", ".xlsm")
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def recognises(self, beginning: bytes) -> bool:
        is_other = b"word/" in beginning or b"ppt/" in beginning
        return (
            beginning.startswith(b"PK")
            and not is_other
            and (b"xl/" in beginning or b"[Content_Types].xml" in beginning)
        )

    def read(self, file: BinaryIO) -> Iterator[Outcome]:
        """The first sheet that holds questions."""
        check_parts(file)
        file.seek(0)
        book = _guarded(lambda: load_workbook(file, read_only=True, keep_links=False))
        with closing(book):
            sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
            sheets.sort(key=lambda sheet: sheet.title != game_report.SHEET)
            for sheet in sheets[:_MOST_SHEETS]:
                outcomes = _outcomes(sheet)
                first = _first(outcomes)
                if first is not None:
                    yield first
                    yield from outcomes
                    return
        raise UnreadableFile(NO_HEADING, line=1)

    def fit(self, item: Item) -> Fit:
        fit = fit_of(item)
        if fit.refused:
            return fit
        cells = row_of(item).values()
        if any(len(cell) >= LONGEST_CELL for cell in cells):
            return Fit(refused=f"A cell holds at most {LONGEST_CELL:,} characters: shorten the explanation.")
        if any(_UNWRITABLE.search(cell) for cell in cells):
            return replace(fit, losses=(*fit.losses, _LOST_SIGNS))
        return fit

    def write(self, items: Iterable[Item], file: BinaryIO) -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Questions")
        sheet.freeze_panes = "A2"
        with rows_of(items) as rows:
            for place, row in enumerate(rows):
                sheet.append([_cell(sheet, text, is_heading=not place) for text in row])
        book.save(file)


def _cell(sheet: Any, text: str, *, is_heading: bool) -> Any:
    """A cell of text, whatever the text looks like."""
    if not text:
        return None
    cell = WriteOnlyCell(sheet, _UNWRITABLE.sub("", defused(text)))
    cell.data_type = "s"
    if is_heading:
        cell.font = Font(bold=True)
    elif "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _first(outcomes: Iterator[Outcome]) -> Outcome | None:
    """The first question of a sheet; None where it holds none."""
    try:
        return next(outcomes, None)
    except UnreadableFile as error:
        if error.why in (NO_HEADING, NO_ROWS):
            return None
        raise


def _outcomes(sheet: Any) -> Iterator[Outcome]:
    formulas: dict[int, str] = {}
    for outcome in outcomes_of(game_report.once_each(_rows(sheet, formulas))):
        place = formulas.pop(outcome.line, None)
        if place is None:
            yield outcome
        else:
            yield replace(outcome, item=None, refused=_FORMULA.format(place=place))


def _rows(sheet: Any, formulas: dict[int, str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with its number; `formulas` is told the first formula of a row."""
    # Rows that the file skips count as empty ones: without an end a single far cell would be millions.
    sheet.reset_dimensions()
    most = game_report.MOST_ROWS if sheet.title == game_report.SHEET else MOST_QUESTIONS + LATEST
    rows = sheet.iter_rows(max_row=most + 1, max_col=_WIDEST)
    number = 0
    while (row := _guarded(lambda: next(rows, None))) is not None:
        number += 1
        for cell in row:
            if cell.data_type == "f" and number not in formulas:
                formulas[number] = cell.coordinate
        yield (
            number,
            _without_end(
                [in_words(cell.value, cell.number_format if cell.value is not None else "") for cell in row]
            ),
        )


def _without_end(cells: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _guarded(step: Callable[[], _T]) -> _T:
    """One step of openpyxl, which promises nothing of what it raises on a damaged file, or warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return step()
        except Exception as error:
            raise UnreadableFile(DAMAGED) from error

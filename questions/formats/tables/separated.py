"""Tables as text: CSV with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import BinaryIO, TextIO

from questions.formats.decoding import decoded, decoded_beginning
from questions.formats.item import Fit, Item, Outcome, UnreadableFile
from questions.formats.tables.body import is_rule, outcomes_of
from questions.formats.tables.cells import defused
from questions.formats.tables.draft import rows_of
from questions.formats.tables.game_report import once_each
from questions.formats.tables.heading import LATEST, heading_of
from questions.formats.tables.unnamed import heading_without_names
from questions.formats.tables.writing import fit_of

SEPARATORS = (",", ";", "\t", "|")
_BEGINNING = 64 * 1024
_NumberedRow = tuple[int, Sequence[str]]
_PIPE = "\ue000"
"""Stands for the `\\|` of a Markdown table while the line is parted."""

LONGEST_CELL = 131_072
_LONGEST_LINE = 1024 * 1024
UNCLOSED = (
    f"A cell has more than {LONGEST_CELL:,} characters, or a row far more: "
    "look for a quotation mark that is not closed."
)


class Csv:
    name = "csv"
    title = "CSV table"
    endings: tuple[str, ...] = (".csv", ".tsv")
    media_type = "text/csv"

    def recognises(self, beginning: bytes) -> bool:
        text = decoded_beginning(beginning)
        return not text.lstrip().startswith(("{", "[", "<")) and _separator_of(text) is not None

    def read(self, file: BinaryIO) -> Iterator[Outcome]:
        with decoded(file) as text:
            beginning = text.text.read(_BEGINNING)
            text.text.seek(0)
            rows = _Rows(text.text, _separator_of(beginning) or ",")
            number = 0
            try:
                tables = _of_tables(rows, text.doubt) if rows.separator == "|" else None
                for outcome in tables or outcomes_of(once_each(rows), text.doubt):
                    number = outcome.number
                    yield outcome
            except UnreadableFile as error:
                if rows.fault_line:
                    raise UnreadableFile(UNCLOSED, rows.fault_line) from error
                raise
            if rows.fault_line:
                yield Outcome(number + 1, rows.fault_line, "", refused=UNCLOSED)

    def fit(self, item: Item) -> Fit:
        return fit_of(item)

    def write(self, items: Iterable[Item], file: BinaryIO) -> None:
        """With commas, and with the mark by which Excel knows UTF-8."""
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        try:
            writer = csv.writer(text)
            with rows_of(items) as rows:
                for row in rows:
                    writer.writerow([defused(cell) for cell in row])
        finally:
            text.flush()
            text.detach()


class _Rows:
    """The rows of a text, each with the line that it begins in. `fault_line`: where reading had to stop."""

    def __init__(self, text: TextIO, separator: str) -> None:
        self._text = text
        self.separator = separator
        self.fault_line = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines(), delimiter=self.separator)
        line = 1
        try:
            for row in reader:
                row = [cell.replace(_PIPE, "|") for cell in row] if self.separator == "|" else row
                if line > 1 or not _names_separator(row):
                    yield line, row
                line = reader.line_num + 1
        except csv.Error:
            self.fault_line = line

    def _lines(self) -> Iterator[str]:
        while line := self._text.readline(_LONGEST_LINE + 1):
            if len(line) > _LONGEST_LINE:
                raise csv.Error("a line too long to be parted into cells")
            yield line.replace("\\|", _PIPE) if self.separator == "|" else line


def _of_tables(rows: Iterable[_NumberedRow], doubt: str) -> Iterator[Outcome]:
    """What becomes of the questions of each table in a Markdown document."""
    number = 0
    faults: list[UnreadableFile] = []
    for table in _tables(rows):
        before = number
        try:
            for outcome in outcomes_of(table, doubt):
                number = before + outcome.number
                yield replace(outcome, number=number)
        except UnreadableFile as error:
            faults.append(UnreadableFile(error.why, table[0][0] if table else 1))
    if not number and faults:
        raise faults[0]
    for place, fault in enumerate(faults, start=number + 1):
        yield Outcome(place, fault.line, "", refused=fault.why)


def _tables(rows: Iterable[_NumberedRow]) -> Iterator[list[_NumberedRow]]:
    """The tables of a Markdown document, each with what stands above it: a rule follows each heading."""
    table: list[_NumberedRow] = []
    has_heading = False
    for line, cells in rows:
        if len(cells) > 1 and is_rule(cells):
            start = len(table) - 1
            while start > 0 and len(table[start - 1][1]) <= 1:
                start -= 1
            if has_heading and start > 0:
                yield table[:start]
                del table[:start]
            has_heading = True
        table.append((line, cells))
    yield table


def _names_separator(row: list[str]) -> bool:
    """Whether this is Excel's own line `sep=;`, as any separator parts it."""
    return "".join(row[:1]).casefold().startswith("sep=") and len("".join(row)) <= len("sep=;")


def _separator_of(beginning: str) -> str | None:
    """The separator by which one of the first rows names the most columns.

    Where none names any, the one that parts the rows into the most cells of questions; else None.
    """
    lines = beginning.splitlines(keepends=True)[: 4 * LATEST]
    named: dict[str, int] = {}
    unnamed: dict[str, int] = {}
    for separator in SEPARATORS:
        try:
            rows = list(islice(csv.reader(lines, delimiter=separator), LATEST))
        except csv.Error:
            continue
        headings = (heading_of(cells, row) for row, cells in enumerate(rows, start=1))
        if heading := next(filter(None, headings), None):
            named[separator] = heading.known
        elif heading := heading_without_names(rows):
            unnamed[separator] = len(heading.columns)
    found = named or unnamed
    return max(found, key=found.__getitem__, default=None)

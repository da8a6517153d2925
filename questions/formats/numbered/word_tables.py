"""A table in a Word document whose first row names columns, as tables of questions do: a question a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from lxml import etree

from questions.formats.item import Outcome
from questions.formats.numbered.signs import opening_of
from questions.formats.numbered.word import Pages
from questions.formats.tables.body import outcomes_of
from questions.formats.tables.heading import heading_of

AROUND = "The words outside of the table were left out."


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table and what each lost; `is_alone`: nothing else is written in its document."""

    rows: list[list[str]]
    losses: list[tuple[str, ...]]
    is_alone: bool

    def outcomes(self) -> Iterator[Outcome]:
        """What becomes of each question; its line is the row."""
        for outcome in outcomes_of(enumerate(self.rows, start=1)):
            lost = (*outcome.losses, *self.losses[outcome.line - 1])
            doubts = outcome.doubts if self.is_alone or outcome.number > 1 else (*outcome.doubts, AROUND)
            yield replace(outcome, losses=lost, doubts=doubts)


def table_in(pages: Pages) -> Table | None:
    """The first table of questions of a document; None where it has none, or numbered questions too."""
    for table in pages.body.iter(qn("w:tbl")):
        rows = list(table.iterchildren(qn("w:tr")))
        # No name of a column is a table: of tables within tables each would be read with all that hold it.
        if rows and heading_of(_row(pages.afresh(), rows[0], without_tables=True)[0], 1) is not None:
            around = _around(pages.afresh())
            if any(opening_of(text[:200]) is not None for text in around):
                return None
            passing = pages.afresh()
            read = [_row(passing, row) for row in rows]
            return Table([cells for cells, _lost in read], [lost for _cells, lost in read], not around)
    return None


def _around(pages: Pages) -> list[str]:
    """The lines outside of all tables."""
    lines = pages.lines_in(pages.body, without_tables=True)
    return [line.text.strip() for line in lines if line.text.strip()]


def _row(
    pages: Pages, row: etree._Element, *, without_tables: bool = False
) -> tuple[list[str], tuple[str, ...]]:
    cells: list[str] = []
    losses: dict[str, None] = {}
    for cell in row.iterchildren(qn("w:tc")):
        lines = pages.lines_in(cell, without_tables=without_tables)
        cells.append("\n".join(line.text for line in lines).strip())
        losses |= dict.fromkeys(loss for line in lines for loss in line.losses)
    return cells, tuple(losses)

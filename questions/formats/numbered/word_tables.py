"""Tables in a Word document whose first row names columns, as tables of questions do: a question a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from lxml import etree

from questions.formats.item import Outcome
from questions.formats.numbered.signs import opening_of
from questions.formats.numbered.word import Pages
from questions.formats.tables.body import outcomes_of
from questions.formats.tables.heading import Heading, heading_of

AROUND = "The words outside of the table were left out."
_OPTIONS = {"question", "option A", "option B"}


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of questions of a document, each with its rows and what each row lost.

    `has_typed`: numbered questions are written beside them; `are_alone`: nothing else is.
    """

    elements: list[etree._Element]
    rows: list[list[list[str]]]
    losses: list[list[tuple[str, ...]]]
    has_typed: bool
    are_alone: bool

    def outcomes(self, after: int = 0) -> Iterator[Outcome]:
        """What becomes of each question, counted on from those before; its line is the row of all tables."""
        above, count = 0, after
        for rows, losses in zip(self.rows, self.losses, strict=True):
            for outcome in outcomes_of(enumerate(rows, start=1)):
                count += 1
                is_first = count == 1 and not self.are_alone
                yield replace(
                    outcome,
                    number=count,
                    line=above + outcome.line,
                    losses=(*outcome.losses, *losses[outcome.line - 1]),
                    doubts=(*outcome.doubts, AROUND) if is_first else outcome.doubts,
                )
            above += len(rows)


def tables_in(pages: Pages) -> Tables | None:
    """The tables of questions of a document; None where it has none.

    Beside numbered questions a table counts that has columns of options: others hold their key, or belong
    to a question.
    """
    found: dict[etree._Element, Heading] = {}
    for table in pages.body.iter(qn("w:tbl")):
        rows = list(table.iterchildren(qn("w:tr")))
        # No name of a column is a table: of tables within tables each would be read with all that hold it.
        named = _row(pages.afresh(), rows[0], without_tables=True)[0] if rows else []
        heading = heading_of(named, 1)
        if heading is not None and not any(one in found for one in table.iterancestors(qn("w:tbl"))):
            found[table] = heading
    if not found:
        return None
    around = _around(pages.afresh())
    has_typed = any(opening_of(text[:200]) is not None for text in around)
    if has_typed:
        found = {table: heading for table, heading in found.items() if set(heading.columns) >= _OPTIONS}
        if not found:
            return None
    passing = pages.afresh()
    read = [[_row(passing, row) for row in table.iterchildren(qn("w:tr"))] for table in found]
    return Tables(
        list(found),
        [[cells for cells, _lost in rows] for rows in read],
        [[lost for _cells, lost in rows] for rows in read],
        has_typed,
        not around,
    )


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

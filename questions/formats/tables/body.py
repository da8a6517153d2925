"""The rows of a table, whatever file they come from: first the heading, then a question each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from questions.formats.item import Outcome, UnreadableFile
from questions.formats.limits import MOST_QUESTIONS
from questions.formats.sound import first_words
from questions.formats.tables.heading import LATEST, Heading, heading_of
from questions.formats.tables.reading import names_option_zero, outcome_of

NO_HEADING = (
    "No row names the columns: the first row should be like Question, Option A, Option B, Correct. "
    "Kahoot's and ClassQuiz's own layouts are read as they are."
)
LOOKED_AHEAD = 500
"""Rows in which a key may show that its options are counted from 0."""

NO_ROWS = "There are no questions below the names of the columns."


def outcomes_of(rows: Iterable[tuple[int, Sequence[str]]], doubt: str = "") -> Iterator[Outcome]:
    """What becomes of each row, given with its line; `doubt` is about signs beyond ASCII.

    `UnreadableFile` where no row is a heading, or none stands below it.
    """
    heading: Heading | None = None
    said: set[int] = set()
    number = 0
    counts_from = 1
    numbered = enumerate(rows, start=1)
    ahead: deque[tuple[int, tuple[int, Sequence[str]]]] = deque()
    while row := ahead.popleft() if ahead else next(numbered, None):
        place, (line, cells) = row
        if not any(cell.strip() for cell in cells):
            continue
        if heading is None:
            if place > LATEST:
                break
            heading = heading_of(cells, line)
            if heading is not None and heading.counts_options:
                ahead.extend(islice(numbered, LOOKED_AHEAD))
                is_from_zero = any(names_option_zero(below, heading) for _, (_, below) in ahead)
                counts_from = 0 if is_from_zero else 1
            continue
        if not number and _explains(cells, heading):
            continue
        number += 1
        if number > MOST_QUESTIONS:
            reason = f"A file may hold {MOST_QUESTIONS:,} questions: put the rest into another file."
            yield Outcome(number, line, first_words(" ".join(cells)), refused=reason)
            return
        doubts = [doubt] if doubt and not all(cell.isascii() for cell in cells) else []
        yield outcome_of(
            cells, heading, number=number, line=line, doubts=doubts, said=said, counts_from=counts_from
        )
    if heading is None:
        raise UnreadableFile(NO_HEADING, line=1)
    if not number:
        raise UnreadableFile(NO_ROWS)


def _explains(cells: Sequence[str], heading: Heading) -> bool:
    """Whether a row says what to write below its heading, as templates do: “Question type, such as …”."""
    kinds = zip(heading.columns, heading.written, cells, strict=False)
    return any(
        name == "type" and written.strip() != "" and cell.casefold().startswith(written.strip().casefold())
        for name, written, cell in kinds
    )

"""The rows of a table, whatever file they come from: first the heading, if any, then a question each."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from questions.formats.item import Outcome, UnreadableFile
from questions.formats.limits import MOST_QUESTIONS
from questions.formats.sound import first_words
from questions.formats.tables.heading import IGNORED, LATEST, Heading, heading_of
from questions.formats.tables.reading import names_option_zero, outcome_of
from questions.formats.tables.ticks import with_ticks_read
from questions.formats.tables.unnamed import heading_without_names

NO_HEADING = (
    "No row names the columns: the first row should be like Question, Option A, Option B, Correct. "
    "Kahoot's and ClassQuiz's own layouts are read as they are."
)
_NumberedRow = tuple[int, Sequence[str]]

_SET_BEFOREHAND = (IGNORED - {""}) | {"number", "time limit"}

_RULE = re.compile(r":?-{2,}:?")

LOOKED_AHEAD = 500
"""Rows in which a key may show that its options are counted from 0."""

NO_ROWS = "There are no questions below the names of the columns."


def outcomes_of(rows: Iterable[tuple[int, Sequence[str]]], doubt: str = "") -> Iterator[Outcome]:
    """What becomes of each row, given with its line; `doubt` is about signs beyond ASCII.

    `UnreadableFile` where no row is a heading, or none stands below it.
    """
    rows = iter(rows)
    heading, ahead = _heading_and_passed(rows)
    if heading is None:
        raise UnreadableFile(NO_HEADING, line=1)
    ahead += islice(rows, LOOKED_AHEAD)
    counts_from = 0 if any(names_option_zero(below, heading) for _, below in ahead) else 1
    heading, questions = with_ticks_read(heading, ahead, _in_turn(ahead, rows))
    said: set[int] = set()
    number = 0
    for line, cells in questions:
        if _is_blank(cells, heading) or is_rule(cells) or _names_columns_again(cells, heading):
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
    if not number:
        raise UnreadableFile(NO_ROWS)


def _in_turn(ahead: deque[_NumberedRow], rows: Iterator[_NumberedRow]) -> Iterator[_NumberedRow]:
    """The rows that were looked at ahead, forgotten one by one, and then the rest."""
    while ahead:
        yield ahead.popleft()
    yield from rows


def _heading_and_passed(rows: Iterator[_NumberedRow]) -> tuple[Heading | None, deque[_NumberedRow]]:
    """The heading, and the rows that were passed looking for it and hold questions."""
    passed: deque[_NumberedRow] = deque()
    for line, cells in islice(rows, LATEST):
        if heading := heading_of(cells, line):
            return heading, deque()
        if any(cell.strip() for cell in cells):
            passed.append((line, cells))
    heading = heading_without_names([cells for _line, cells in passed])
    if heading and heading.written:
        passed.popleft()
    return heading, passed


def _is_blank(cells: Sequence[str], heading: Heading) -> bool:
    """Whether a row waits to be filled in: templates count their rows, and set the time, beforehand."""
    names = heading.columns
    is_counted = bool(cells) and not "".join(names[:1]) and cells[0].strip().isdecimal()
    filled = [place for place, cell in enumerate(cells) if cell.strip() and (place or not is_counted)]
    return all(place < len(names) and names[place] in _SET_BEFOREHAND for place in filled)


def is_rule(cells: Sequence[str]) -> bool:
    """Whether a row is the line that Markdown draws below its heading, or across the page."""
    return all(_RULE.fullmatch(cell.strip()) for cell in cells if cell.strip())


def _names_columns_again(cells: Sequence[str], heading: Heading) -> bool:
    """Whether a row repeats the heading, as pages and tables below one another do."""
    written = [name.strip() for name in heading.written]
    return any(written) and [cell.strip() for cell in cells] == written


def _explains(cells: Sequence[str], heading: Heading) -> bool:
    """Whether a row says what to write below its heading, as templates do: “Question type, such as …”."""
    kinds = zip(heading.columns, heading.written, cells, strict=False)
    return any(
        name == "type" and written.strip() != "" and cell.casefold().startswith(written.strip().casefold())
        for name, written, cell in kinds
    )

"""Reports of a game of Kahoot, with a row for each player and question: made a row for each question."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from questions.formats.limits import MOST_QUESTIONS
from questions.formats.tables.cells import entries_of
from questions.formats.tables.heading import LETTERS
from questions.formats.tables.types_named import asks_nothing, type_named

SHEET = "RawReportData Data"
"""The sheet that tells everything; those before it show the same in tables for people."""

MOST_ROWS = 10 * MOST_QUESTIONS
_COUNT, _STEM, _RIGHT, _PLAYER = "Question Number", "Question", "Correct Answers", "Player"
_ANSWER = re.compile(r"Answer \d{1,2}")
_COUNTED = re.compile(r"\s*\d{1,5}\s*(.{0,80})", re.DOTALL)
_MARKUP = re.compile(r"</?(?:b|i|u|em|strong|sub|sup|span|font|p|br)\b[^<>]{0,200}>", re.IGNORECASE)
_NumberedRow = tuple[int, Sequence[str]]


def once_each(rows: Iterable[_NumberedRow]) -> Iterator[_NumberedRow]:
    """The rows of a report, each question once and without its players; those of other tables as they are."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    names = [name.strip() for name in first[1]]
    if not {_COUNT, _STEM, _RIGHT, _PLAYER, "Answer 1"} <= set(names):
        yield from chain([first], rows)
        return
    answers = [place for place, name in enumerate(names) if _ANSWER.fullmatch(name)][: len(LETTERS)]
    told_in = [names.index(_COUNT), names.index(_STEM), names.index(_RIGHT), *answers]
    yield (
        first[0],
        ["type", "question", "correct", *(f"option {letter}" for letter in LETTERS[: len(answers)])],
    )
    seen: set[tuple[str, ...]] = set()
    for line, cells in rows:
        told = tuple(cells[place] if place < len(cells) else "" for place in told_in)
        if told not in seen and len(seen) <= MOST_QUESTIONS:
            seen.add(told)
            yield line, _row(*told)


def _row(count: str, stem: str, right: str, *answers: str) -> list[str]:
    """A row whose key names its options by letters: the report names them by their texts."""
    type, options, key = _type_of(count), list(map(_shown, answers)), _shown(right)
    by_text = {text: letter for letter, text in zip(LETTERS, options, strict=False) if text}
    if type_named(type) == "short_answer" and by_text:
        key = ""
    elif named := entries_of(key, by_text.keys()):
        key = ", ".join(by_text[text] for text in named)
    return [type, _shown(stem), key, *options]


def _type_of(counted: str) -> str:
    """The type that stands behind the number of a question, as in `3 Type answer`; "" where none does."""
    found = _COUNTED.fullmatch(counted[:100])
    name = found[1] if found else ""
    return name if type_named(name) or asks_nothing(name) else ""


def _shown(cell: str) -> str:
    """What players saw: the report has entities, and marks of bold letters, between its words."""
    return " ".join(html.unescape(_MARKUP.sub("", cell)).split())

"""Tables without a row that names the columns: what these hold is found out from how the rows look.

Two layouts are known: a question, its right answer and wrong ones; and a question, its options, perhaps the
seconds to answer in, and, last, which of them is right. Anything else stays unread, for a guess would make
wrong keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import lt
from typing import TypeVar

from questions.formats.tables.heading import LETTERS, Heading
from questions.text import folded

RIGHT_FIRST = (
    "No row names the columns. In all rows the text behind the question was read as its right answer, and "
    "the others as wrong ones."
)
RIGHT_LAST = (
    "No row names the columns. In all rows the last text was read as which option is right, and those "
    "between it and the question as the options."
)
TIMES_BEFORE = "The numbers before it were read as the seconds that there are to answer."
NAMES_LEFT_OUT = "The first row was left out: it seems to name the columns in words that are not known here."

_T = TypeVar("_T")
_SECONDS = frozenset(map(str, (5, 10, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 100, 120, 180, 240, 300)))
"""What games offer as time to answer."""

_FEWEST_CELLS, _MOST_CELLS = 3, 12
_ASKS = re.compile(r"[?？:…]\W*$|\.\.\.$")
_PLACES = re.compile(r"[1-9](?:\s?,\s?[1-9]){0,3}")
_END = 80
_NEARLY_ALL = 0.9
_MOST = 0.6
_WORDS_OF_NAMES = 3
_FEWEST_ROWS_OF_STATEMENTS = 3
_LENGTHS_APART = 1.5
"""How much longer than its answers what is asked is on the average, where no sign tells that it asks."""


def heading_without_names(rows: Sequence[Sequence[str]]) -> Heading | None:
    """The heading that these first rows of a table lack; None where they are no questions."""
    filled = [stripped for row in rows if (stripped := _without_blank_end(row))]
    names: tuple[str, ...] = ()
    if _names_columns(filled):
        names, filled = tuple(filled[0]), filled[1:]
    before = 1 if _are_counted(filled) else 0
    questions = [row[before:] for row in filled if len(row) > before]
    width = max(map(len, questions), default=0)
    if not _FEWEST_CELLS <= width <= _MOST_CELLS or not _are_questions(questions):
        return None
    if _end_with_times_and_keys(questions):
        kept = [f"option {letter}" for letter in LETTERS[: width - 3]]
        counts, columns = True, ("question", *kept, "time limit", "correct")
        guess = f"{RIGHT_LAST} {TIMES_BEFORE}"
    elif _end_with_keys(questions):
        kept = [f"option {letter}" for letter in LETTERS[: width - 2]]
        counts = any(row[-1].isdecimal() for row in questions)
        columns, guess = ("question", *kept, "correct"), RIGHT_LAST
    else:
        kept = [f"wrong {letter}" for letter in LETTERS[: width - 2]]
        counts, columns, guess = False, ("question", "correct", *kept), RIGHT_FIRST
    guess = f"{guess} {NAMES_LEFT_OUT}" if names else guess
    return Heading(("number",) * before + columns, names, counts, guess=guess)


def _without_blank_end(row: Sequence[str]) -> list[str]:
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _are_counted(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first cells count the rows, from 1 or, where rows are missing, upwards."""
    counts = [row[0].rstrip(".") for row in rows]
    if not counts or not all(count.isdecimal() and len(count) <= 5 for count in counts):
        return False
    numbers = list(map(int, counts))
    return numbers[0] == 1 or (len(numbers) > 1 and all(map(lt, numbers, numbers[1:])))


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row alone asks nothing, in few words, as names that nobody knows here."""
    first, *below = rows or [[]]
    return (
        len(below) >= 2
        and all(len(cell.split()) <= _WORDS_OF_NAMES and not _asks(cell) for cell in first)
        and all(any(map(_asks, row[:2])) for row in below)
    )


def _are_questions(rows: Sequence[Sequence[str]]) -> bool:
    """Whether each row asks something and offers two answers or more."""
    filled = [sum(map(bool, row)) for row in rows]
    if not all(row[0] for row in rows) or _share(filled, lambda cells: cells >= 2) < _NEARLY_ALL:
        return False
    if _share(filled, lambda cells: cells >= _FEWEST_CELLS) < _MOST:
        return False
    if len(rows) == 1:
        return rows[0][0].endswith("?")
    if _share(rows, lambda row: _asks(row[0])) >= _MOST:
        return True
    asked = [len(row[0]) for row in rows]
    answers = [len(cell) for row in rows for cell in row[1:] if cell]
    is_longer = sum(asked) / len(asked) >= _LENGTHS_APART * sum(answers) / len(answers)
    are_sentences = _share(rows, lambda row: len(row[0].split()) >= 3) >= _NEARLY_ALL
    return len(rows) >= _FEWEST_ROWS_OF_STATEMENTS and are_sentences and is_longer


def _asks(cell: str) -> bool:
    """Whether a text ends as questions do, or leaves a gap."""
    return "__" in cell or _ASKS.search(cell[-_END:]) is not None


def _end_with_times_and_keys(rows: Sequence[Sequence[str]]) -> bool:
    """Whether each row ends with seconds and places of options, and few options are numbers."""
    if len(set(map(len, rows))) > 1:
        return False
    options = [[cell for cell in row[1:-2] if cell] for row in rows]
    are_places = all(
        row[-2] in _SECONDS
        and _PLACES.fullmatch(row[-1])
        and all(1 <= int(place) <= len(offered) for place in row[-1].split(","))
        for row, offered in zip(rows, options, strict=True)
    )
    return are_places and _share(options, lambda offered: not all(map(str.isdecimal, offered))) >= _MOST


def _end_with_keys(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the last cells say which option is right; a number beside numbers tells neither way."""
    told = [said for row in rows if (said := _ends_with_key(row)) is not None]
    return bool(told) and _share(told, bool) >= _NEARLY_ALL


def _ends_with_key(row: Sequence[str]) -> bool | None:
    """Whether the last cell names one of the options before it, by text, letter or place."""
    *options, key = [cell for cell in row[1:] if cell] or [""]
    if len(options) < 2:
        return False
    if folded(key, accents=True) in [folded(option, accents=True) for option in options]:
        return True
    if key.isdecimal():
        is_place = 1 <= int(key[:3]) <= len(options)
        return None if is_place and any(option.isdecimal() for option in options) else is_place
    return len(key) == 1 and key.upper() in LETTERS[: len(options)]


def _share(values: Sequence[_T], holds: Callable[[_T], bool]) -> float:
    return sum(map(holds, values)) / len(values)

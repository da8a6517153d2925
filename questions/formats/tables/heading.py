"""The row that names the columns of a table, wherever it stands and however people spell it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from questions.formats.tables.heading_words import (
    COUNTED,
    LOST,
    NAMES,
    OPTION_WORDS,
    SINGLE,
    TICK_WORDS,
    WORDS_BEHIND,
    WRONG_WORDS,
)
from questions.text import without_accents

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SERIES = ("option", "match", "share", "feedback", "hint")
"""Columns that there are several of: `option A`, `option B`, …; hints are counted."""

IGNORED = frozenset({"", "number", "no", "nr", "row", "id number"})

LATEST = 40
"""The last row that may name the columns."""

_PLAIN_NAMES = {without_accents(spelling): name for spelling, name in NAMES.items()}
_SERIES_CALLED = {
    **dict.fromkeys(map(without_accents, OPTION_WORDS), "option"),
    **dict.fromkeys(map(without_accents, WRONG_WORDS), "wrong"),
    **dict.fromkeys(map(without_accents, TICK_WORDS), "tick"),
    **dict.fromkeys(("pair", "match"), "match"),
    **dict.fromkeys(("share", "percent", "fraction"), "share"),
    **dict.fromkeys(("feedback", "why"), "feedback"),
    "hint": "hint",
}
_OF_A_SERIES = re.compile(rf"({'|'.join(sorted(_SERIES_CALLED, key=len, reverse=True))})? ?([a-z]|\d{{1,2}})")
_BEHIND = re.compile(rf"([a-z]) (?:{'|'.join(map(without_accents, WORDS_BEHIND))})")
_ASIDES = re.compile(r"\(optional\)|\(required\)|(?<=[a-z])(?=\d)|(?<=\d)\s*\*")
_SERIES = re.compile(rf"(?:{'|'.join((*SERIES, 'wrong', 'tick'))}) [A-Z]|hint \d{{1,2}}")
_BEHIND_OPTIONS = ("time limit", "correct")
READ_AS_OPTIONS = (
    "Only the first option has a name that is known. In all rows the columns between it and what stands "
    "behind the options were read as options too."
)
_GAME_LAYOUTS = {8: "Kahoot", 13: "ClassQuiz"}


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of each column; one that is not known keeps its own.

    `counts_options`: by numbers, not letters; `has_index`: the key's column says that it does so itself.
    `known` counts the columns whose words say what they hold. `guess` tells how the rows were read where
    none names the columns.
    """

    columns: tuple[str, ...]
    written: tuple[str, ...]
    counts_options: bool = False
    has_index: bool = False
    known: int = 0
    guess: str = ""

    @property
    def is_of_a_game(self) -> bool:
        """Whether this is the layout of Kahoot and of ClassQuiz."""
        return self.counts_options and {"time limit", "option A", "correct"} <= set(self.columns)


def heading_of(cells: Sequence[str], row: int) -> Heading | None:
    """The heading that this row is; None where it is none.

    A row of Kahoot's or ClassQuiz's layout is known by its place too, for the words may be translated.
    """
    named = [_name_of(cell) for cell in cells]
    has_index = any(name == COUNTED for name, _ in named)
    columns: list[str] = []
    for name, _ in named:
        name = "correct" if name == COUNTED else name
        is_tick = name == "option X" and "option W" not in columns
        if name.casefold() == "correctness" and columns and columns[-1].startswith("option "):
            name = f"tick {columns[-1][-1]}"
        columns.append(name if name not in columns and not is_tick else "")
    known = {name for name in columns if is_known(name)}
    if "question" in known and known & {"option A", "correct", "type"}:
        counts = has_index or any(is_counted for _, is_counted in named)
        unnamed = _options_between(columns) if counts else ()
        for letter, place in zip(LETTERS[1:], unnamed, strict=False):
            columns[place] = f"option {letter}"
        guess = READ_AS_OPTIONS if unnamed else ""
        return Heading(tuple(columns), tuple(cells), counts, has_index, len(known), guess)
    if row in _GAME_LAYOUTS and len(cells) >= 8 and all(cell.strip() for cell in (*cells[1:4], *cells[6:8])):
        names = (
            "number",
            "question",
            "option A",
            "option B",
            "option C",
            "option D",
            "time limit",
            "correct",
        )
        return Heading(names, tuple(cells), counts_options=True)
    return None


def names_a_key(cells: Sequence[str]) -> bool:
    """Whether a row names the columns of mere answers: the number of a question, and what is right."""
    named = {_name_of(cell)[0] for cell in cells}
    return "correct" in named and len(cells) > 1 and named <= {"correct", "question", *IGNORED}


def _options_between(columns: Sequence[str]) -> Sequence[int]:
    """The places of two columns or more without known names between the first option and what ends them."""
    if "option A" not in columns or "option B" in columns:
        return ()
    first = columns.index("option A") + 1
    last = next((at for at in range(first, len(columns)) if is_known(columns[at])), first)
    ends = columns[last : last + 1]
    is_filled = all(columns[first:last])
    return range(first, last) if last - first > 1 and is_filled and ends[0] in _BEHIND_OPTIONS else ()


def names_key(cell: str) -> bool:
    """Whether a column of this name says what is right, or may."""
    return _name_of(cell)[0] in ("correct", COUNTED)


def is_known(name: str) -> bool:
    """Whether a column of this name is read, or lost on purpose."""
    return name in SINGLE or name in LOST or _SERIES.fullmatch(name) is not None


def _name_of(cell: str) -> tuple[str, bool]:
    """Our name of a column, and whether it is an option that is counted rather than lettered."""
    text = _ASIDES.sub(" ", cell[:200].casefold()).strip()
    if text.endswith("#"):
        text = f"{text} number"
    for end in (" - ", " – ", " — ", "(", ":", "\n"):
        # "Question - max 120 characters", "Correct answer(s) - choose at least one"
        if end in text.strip():
            text = text[: text.index(end)] if not text.startswith(end) else text
    words = " ".join(re.sub(r"[^\w]+|_+", " ", without_accents(text)).split())
    if words in _PLAIN_NAMES:
        return _PLAIN_NAMES[words], False
    words = _BEHIND.sub(r"option \1", words)
    found = _OF_A_SERIES.fullmatch(words)
    if found is None or (found[1] is None and len(words) != 1):
        return words if words in IGNORED else cell.strip()[:80], False
    series = _SERIES_CALLED.get(found[1] or "", "option")
    place = int(found[2]) if found[2].isdigit() else LETTERS.index(found[2].upper()) + 1
    if not 1 <= place <= len(LETTERS):
        return cell.strip()[:80], False
    if series == "hint":
        return f"hint {place}", False
    return f"{series} {LETTERS[place - 1]}", series == "option" and found[2].isdigit()

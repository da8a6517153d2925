"""Tables of a Word document in which ticks say what is right, as lines in which stars and arrows do.

Three layouts are known: options below each other, or beside each other, with a column or a row to tick;
statements with a column for each answer that they may have; and a question in each row, with a column to
tick beside each option.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from questions.formats.numbered.lines import Line
from questions.formats.numbered.rows import Row, is_name
from questions.formats.numbered.signs import labels_of, opening_of
from questions.formats.numbered.words import field_of
from questions.formats.tables.heading_words import NAMES, OPTION_WORDS
from questions.formats.tables.ticks import TICKS
from questions.lettering import letter
from questions.text import folded

_UNTICKED = frozenset({"", "☐", "□", "○", "◯", "-", "–", "—", "[ ]", "( )"})
_ASKING = ("?", "？", ":", "…", "...", "__")
_ARROW = " -> "
_LOOKED_BACK = 30
_LONGEST_NAME = 4
"""Words of the name of a column."""

_NAMES = {folded(name) for name in (*NAMES, *OPTION_WORDS)}
_INITIALS = {
    frozenset("rf"): {"r": "Richtig", "f": "Falsch"},
    frozenset("wf"): {"w": "Wahr", "f": "Falsch"},
    frozenset("vf"): {"v": "Vrai", "f": "Faux"},
}


@dataclass(frozen=True, slots=True)
class Ticked:
    """The lines that a table stands for; `stem` is the line above them, with a number, where it had none."""

    lines: list[Line]
    stem: Line | None = None


def lines_of_ticks(rows: Sequence[Row], above: Sequence[Line]) -> Ticked | None:
    """What a table with ticks says below these lines; None for any other."""
    words = [["\n".join(line.text for line in cell).strip() for cell in row] for row in rows]
    if not any(cell in TICKS for row in words for cell in row):
        return None
    width = max(map(len, words))
    grid = _Grid([row + [""] * (width - len(row)) for row in words if any(row)])
    asked = _Asked.by(above)
    for read in (_statements, _options, _questions, _options_in_row):
        if texts := read(grid, asked):
            losses = tuple(
                dict.fromkeys(lost for row in rows for cell in row for line in cell for lost in line.losses)
            )
            first, *rest = [Line(0, text) for text in texts]
            return Ticked([replace(first, losses=losses), *rest], asked.numbered if asked.is_used else None)
    return None


class _Grid:
    """The words of a table, and which columns are to be ticked: those of nothing but ticks below a name."""

    def __init__(self, rows: list[list[str]]) -> None:
        self.rows = rows
        columns = range(len(rows[0]))
        self.to_tick = [at for at in columns if all(_may_be_tick(row[at]) for row in rows[1:])]
        self.ticked = [at for at in self.to_tick if any(row[at] in TICKS for row in rows)]
        worded = [at for at in columns if at not in self.to_tick]
        self.counts = worded[:1] if len(worded) > 1 and all(map(_counts, self._below(worded[0]))) else []
        self.worded = worded[len(self.counts) :]

    def _below(self, column: int) -> list[str]:
        return [row[column] for row in self.rows[1:]]

    @property
    def names(self) -> dict[int, str]:
        """The names of the columns to tick, in the first row, where this has names for them."""
        first = self.rows[0]
        names = {at: first[at] for at in self.to_tick if not _may_be_tick(first[at])}
        return names if all(len(name.split()) <= _LONGEST_NAME for name in names.values()) else {}

    def count_in(self, row: Sequence[str]) -> str:
        """The number or the letter before the words of a row."""
        return row[self.counts[0]] if self.counts else ""


@dataclass(slots=True)
class _Asked:
    """What the lines above a table ask, and how its own questions are numbered.

    `numbered` is the line right above with a number, where it asks and had none; it `is_used` where the table
    answers it.
    """

    is_open: bool
    number: int
    numbered: Line | None = None
    is_used: bool = False

    @staticmethod
    def by(above: Sequence[Line]) -> _Asked:
        words = [line for line in above[-_LOOKED_BACK:] if not line.is_blank]
        last = next((found for line in reversed(above) if (found := opening_of(line.text))), None)
        number = (last.number or 0) + 1 if last else 1
        for line in reversed(words):
            if opening_of(line.text):
                return _Asked(True, number)
            if field_of(line.text) or any(one.kind != "number" for one in labels_of(line.text)):
                break
        if words and _asks(words[-1].text) and not words[-1].is_heading:
            return _Asked(True, number, replace(words[-1], text=f"{number}. {words[-1].text}", strokes=()))
        return _Asked(False, number)

    def answer(self) -> None:
        """Note that the table answers what is asked above it."""
        self.is_used = True

    def opening(self, text: str) -> str:
        """A question of the table, with the next number unless it has one."""
        if opening_of(text):
            return text
        self.number += 1
        return f"{self.number - 1}. {text}"


def _statements(grid: _Grid, asked: _Asked) -> list[str] | None:
    """A statement in each row, and a tick below the answer that it has."""
    names, rows = grid.names, grid.rows[1:]
    if len(names) < 2 or len(grid.worded) != 1 or set(grid.ticked) - set(names):
        return None
    chosen = [[at for at in names if row[at] in TICKS] for row in rows]
    stem = grid.rows[0][grid.worded[0]]
    statements = [row[grid.worded[0]].replace("\n", " ") for row in rows]
    if not all(len(ticks) == 1 for ticks in chosen) or any(_ARROW.strip() in text for text in statements):
        return None
    is_one = asked.is_open or (len(names) > 2 and bool(stem))
    if not is_one:
        return [
            line
            for text, (at,) in zip(statements, chosen, strict=True)
            for line in _judged(asked.opening(text), names, at)
        ]
    lines = [] if asked.is_open else [asked.opening(stem), "Type: matching"]
    asked.answer()
    lines += [
        f"{letter(place)}) {text}{_ARROW}{names[at]}"
        for place, (text, (at,)) in enumerate(zip(statements, chosen, strict=True))
    ]
    spare = [name for at, name in names.items() if [at] not in chosen]
    return lines + [f"{letter(len(chosen) + place)}){_ARROW}{name}" for place, name in enumerate(spare)]


def _judged(text: str, names: dict[int, str], right: int) -> list[str]:
    words = _INITIALS.get(frozenset(map(folded, names.values())), {})
    shown = {at: words.get(folded(name), name) for at, name in names.items()}
    return [text, *_lettered((name, at == right) for at, name in shown.items())]


def _options(grid: _Grid, asked: _Asked) -> list[str] | None:
    """Options below each other with one column to tick, and perhaps the questions themselves above them."""
    if len(grid.ticked) != 1 or len(grid.worded) != 1:
        return None
    (tick,), (column,) = grid.ticked, grid.worded
    first, *below = rows = grid.rows
    is_named = first[tick] not in _UNTICKED and any(row[tick] in TICKS for row in below)
    if is_named and _is_asked(grid, first, asked):
        rows = [[*first[:tick], "", *first[tick + 1 :]], *below]
    elif is_named and (first[tick] not in TICKS or folded(first[column]) in _NAMES):
        rows = below
    lines: list[str] = []
    pending: list[tuple[str, bool]] = []
    for row in rows:
        is_ticked = row[tick] in TICKS
        if not is_ticked and _is_asked(grid, row, asked):
            lines += [*_lettered(pending), asked.opening(_with_count(grid, row))]
            pending = []
        elif row[column]:
            pending.append((row[column], is_ticked))
    if not lines:
        asked.answer()
        return _lettered(pending) if asked.is_open and len(pending) > 1 else None
    return lines + _lettered(pending)


def _is_asked(grid: _Grid, row: Sequence[str], asked: _Asked) -> bool:
    """Whether a row is a question: it asks where nothing above does, or has a number and the options none."""
    words = row[grid.worded[0]]
    if opening_of(words) or (not asked.is_open and _asks(words)):
        return True
    counts = [grid.count_in(one) for one in grid.rows]
    return (
        bool(grid.count_in(row))
        and opening_of(_with_count(grid, row)) is not None
        and not all(one[:1].isdecimal() for one in counts if one)
    )


def _with_count(grid: _Grid, row: Sequence[str]) -> str:
    count, words = grid.count_in(row), row[grid.worded[0]]
    return f"{count.rstrip('.):')}. {words}" if count[:1].isdecimal() else words


def _questions(grid: _Grid, asked: _Asked) -> list[str] | None:
    """A question in each row, and a column to tick right behind each option, or right before it."""
    stem, *options = grid.worded or [0]
    if len(options) < 2:
        return None
    sides = [[at + side for at in options] for side in (1, -1)]
    ticks = next((side for side in sides if set(grid.ticked) <= set(side) <= set(grid.to_tick)), None)
    if ticks is None:
        return None
    lines: list[str] = []
    for place, row in enumerate(grid.rows):
        chosen = [row[at] in TICKS for at in ticks]
        if place or any(chosen):
            count = grid.count_in(row)
            lines.append(
                asked.opening(f"{count.rstrip('.):')}. {row[stem]}" if count[:1].isdecimal() else row[stem])
            )
            lines += _lettered(
                (row[at], is_right) for at, is_right in zip(options, chosen, strict=True) if row[at]
            )
    return lines


def _options_in_row(grid: _Grid, asked: _Asked) -> list[str] | None:
    """Options beside each other in one row, and the ticks below them in another."""
    if len(grid.rows) != 2 or not all(map(_may_be_tick, grid.rows[1])):
        return None
    texts, ticks = grid.rows
    lines: list[str] = []
    start = 0
    if not asked.is_open:
        if not _asks(texts[0]) or ticks[0] in TICKS:
            return None
        lines, start = [asked.opening(texts[0])], 1
    asked.answer()
    offered = [(text, tick in TICKS) for text, tick in zip(texts[start:], ticks[start:], strict=True) if text]
    return [*lines, *_lettered(offered)] if len(offered) > 1 else None


def _lettered(options: Iterable[tuple[str, bool]]) -> list[str]:
    """Options as they are typed, a star before those that are right; letters that they have are kept."""
    lines = []
    for place, (text, is_right) in enumerate(options):
        label = next(
            (one for one in labels_of(text) if one.kind in ("letter", "roman") and one.place == place), None
        )
        words = text[label.start :] if label else text
        lines.append(f"{'*' if is_right else ''}{letter(place)}) {words}".replace("\n", " "))
    return lines


def _asks(text: str) -> bool:
    return text.rstrip("* ").endswith(_ASKING)


def _may_be_tick(cell: str) -> bool:
    return cell in TICKS or cell in _UNTICKED


def _counts(cell: str) -> bool:
    return not cell or is_name(cell)

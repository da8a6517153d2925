"""Ticks in a table that names its columns: beside an option, within it, or one in each row of a question.

Rows that have them become rows whose column “correct” names the right options.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from questions.formats.tables.heading import LETTERS, Heading, names_key
from questions.formats.tables.types_named import EITHER_CHOICE, type_named

TICKS = frozenset("xX×✓✔√☑☒✅✗✘■●")
_YES = {tick.casefold() for tick in TICKS} | {"yes", "y", "true", "1", "right", "correct"}
_YES |= {"ja", "richtig", "wahr", "sí", "si", "oui", "vrai"}
_NO = {"", "no", "n", "false", "0", "wrong", "incorrect", "nein", "falsch", "non", "faux", "-", "☐", "□"}
_MARKED = re.compile(
    r"(?:\*{1,2}|[✓✔✅☑])\s*(?P<behind>\S.*)|"
    r"(?P<before>.*?\S)\s*(?:(?<=\s)\*{1,2}|[✓✔✅☑]|\((?:correct|right|richtig|correcta|juste|x|X)\))",
    re.DOTALL,
)
CROSSED_IS_RIGHT = (
    "No column says what is right. In all rows an X at the end of an option was read as its mark."
)
_CROSSED = re.compile(r"[^*]*\S\s+[xX×]", re.DOTALL)
_NEARLY_ALL = 0.9
_CHOICES = (EITHER_CHOICE, "single_choice", "multiple_response")
_WIDEST = 130
_LONGEST_MARKED = 2_000
_NumberedRow = tuple[int, Sequence[str]]


def with_ticks_read(
    heading: Heading, ahead: Sequence[_NumberedRow], rows: Iterable[_NumberedRow]
) -> tuple[Heading, Iterator[_NumberedRow]]:
    """The heading and rows in which no right option is merely ticked; `ahead` are the first of the rows."""
    columns = _columns_of_entries(heading)
    if columns and any(_goes_on(cells, *columns) for _, cells in ahead):
        names = list(heading.columns)
        names[columns[1]], names[columns[2]] = "options", "correct"
        return replace(heading, columns=tuple(names), counts_options=False), _gathered(rows, *columns)
    if "correct" not in heading.columns:
        spare = ("",) * (_WIDEST - len(heading.columns))
        heading = replace(heading, columns=(*heading.columns, *spare, "correct"))
    at = heading.columns.index("correct")
    options = [place for place, name in enumerate(heading.columns) if name.startswith("option ")]
    if not any(names_key(cell) for cell in heading.written) and _are_crossed(ahead, options):
        heading = replace(heading, guess=CROSSED_IS_RIGHT)
        rows = ((line, _with_cross_as_star(cells, options)) for line, cells in rows)
    return heading, ((line, _ticked(cells, heading, options, at)) for line, cells in rows)


def _are_crossed(rows: Sequence[_NumberedRow], options: Sequence[int]) -> bool:
    """Whether an X ends some options of nearly every row; a name may end so, but not one in each."""
    crossed = [_crossed(cells, options) for _, cells in rows if _filled(cells, options)]
    return len(crossed) > 1 and sum(map(bool, crossed)) >= _NEARLY_ALL * len(crossed)


def _crossed(cells: Sequence[str], options: Sequence[int]) -> list[int]:
    """The options of a row that end with an X of its own; none where all of them do."""
    filled = _filled(cells, options)
    found = [place for place in filled if _CROSSED.fullmatch(cells[place].strip()[:_LONGEST_MARKED])]
    return found if len(found) < len(filled) else []


def _filled(cells: Sequence[str], options: Sequence[int]) -> list[int]:
    return [place for place in options if place < len(cells) and cells[place].strip()]


def _with_cross_as_star(cells: Sequence[str], options: Sequence[int]) -> Sequence[str]:
    """A row in which a star, which marks everywhere, stands for each X that ends an option."""
    made = list(cells)
    for place in _crossed(cells, options):
        made[place] = f"*{cells[place].strip()[:-1].rstrip()}"
    return made


def _columns_of_entries(heading: Heading) -> tuple[int, int, int] | None:
    """The columns of the question, of one option a row, and of its tick; None where there are no such."""
    keys = [place for place, cell in enumerate(heading.written) if names_key(cell)]
    options = [place for place, name in enumerate(heading.columns) if name == "options" or name == "option A"]
    options = options or keys[:-1]
    if "option B" in heading.columns or len(options) != 1 or not keys or "question" not in heading.columns:
        return None
    return heading.columns.index("question"), options[0], keys[-1]


def _goes_on(cells: Sequence[str], question: int, option: int, _tick: int) -> bool:
    """Whether a row has another option of the question above it."""
    return (
        option < len(cells)
        and cells[option].strip() != ""
        and not any(map(str.strip, cells[question : question + 1]))
    )


def _gathered(rows: Iterable[_NumberedRow], question: int, option: int, tick: int) -> Iterator[_NumberedRow]:
    """One row for each question with all its options; those that are ticked are named by their letters."""
    group: list[_NumberedRow] = []
    for line, cells in rows:
        if group and _goes_on(cells, question, option, tick):
            group.append((line, cells))
            continue
        if group:
            yield _as_one(group, option, tick)
        group = [(line, cells)]
    if group:
        yield _as_one(group, option, tick)


def _as_one(group: Sequence[_NumberedRow], option: int, tick: int) -> _NumberedRow:
    line, first = group[0]
    made = [*first, *[""] * (max(option, tick) + 1 - len(first))]
    said = [cells[tick].strip() if tick < len(cells) else "" for _, cells in group]
    offered = [" ".join(cells[option].split()) if option < len(cells) else "" for _, cells in group]
    if len(group) > 1:
        made[option] = "\n".join(offered)
    if len(group) > 1 and all(one.casefold() in _YES | _NO for one in said):
        right = [place for place, one in enumerate(said) if one.casefold() in _YES]
        made[tick] = ", ".join(LETTERS[place] for place in right if place < len(LETTERS))
    return line, made


def _ticked(cells: Sequence[str], heading: Heading, options: Sequence[int], at: int) -> Sequence[str]:
    """The row with its key, where ticks say it and the column for it does not."""
    if (at < len(cells) and cells[at].strip()) or len(cells) > _WIDEST or not _may_be_choice(cells, heading):
        return cells
    filled = _filled(cells, options)
    made = [*cells, *[""] * (len(heading.columns) + 1 - len(cells))]
    right = [place for place in filled if _is_said_right(made, heading, place)]
    for place in () if right else filled:
        if made[place + 1].strip() in TICKS and "".join(heading.columns[place + 1 : place + 2]) == "":
            right.append(place)
            made[place + 1] = ""
    has_stars = "*" in made[heading.columns.index("question")]
    for place in () if right else filled:
        found = _MARKED.fullmatch(made[place].strip()[:_LONGEST_MARKED])
        words = (found["behind"] or found["before"]) if found else ""
        if words and not ("*" in made[place] and (has_stars or "*" in words)):
            right.append(place)
            made[place] = words
    is_said = any(name.startswith("tick ") for name in heading.columns)
    if not right or (len(right) == len(filled) > 1 and not is_said):
        return cells
    made[at] = ", ".join(heading.columns[place][-1] for place in right)
    return made


def _is_said_right(cells: Sequence[str], heading: Heading, option: int) -> bool:
    """Whether a column of its own says that an option is right."""
    name = f"tick {heading.columns[option][-1]}"
    return name in heading.columns and cells[heading.columns.index(name)].strip().casefold() in _YES


def _may_be_choice(cells: Sequence[str], heading: Heading) -> bool:
    """Whether a row may ask to choose, and weighs nothing."""
    if any(name.startswith("share ") for name in heading.columns):
        return False
    at = heading.columns.index("type") if "type" in heading.columns else len(cells)
    return not cells[at:] or not cells[at].strip() or type_named(cells[at]) in _CHOICES

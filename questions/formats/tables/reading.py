"""A row of a table → what became of its question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from questions.formats.item import IMPORTED, Item, Outcome
from questions.formats.receipts import restored as without_receipts
from questions.formats.shares import share_of_percent
from questions.formats.sound import first_words, sound
from questions.formats.tables.cells import parted, restored
from questions.formats.tables.heading import IGNORED, Heading, is_known
from questions.formats.tables.heading_words import LOST
from questions.formats.tables.keys import KeyRead, read_key
from questions.formats.tables.row import YES, Row, Unfit
from questions.formats.tables.types_named import EITHER_CHOICE, NAMES, asks_nothing, type_named
from questions.numerals import read_number
from questions.question import Asked, Format, OpenKey, Question, Sealed, Text, Why
from questions.response import Unreadable

MOST_HINT_COLUMNS = 26
IN_GAMES_ONE_WILL_DO = (
    "Several answers are right. In the game each of them alone earns everything; "
    "here all of them are asked for."
)
COUNTED_FROM_ZERO = "The right option is counted from 0 in this file, for a row names option 0."
COUNTED_FROM_ONE = "The right option was counted from 1, in this row and in all below it."
_PER_FILE = frozenset({"time limit"})
"""Columns that say nothing about the question itself, which are named once."""


def outcome_of(
    cells: Sequence[str],
    heading: Heading,
    *,
    number: int,
    line: int,
    doubts: Sequence[str] = (),
    said: set[int] | None = None,
    counts_from: int = 1,
) -> Outcome:
    """What becomes of one row below its heading.

    `said` are the places of columns of which it was said before that all rows lose them; it is added to.
    """
    row = Row(
        dict(_named(cells, heading)),
        heading.counts_options,
        counts_from,
        doubts=list(doubts),
        written={
            name: text for name, text in zip(heading.columns, heading.written, strict=False) if text.strip()
        },
    )
    row.losses.extend(_left_behind(cells, heading, said if said is not None else set()))
    if number == 1 and (heading.has_index or not counts_from):
        row.doubts.append(COUNTED_FROM_ONE if counts_from else COUNTED_FROM_ZERO)
    if number == 1 and heading.guess:
        row.doubts.append(heading.guess)
    begins = row.get("question") or next((cell for cell in cells if cell.strip()), "")
    try:
        item = _item(row)
    except Unfit as unfit:
        losses = tuple(row.losses)
        return Outcome(number, line, first_words(begins), losses=losses, refused=str(unfit))
    is_said = type_named(row.get("type")) == "multiple_response"
    if heading.is_of_a_game and item.question.type == "multiple_response" and not is_said:
        row.doubts.append(IN_GAMES_ONE_WILL_DO)
    return sound(item, number=number, line=line, begins=begins, losses=row.losses, doubts=row.doubts)


def names_option_zero(cells: Sequence[str], heading: Heading) -> bool:
    """Whether the key of a row is 0 where options are counted and none of them reads so."""
    row = dict(_named(cells, heading))
    options = [text for name, text in row.items() if name.startswith("option ")]
    return heading.counts_options and bool(options) and row.get("correct") == "0" and "0" not in options


def _named(cells: Sequence[str], heading: Heading) -> Iterator[tuple[str, str]]:
    for name, cell in zip(heading.columns, cells, strict=False):
        text = restored(cell.strip()).replace("\r\n", "\n").replace("\r", "\n")
        if text and name:
            yield name, text


def _left_behind(cells: Sequence[str], heading: Heading, said: set[int]) -> Iterator[str]:
    """What the row says that has no place here; a column that no row keeps is named once."""
    for place, cell in enumerate(cells):
        if not cell.strip() or place in said:
            continue
        name = heading.columns[place] if place < len(heading.columns) else ""
        written = heading.written[place].strip() if place < len(heading.written) else ""
        if name in LOST and name not in _PER_FILE:
            yield f"Left out: {LOST[name]} ({first_words(cell)})."
        elif not name and not written:
            if place and not heading.is_of_a_game:
                yield f"Left out: “{first_words(cell)}” stands in a column without a name."
        elif name in _PER_FILE:
            said.add(place)
            yield f"Left out in all rows: {LOST[name]}."
        elif not name or not (name in IGNORED or is_known(name)):
            said.add(place)
            why = "there is another column like it" if not name else "nothing here holds it"
            yield f"The column “{first_words(written)}” is left out in all rows: {why}."


def _item(row: Row) -> Item:
    if not row.has("question"):
        raise Unfit(f"The question has no text: fill in the column {row.called('question')}.")
    type = type_named(row.get("type")) if row.has("type") else None
    if row.has("type") and type is None:
        if asks_nothing(row.get("type")):
            raise Unfit(f"A “{row.get('type')[:60]}” has no right answer: it stays behind.")
        names = ", ".join(NAMES.values())
        raise Unfit(
            f"No type of question in a table is called “{row.get('type')[:60]}”. Write one of: {names}."
        )
    read = read_key(row, type)
    if type == EITHER_CHOICE and read.type == "single_choice" and len(row.series("option")) == 0:
        raise Unfit("It has no options: fill in the columns “option A”, “option B” and so on.")
    marked = _Formats(row)
    tags = tuple(parted(row.get("tags"), ","))
    explanation, citations, tags = without_receipts(marked.text("explanation"), tags)
    key = (
        OpenKey(marked.text("guide") if row.has("guide") else read.key.guide)
        if isinstance(read.key, OpenKey)
        else read.key
    )
    asked: dict[str, Any] = {"stem": marked.text("question"), "options_format": "plain"} | read.asked
    if marked.of("options") == "markdown" and asked.get("options"):
        asked["options_format"] = "markdown"
    if marked.of("question") == "markdown":
        asked["stem"] = Text(asked["stem"].value, "markdown")
    if row.says_yes("keep order"):
        asked["keeps_order"] = True
    if row.has("language"):
        asked["language"] = row.get("language")[:20]
    return Item(
        Question(
            "",
            Asked(read.type, **asked),
            Sealed(key, explanation, tuple(_whys(marked, read)), citations),
            pattern=IMPORTED,
        ),
        title=row.get("title"),
        category=tuple(parted(row.get("category"), "/")),
        tags=tags,
        reference=row.get("reference"),
        points=_points(row),
        penalty=_penalty(row),
        hints=tuple(
            marked.text(name) for place in range(1, MOST_HINT_COLUMNS + 1) if row.has(name := f"hint {place}")
        ),
    )


class _Formats:
    """Which texts of a row are Markdown: the column names them, or says yes for all."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._marked = {name.casefold() for name in parted(row.get("markdown"), ",")}

    def of(self, name: str) -> Format:
        return "markdown" if name.casefold() in self._marked or self._marked & (YES | {"all"}) else "plain"

    def text(self, name: str) -> Text:
        words = self._row.get(name)
        return Text(words, self.of(name) if words else "plain")


def _whys(marked: _Formats, read: KeyRead) -> Iterator[Why]:
    for column, name in read.names.items():
        said = marked.text(f"feedback {column}")
        if said.value:
            yield Why(name, said.value, "entailed" if name in read.right else "written", said.format)


def _points(row: Row) -> Fraction:
    if not row.has("points"):
        return Fraction(1)
    points = read_number(row.get("points"))
    if isinstance(points, Unreadable) or points < 0:
        row.losses.append("The points are no number, and were left out.")
        return Fraction(1)
    return points


def _penalty(row: Row) -> Fraction | None:
    if not row.has("penalty"):
        return None
    penalty = share_of_percent(row.get("penalty").rstrip("% "))
    if penalty is None or not 0 <= penalty <= 1:
        row.losses.append("The penalty is no percentage from 0 to 100, and was left out.")
        return None
    return penalty

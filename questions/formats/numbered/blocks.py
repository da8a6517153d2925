"""Where one typed question ends and the next begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from questions.formats.numbered.keys import dense_entries
from questions.formats.numbered.lines import Line
from questions.formats.numbered.signs import Opening, labels_of, opening_of
from questions.formats.numbered.words import (
    answer_in_heading,
    field_of,
    folds_away,
    is_heading,
    is_rule,
    key_begins,
    points_each,
    without_mark,
)

_FARTHEST = 100
"""How far a number may jump and still be that of a question rather than a year in a text."""

_AHEAD = ("title", "type", "category", "points", "tags")


@dataclass(slots=True)
class Block:
    """The lines of one question, which begins at `line`. Number 0: it has none.

    `answer` is a letter that stands in the blank before the number, `points` what a heading above says that
    each question below it counts, and `style` how its number is written ("": it has none).
    """

    number: int
    line: int
    lines: list[Line]
    answer: str = ""
    doubts: list[str] = field(default_factory=list)
    points: str = ""
    style: str = ""


def with_literals(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines with those that a backslash calls mere text freed of it; a rule across the page is blank.

    So is what pages only fold the answer away with. A heading that says the answer is a line that does.
    A backslash counts so only before what would otherwise be a sign, so that `\\frac` stays as it is.
    """
    for line in lines:
        words = line.text.lstrip("\\")
        if len(words) < len(line.text) and is_sign(words):
            line = replace(line.part(1), is_literal=True)
        elif is_rule(line.text) or folds_away(line.text):
            line = replace(line, text="", strokes=())
        elif (answer := answer_in_heading(line.text)) is not None:
            line = replace(line, text=answer, strokes=(), is_heading=False)
        yield line


def is_sign(text: str) -> bool:
    """Whether a line could be read as more than mere text, wherever it stands."""
    return (
        not text
        or opening_of(text) is not None
        or bool(labels_of(text))
        or field_of(text) is not None
        or key_begins(text) is not None
        or is_heading(text)
        or bool(dense_entries(text))
        or without_mark(text) != (text, None)
    )


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """The questions that these lines hold: by their numbers, or where none has one, by blank lines."""
    openings = {at: found for at, line in enumerate(lines) if (found := _opening(line)) is not None}
    numbered = [one for one in openings.values() if one.number is not None or one.style == "word"]
    if not numbered:
        return _parted(lines)
    style = "word" if any(one.style == "word" for one in numbered) else numbered[0].style
    splitter = _Splitter(style)
    for at, line in enumerate(lines):
        splitter.take(line, openings.get(at))
    splitter.end()
    return _with_fields_ahead(splitter.blocks)


def _opening(line: Line) -> Opening | None:
    if line.is_literal or line.is_heading or (line.level or 0) > 0:
        return None
    return opening_of(line.text)


class _Splitter:
    """Takes lines in turn and decides of each number whether a question begins with it."""

    def __init__(self, style: str) -> None:
        self.blocks: list[Block] = []
        self._style = style
        self._last = 0
        self._inner = 0
        self._after_blank = True
        self._has_answers = False
        self._is_listed = False
        self._loose: list[Line] = []
        self._points = ""

    def take(self, line: Line, opening: Opening | None) -> None:
        if line.is_blank:
            self._after_blank = True
            if self.blocks:
                self.blocks[-1].lines.append(line)
            return
        if opening is not None and self._begins_question(line, opening):
            self._open(line, opening)
        elif self._is_loose(line):
            self._loose.append(line)
            self._after_blank = True
            return
        else:
            self._inner = opening.number if opening is not None and opening.number else self._inner
            self.blocks[-1].lines.append(line)
            self._has_answers = self._has_answers or _is_answer_like(line)
        self._after_blank = False

    def end(self) -> None:
        """Say of lines behind the last question that they belong to none."""
        if self.blocks:
            self.blocks[-1].doubts += [_taken_for_heading(one) for one in self._loose]

    def _begins_question(self, line: Line, opening: Opening) -> bool:
        number = opening.number
        if number is None:
            return True
        is_fresh = self._after_blank or self._has_answers
        if opening.style != self._style:
            is_next = number == self._last + 1 and is_fresh and not self._inner
            return self._style != "word" and (line.level == 0 or is_next)
        if number == self._last + 1:
            return not self.blocks or is_fresh or self._inner + 1 != number
        if line.level == 0:
            return True
        if number == self._inner + 1 and self._inner and not self._after_blank:
            return False
        if self._last < number <= self._last + _FARTHEST or number <= self._last:
            return is_fresh
        return not self.blocks and number <= 9_999

    def _open(self, line: Line, opening: Opening) -> None:
        number = opening.number if opening.number is not None else self._last + 1
        doubts = []
        if self.blocks and number > self._last + 1:
            missing = f"{self._last + 1}" + (f" to {number - 1}" if number > self._last + 2 else "")
            doubts.append(f"The numbers jump from {self._last} to {number}: is {missing} missing?")
        elif self.blocks and 1 < number <= self._last:
            doubts.append(f"The number {number} follows {self._last}: the numbers are out of order.")
        doubts += [_taken_for_heading(one) for one in self._loose if not _is_ahead(one)]
        self._points = _points_below(self._loose, self._points)
        ahead, self._loose = [one for one in self._loose if _is_ahead(one)], []
        words = line.part(opening.start)
        if opening.is_bold:
            words = replace(words, text=words.text.replace("**", "", 1).rstrip("_ "))
        lines = [*([] if words.is_blank else [words]), *ahead]
        self.blocks.append(
            Block(number, line.number, lines, opening.answer, doubts, self._points, opening.style)
        )
        self._last, self._inner, self._has_answers = number, 0, False
        self._is_listed = bool(line.list_name)

    def _is_loose(self, line: Line) -> bool:
        """Whether a line belongs to no question: before the first, or after a blank line behind answers."""
        if not self.blocks:
            return True
        is_apart = self._after_blank or (self._is_listed and not line.list_name)
        if line.is_heading or (is_apart and not line.is_literal and is_heading(line.text)):
            return True
        if self._loose and not _is_answer_like(line):
            return True
        return self._after_blank and self._has_answers and not line.is_literal and not _is_answer_like(line)


def _is_answer_like(line: Line) -> bool:
    """Whether a line is an option or a field, which belong to the question before them."""
    if line.is_literal:
        return False
    if line.level:
        return True
    return field_of(line.text) is not None or any(one.kind != "number" for one in labels_of(line.text))


def _points_below(above: Sequence[Line], points: str) -> str:
    """What each question below these lines counts: as they say, or as before where they head nothing."""
    said = [each for line in above if (each := points_each(line.text))]
    is_part = any(line.is_heading or is_heading(line.text) for line in above)
    return said[-1] if said else "" if is_part else points


def _taken_for_heading(line: Line) -> str:
    words = line.text if len(line.text) <= 80 else line.text[:79] + "…"
    if each := points_each(line.text):
        return (
            f"Line {line.number}, “{words}”, was taken for a heading: each question below it counts {each}."
        )
    return f"Line {line.number}, “{words}”, was taken for a heading and belongs to no question."


def _parted(lines: Sequence[Line]) -> list[Block]:
    """Questions without numbers. One ends at a blank line, unless its options or answers come only then."""
    blocks: list[Block] = []
    loose: list[str] = []
    points = ""
    if not any(_is_answer_like(line) or line.text.endswith(("?", "__")) for line in lines):
        return blocks
    after_blank, has_answers = True, False
    for line in lines:
        if line.is_blank:
            after_blank = True
            if blocks:
                blocks[-1].lines.append(line)
            continue
        is_marked = without_mark(line.text)[1] is not None and not line.text.rstrip("*").endswith("?")
        is_answer = _is_answer_like(line) or is_marked
        if not line.is_literal and (line.is_heading or (after_blank and is_heading(line.text))):
            loose.append(_taken_for_heading(line))
            points = _points_below([line], points)
            continue
        is_new = after_blank and not is_answer and (has_answers or not line.is_code)
        if not blocks or is_new:
            if len(blocks) == 1 and not has_answers and _is_title(blocks[0]):
                loose.append(_taken_for_heading(blocks.pop().lines[0]))
            blocks.append(Block(0, line.number, [line], doubts=loose, points=points))
            loose, has_answers = [], False
        else:
            blocks[-1].lines.append(line)
            has_answers = has_answers or is_answer
        after_blank = False
    return _with_fields_ahead(blocks)


def _is_title(block: Block) -> bool:
    """Whether the first words of a file are its title: one short line that asks nothing."""
    words = [line for line in block.lines if not line.is_blank]
    return len(words) == 1 and len(words[0].text) <= 80 and words[0].text[-1] not in ".?:!_…"


def _with_fields_ahead(blocks: list[Block]) -> list[Block]:
    """`Title:` and `Type:` right before a number, after a blank line, belong to the question below."""
    for block, following in pairwise(blocks):
        start = len(block.lines)
        while start and not block.lines[start - 1].is_blank and _is_ahead(block.lines[start - 1]):
            start -= 1
        if 0 < start < len(block.lines) and block.lines[start - 1].is_blank:
            following.lines[1:1] = block.lines[start:]
            del block.lines[start:]
    return blocks


def _is_ahead(line: Line) -> bool:
    found = None if line.is_literal else field_of(line.text)
    return found is not None and found.name in _AHEAD

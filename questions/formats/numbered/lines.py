"""A file of typed questions as lines, each with its number and how its letters look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TextIO

from questions.formats.item import UnreadableFile
from questions.formats.numbered.code import in_fences, unindented

LONGEST_LINE = 50_000
"""Characters of one line; no text that is taken is longer."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """How the letters from `start` to `end` of a line look: bold, highlighted, underlined or coloured."""

    start: int
    end: int
    look: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `is_literal`: a backslash says that it is mere text, whatever it looks like.

    `list_name` names the automatic list it stands in, `level` is its level there, from 0, and `label` counts
    the letters that the list put before its words; `is_heading` tells what the document says itself. Plain
    text knows none of these. `losses` are what is left behind of it. `is_code`: it stands between fences.
    """

    number: int
    text: str
    strokes: tuple[Stroke, ...] = ()
    level: int | None = None
    is_heading: bool = False
    is_literal: bool = False
    losses: tuple[str, ...] = ()
    list_name: str = ""
    label: int = 0
    is_code: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.text and not self.is_literal

    @property
    def looks(self) -> frozenset[str]:
        """The looks that all of its letters have."""
        letters = sum(not char.isspace() for char in self.text)
        covered: dict[str, int] = {}
        for stroke in self.strokes:
            inked = sum(not char.isspace() for char in self.text[stroke.start : stroke.end])
            covered[stroke.look] = covered.get(stroke.look, 0) + inked
        return frozenset(look for look, count in covered.items() if count >= letters > 0)

    def part(self, start: int, end: int | None = None) -> Line:
        """The line from `start` to `end`, without the spaces around it."""
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        text = words.strip()
        strokes = (
            replace(one, start=max(0, one.start - start), end=min(len(text), one.end - start))
            for one in self.strokes
        )
        return replace(self, text=text, strokes=tuple(one for one in strokes if one.end > one.start))


def lines_of_text(text: TextIO) -> Iterator[Line]:
    """The lines of a text, without the spaces around them; those of code keep their indents."""
    written = text.read().replace("\r\n", "\n").translate(_ENDS).split("\n")
    inside = in_fences(written)
    code: list[str] = []
    for place, words in enumerate(written):
        if len(words) > LONGEST_LINE:
            raise UnreadableFile(f"A line has more than {LONGEST_LINE:,} characters: part it.", place + 1)
        if place not in inside:
            yield Line(place + 1, words.strip())
            continue
        code.append(words)
        if inside.get(place + 1) != inside[place]:
            for behind, kept in enumerate(unindented(code), start=place + 2 - len(code)):
                yield Line(behind, kept, is_literal=True, is_code=True)
            code.clear()


_ENDS = str.maketrans("\r\v\f", "\n\n\n")

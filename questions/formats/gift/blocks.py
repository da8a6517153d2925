"""A GIFT file cut into questions: paragraphs, with the comments and the category that belong to each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from questions.formats.gift.signs import shielded, unshielded

LONGEST_BLOCK = 1_000_000
"""Characters of one question, with all that belongs to it."""

NO_BLANK_LINE = "There is no blank line before this question; it was read as one of its own."
BLANK_INSIDE = "A blank line between the braces, where none may stand, was passed over."

_BLANKS = " \t\r\n\v\f\0"
_CATEGORY = "$CATEGORY:"
_CONTEXT = re.compile(r"\$(?:course|system|module|cat\d{0,9}|coursecat)\d{0,9}\$")
_SLASH = re.compile(r"(?<!/)/(?!/)")
_ANSWER_SIGNS = ("=", "~", "}", "#")


@dataclass(slots=True)
class Block:
    """The lines of one question, shielded, from `line` on. `category` is the path it stands in."""

    line: int
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    category: tuple[str, ...] = ()
    doubts: list[str] = field(default_factory=list)
    is_too_long: bool = False
    size: int = 0
    has_begun: bool = False
    has_ended: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip(_BLANKS)

    @property
    def is_open(self) -> bool:
        """Whether its answers have begun and not ended."""
        return self.has_begun and not self.has_ended

    @property
    def may_be_followed(self) -> bool:
        """Whether its answers are complete, so that a line which looks like a beginning is one."""
        return self.has_ended and self.lines[-1].rstrip(_BLANKS).endswith("}")

    def add(self, line: str) -> None:
        """Take one more line, which is no comment."""
        self.size += len(line) + 1
        if self.size > LONGEST_BLOCK:
            self.is_too_long = True
            return
        self.lines.append(line)
        if not self.has_begun:
            line = line[line.find("{") :] if "{" in line else ""
            self.has_begun = bool(line)
        self.has_ended = self.has_ended or (self.has_begun and "}" in line)


def blocks_of(lines: Iterable[str]) -> Iterator[Block]:
    """The questions of a file in its order, each in its category; comments alone are passed over."""
    category: tuple[str, ...] = ()
    for block in _cut(lines):
        while block.lines and block.lines[0].lstrip(_BLANKS).startswith(_CATEGORY):
            category = path_of(unshielded(block.lines.pop(0)).removeprefix(_CATEGORY))
            block.line += 1
        if block.text:
            block.category = category
            yield block


def path_of(category: str) -> tuple[str, ...]:
    """The names of a category path without its context and its root; a double slash stands for a slash."""
    names = [name.strip().replace("//", "/") for name in _SLASH.split(category)]
    names = [name for name in names if name]
    if names and _CONTEXT.fullmatch(names[0]):
        names.pop(0)
    if names and names[0] == "top":
        names.pop(0)
    return tuple(names)


def _cut(lines: Iterable[str]) -> Iterator[Block]:
    """Paragraphs: parted by blank lines but for those inside braces, and where the next one begins anyway."""
    block = Block(1)
    held: list[str] = []
    """Comments after a complete question: they may belong to the next one."""
    is_after_blank = False
    for number, raw in enumerate(lines, start=1):
        line = raw.strip(_BLANKS)
        if line.startswith("//"):
            (held if block.may_be_followed else block.comments).append(line)
            continue
        begins_anyway = block.may_be_followed and line.startswith(("::", _CATEGORY))
        if block.is_open and line and is_after_blank and line.startswith(_ANSWER_SIGNS):
            block.doubts.append(BLANK_INSIDE)
        elif begins_anyway or (is_after_blank and line if block.is_open else not line):
            if not begins_anyway:
                block.comments += held
                held = []
            yield block
            block = Block(number, comments=held)
            held = []
            if begins_anyway and line.startswith("::"):
                block.doubts.append(NO_BLANK_LINE)
        is_after_blank = not line
        if line:
            block.line = block.line if block.lines else number
            block.add(shielded(raw.rstrip("\r\n")))
    block.comments += held
    yield block

"""A typed question in its pieces: the lines of the stem, the options as they stand, and the fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from questions.formats.numbered.blocks import Block
from questions.formats.numbered.lines import Line
from questions.formats.numbered.options import Draft, options_in
from questions.formats.numbered.words import Field, FieldName, field_of

_TO_FILL = re.compile(r"[_.…\s]+")
_IN_STEM = frozenset(
    {"reason", "reasoning", "why", "key", "correct", "solution", "comment", "id", "unit", "score"}
)
"""Words that begin a field only behind options or an answer, for they begin statements as well."""

_ONE_LINE: frozenset[FieldName] = frozenset(
    {"title", "type", "points", "category", "tags", "reference", "unkept"}
)


@dataclass(slots=True)
class Piece:
    """A field with the lines that it goes on in, and how many options stand above it."""

    field: Field
    lines: list[Line]
    options_above: int = 0

    @property
    def text(self) -> str:
        return joined(self.lines)


@dataclass(slots=True)
class Pieces:
    """What the lines of one question say, before it is known what kind of question it is."""

    block: Block
    stem: list[Line] = field(default_factory=list)
    options: list[Draft] = field(default_factory=list)
    fields: list[Piece] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def said(self, name: FieldName) -> list[str]:
        """What each field of this name says."""
        return [piece.text for piece in self.fields if piece.field.name == name]

    def last_said(self, name: FieldName) -> str:
        return next(iter(reversed(self.said(name))), "")

    def listed(self, name: FieldName, separator: str) -> list[str]:
        """The entries of the lists that fields of this name hold, each once."""
        words = (word.strip() for said in self.said(name) for word in said.split(separator))
        return list(dict.fromkeys(word for word in words if word))

    @property
    def category(self) -> tuple[str, ...]:
        """A path parted by slashes; a doubled one stands for itself."""
        names = self.last_said("category").replace("//", "\0").split("/")
        return tuple(name.replace("\0", "/").strip() for name in names if name.strip())


def pieces_of(block: Block) -> Pieces:
    """The question taken apart. Plain lines go on with whatever stands above them."""
    pieces = Pieces(block, doubts=list(block.doubts))
    options = options_in(block.lines, pieces.doubts)
    reader = _Reader(pieces, first_option=min(options, default=len(block.lines)))
    for at, line in enumerate(block.lines):
        pieces.losses += (loss for loss in line.losses if loss not in pieces.losses)
        if at in options:
            reader.options(options[at])
        elif line.is_blank:
            reader.blank(line)
        else:
            found = None if line.is_literal or at == 0 else field_of(line.text)
            reader.words(at, line, found)
    return pieces


def joined(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines).strip()


class _Reader:
    """Takes the lines of a question in turn and puts each where it belongs."""

    def __init__(self, pieces: Pieces, first_option: int) -> None:
        self._pieces = pieces
        self._first_option = first_option
        self._below: list[Line] = pieces.stem
        self._has_answer = False

    def options(self, drafts: list[Draft]) -> None:
        self._pieces.options += drafts
        self._below = drafts[-1].lines

    def blank(self, line: Line) -> None:
        if self._below is self._pieces.stem:
            self._below.append(line)

    def words(self, at: int, line: Line, found: Field | None) -> None:
        pieces = self._pieces
        is_early = at < self._first_option and not self._has_answer
        if found is not None and is_early and (found.word.lower() in _IN_STEM or found.name == "unkept"):
            found = None
        if found is None:
            self._plain(line)
        elif found.name == "unkept":
            pieces.losses.append(f"“{short(line.text)}” was left out.")
        elif not (found.name == "answer" and _TO_FILL.fullmatch(found.text)):
            lines = [Line(line.number, found.text)] if found.text else []
            pieces.fields.append(Piece(found, lines, len(pieces.options)))
            self._has_answer = self._has_answer or found.name == "answer"
            if found.name not in _ONE_LINE:
                self._below = lines

    def _plain(self, line: Line) -> None:
        """What stands below an answer that is complete explains it."""
        last = self._pieces.fields[-1] if self._pieces.fields else None
        if last is not None and last.field.name == "answer" and last.lines and self._below is last.lines:
            self._below = []
            self._pieces.fields.append(
                Piece(Field("explanation", ""), self._below, len(self._pieces.options))
            )
            self._pieces.doubts.append(f"“{short(line.text)}” below the answer was read as its explanation.")
        self._below.append(line)


def short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:59].rstrip() + "…"

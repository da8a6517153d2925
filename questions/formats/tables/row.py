"""One row as people filled it in, by the names of its columns, and what has to be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from questions.formats.sound import first_words
from questions.formats.tables.heading import LETTERS

YES = frozenset({"yes", "y", "true", "x", "1"})


class Unfit(ValueError):
    """Why a row is no question, and how to mend it, in a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` are those with text. `counts_options`: a number in the key is the place of an option.

    `counts_from` is the place of the first one. `written` is how the heading writes names of columns.
    """

    cells: Mapping[str, str]
    counts_options: bool
    counts_from: int = 1
    losses: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    written: Mapping[str, str] = field(default_factory=dict)

    def called(self, name: str) -> str:
        """A column as its file calls it, in quotation marks."""
        return f"“{first_words(self.written.get(name, name))}”"

    def get(self, name: str) -> str:
        return self.cells.get(name, "")

    def has(self, name: str) -> bool:
        return name in self.cells

    def says_yes(self, name: str) -> bool:
        return self.get(name).casefold() in YES

    def series(self, name: str) -> dict[str, str]:
        """The filled columns of a series by their letters."""
        return {letter: self.cells[key] for letter in LETTERS if (key := f"{name} {letter}") in self.cells}

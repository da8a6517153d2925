"""A question on its way in or out: with what files keep beside it, and what became of it on the way."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from questions.question import Question, Text


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that texts of an item name as `![words](picture:name)`."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """A question with what a file says of it.

    `reference` is the name under which its file, and we, know it again ("" where there is none);
    `category` is a path from the root; `penalty` what each further try costs, where the file says so.
    The question's own id is "" and its pattern `IMPORTED`.
    """

    question: Question
    title: str = ""
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reference: str = ""
    points: Fraction = Fraction(1)
    penalty: Fraction | None = None
    hints: tuple[Text, ...] = ()
    pictures: tuple[Picture, ...] = ()


IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question of a file.

    `number` counts the questions of the file and `line` its lines, both from 1; in a table `line` is the
    row, and it is 0 where a format has none. `begins` are the first words, to know it by. `item` is None
    where the question is refused, and then `refused` says why and how to mend it. `losses` say what was
    left behind, `doubts` what could have been meant otherwise, each in a sentence.
    """

    number: int
    line: int
    begins: str
    item: Item | None = None
    losses: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    refused: str = ""

    @property
    def verdict(self) -> Literal["ok", "loss", "refused"]:
        if self.item is None:
            return "refused"
        return "loss" if self.losses else "ok"


@dataclass(frozen=True, slots=True)
class Fit:
    """How much of an item a format can hold: sentences on what it leaves out, or why it takes none of it."""

    losses: tuple[str, ...] = ()
    refused: str = ""


class UnreadableFile(Exception):
    """Nothing of a file can be read; `why` tells how to mend that, `line` where (0: nowhere)."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.line = line

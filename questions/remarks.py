"""What a reader, a checker or a linter has to say about a place in a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """One finding: where it is, what is wrong, and how to mend it, in one sentence.

    `line` counts from 1 and is 0 where no line can be named; `rule` is empty outside the linter.
    """

    file: str
    line: int
    key: str
    sentence: str
    severity: Literal["error", "warning"] = "error"
    rule: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}:" if self.key else ""
        return f"{place}:{key} {self.sentence}"

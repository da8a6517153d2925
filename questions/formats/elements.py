"""The elements of a JSON array, one at a time: a broken one harms no other, and memory stays flat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TextIO

from questions.formats.item import UnreadableFile

_PORTION = 64 * 1024
_LONGEST_HEAD, _MOST_HEADS = 100_000, 20
_HEAD_ENDS = re.compile(r'"questions"\s*:\s*\[')
_OUTSIDE = re.compile(r'["{}\[\],]')
_DEEPER = re.compile(r'["{}\[\]]')
_INSIDE = re.compile(r'["\\]')
NO_ARRAY = 'This JSON holds no list of "questions".'


@dataclass(frozen=True, slots=True)
class Element:
    """The text of one element, and the line that it begins in. `is_whole`: the file does not end in it."""

    text: str
    line: int
    is_whole: bool = True


class Elements:
    """A file that is an array, or an object with an array named "questions" and a `head` before it."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._buffer = ""
        self._start = 0
        self._line = 1
        self.head: dict[str, Any] = self._read_head()

    def _read_head(self) -> dict[str, Any]:
        self._buffer = self._text.read(_LONGEST_HEAD)
        stripped = self._buffer.lstrip()
        if stripped.startswith("["):
            self._go_to(len(self._buffer) - len(stripped) + 1)
            return {}
        for end in islice(_HEAD_ENDS.finditer(self._buffer), _MOST_HEADS):
            try:
                head = json.loads(self._buffer[: end.end()] + "]}")
            except (ValueError, RecursionError):
                continue
            self._go_to(end.end())
            return dict(head)
        raise UnreadableFile(NO_ARRAY)

    def _go_to(self, place: int) -> None:
        self._line += self._buffer.count("\n", self._start, place)
        self._start = place

    def __iter__(self) -> Iterator[Element]:
        """Each element as text that may or may not be JSON; what stands after the array is not looked at."""
        at, depth, is_string = self._start, 0, False
        while True:
            pattern = _INSIDE if is_string else _DEEPER if depth else _OUTSIDE
            found = pattern.search(self._buffer, at)
            if found is None or (found[0] == "\\" and found.end() == len(self._buffer)):
                at = (len(self._buffer) if found is None else found.start()) - self._start
                if not self._read_on():
                    yield from self._cut(len(self._buffer), is_whole=False)
                    return
                continue
            at, sign = found.end(), found[0]
            if sign == "\\":
                at += 1
            elif sign == '"':
                is_string = not is_string
            elif sign in "{[":
                depth += 1
            elif depth:
                depth -= 1
            else:
                yield from self._cut(found.start(), is_whole=True)
                if sign != ",":
                    return
                self._go_to(at)

    def _read_on(self) -> bool:
        """Drop what is done and read more: ever larger portions, so that a long element is copied seldom."""
        rest = self._buffer[self._start :]
        portion = self._text.read(max(_PORTION, len(rest)))
        self._buffer, self._start = rest + portion, 0
        return bool(portion)

    def _cut(self, end: int, *, is_whole: bool) -> Iterator[Element]:
        raw = self._buffer[self._start : end]
        if text := raw.strip():
            self._go_to(self._start + len(raw) - len(raw.lstrip()))
            yield Element(text, self._line, is_whole)
        self._go_to(end)

"""Finding in a text what it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from questions.text import folded

Thing = TypeVar("Thing")

Span = tuple[int, int]
"""The places of the first word of a name and of the first word behind it."""


class Called(Generic[Thing]):
    """Things by the words that they are called: however many there are, a text costs what its words cost."""

    def __init__(self) -> None:
        self._things: dict[tuple[str, ...], dict[Thing, int]] = defaultdict(dict)
        self._lengths: dict[str, set[int]] = defaultdict(set)
        self._count = 0

    def add(self, name: str, thing: Thing) -> None:
        words = tuple(folded(name).split())
        if words:
            self._things[words].setdefault(thing, self._count)
            self._lengths[words[0]].add(len(words))
            self._count += 1

    def named_in(self, words: Sequence[str]) -> Iterator[tuple[Thing, Span]]:
        """What the text names and where, from its first word on; at one place as they were added."""
        for start, word in enumerate(words):
            here = [
                (rank, thing, (start, start + length))
                for length in self._lengths.get(word, ())
                for thing, rank in self._things.get(tuple(words[start : start + length]), {}).items()
            ]
            for _rank, thing, span in sorted(here, key=lambda one: one[0]):
                yield thing, span

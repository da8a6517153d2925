"""What every format of questions must be able to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol

from questions.formats.item import Fit, Item, Outcome


class QuestionFormat(Protocol):
    """One format, both ways. Reading and writing take one question at a time, so that memory stays flat.

    What `write` writes of an item, `read` reads back equal but for what `fit` says is lost.
    """

    name: str
    """How commands and addresses call it."""
    title: str
    """How people call it."""
    endings: tuple[str, ...]
    """Of file names, with the point; the first one is given to what we write."""
    media_type: str

    def recognises(self, beginning: bytes) -> bool:
        """Whether a file that begins so (up to 64 KiB) is likely of this format; never raises."""

    def read(self, file: BinaryIO) -> Iterator[Outcome]:
        """Each question of a file with what became of it. `UnreadableFile` where nothing can be read."""

    def fit(self, item: Item) -> Fit:
        """What writing would lose of this item, to be said before it is written."""

    def write(self, items: Iterable[Item], file: BinaryIO) -> None:
        """Write items that fit; ValueError for one that does not."""

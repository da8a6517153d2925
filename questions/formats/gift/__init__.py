"""Moodle's GIFT: questions as text that people write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from questions.formats.decoding import decoded_beginning
from questions.formats.gift.blocks import blocks_of
from questions.formats.gift.reading import is_likely, read_gift
from questions.formats.gift.writing import fit_of, write_gift
from questions.formats.item import Fit, Item, Outcome

_LOOKED_AT = 20
_OTHER = re.compile(r"\s*+(?:<(?:[?!]|quiz\b|html\b)|\{\s*+[\"}])", re.IGNORECASE)
"""How XML, pages and JSON begin."""
_CATEGORY = re.compile(r"^\$CATEGORY:", re.MULTILINE)


class Gift:
    name = "gift"
    title = "GIFT (Moodle)"
    endings: tuple[str, ...] = (".gift", ".txt")
    media_type = "text/plain; charset=utf-8"

    def recognises(self, beginning: bytes) -> bool:
        """Whether it has a category, or half of the first questions have answers, as GIFT writes them."""
        text = decoded_beginning(beginning)
        if _OTHER.match(text):
            return False
        if _CATEGORY.search(text):
            return True
        found = [is_likely(block.text) for block in islice(blocks_of(text.splitlines()), _LOOKED_AT)]
        return any(found) and 2 * sum(found) >= len(found)

    def read(self, file: BinaryIO) -> Iterator[Outcome]:
        return read_gift(file)

    def fit(self, item: Item) -> Fit:
        return fit_of(item)

    def write(self, items: Iterable[Item], file: BinaryIO) -> None:
        write_gift(items, file)

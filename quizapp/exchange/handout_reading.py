"""What somebody sent as a handout, as paragraphs."""

from __future__ import annotations

from typing import BinaryIO

from questions.formats.item import UnreadableFile
from questions.handout.reading import LONGEST_HANDOUT, paragraphs_in
from questions.text import is_storable


def text_of(file: BinaryIO | None, name_or_text: str) -> tuple[str, ...]:
    """The paragraphs of a file of this name, or of pasted text."""
    text = name_or_text
    if len(text) > LONGEST_HANDOUT:
        raise UnreadableFile(f"more than {LONGEST_HANDOUT:,}")
    if not is_storable(text):
        raise UnreadableFile("unstorable")
    return paragraphs_in(text)

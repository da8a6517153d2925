"""The gaps of a cloze text, which stand in its stem as `{{id}}`: finding them, and words in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from questions.markdown import in_words
from questions.question import Asked, Gap, Text

BLANK_LINE = "_____"
_NUMBERED = re.compile(r"(?<=\{\{)\d+(?=\}\})")


def placeholder(gap: Gap) -> str:
    """How a gap stands in a stem."""
    return f"{{{{{gap.id}}}}}"


def free_ids(words: str) -> Iterator[str]:
    """Numbers as ids for gaps beside these words, of which none holds a placeholder already."""
    taken = set(_NUMBERED.findall(words))
    return (id for id in map(str, count(1)) if id not in taken)


def parted(text: str, gaps: tuple[Gap, ...]) -> Iterator[str | Gap]:
    """The text and its gaps in turns, as they stand in it; nothing but these gaps is looked for."""
    by_place = {placeholder(gap): gap for gap in gaps}
    if not gaps:
        yield text
        return
    for part in re.split(f"({'|'.join(map(re.escape, by_place))})", text):
        yield by_place.get(part, part)


def with_blanks(asked: Asked) -> str:
    """The stem as it was written, with a line where a gap is."""
    return _filled(asked, BLANK_LINE)


def stem_in_words(asked: Asked) -> str:
    """The same as lists and searches show it, without markup; pictures as the words that stand for them."""
    return in_words(shown_stem(asked).value, asked.stem.format)


def shown_stem(asked: Asked) -> Text:
    """The same as a text to render."""
    line = BLANK_LINE.replace("_", "\\_") if asked.stem.format == "markdown" else BLANK_LINE
    return Text(_filled(asked, line), asked.stem.format)


def _filled(asked: Asked, words: str) -> str:
    parts = parted(asked.stem.value, asked.gaps)
    return "".join(part if isinstance(part, str) else words for part in parts)

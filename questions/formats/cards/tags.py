"""Tags as other programs write them, without spaces, and as we keep them."""

from __future__ import annotations

from collections.abc import Iterable

from questions.formats.cards.limits import LONGEST_TAG, MOST_TAGS
from questions.text import is_storable


def kept_tags(found: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """The tags that fit, each once, and whether some did not."""
    tags = list(dict.fromkeys(tag.replace(",", "_") for tag in found))
    fitting = [tag for tag in tags if len(tag) <= LONGEST_TAG and is_storable(tag) and tag.isprintable()]
    return tuple(fitting[:MOST_TAGS]), len(fitting[:MOST_TAGS]) < len(tags)


def tag_line(tags: Iterable[str]) -> str:
    """Tags with spaces between them; those within a tag become underscores, as Anki's have none."""
    return " ".join("_".join(tag.split()) for tag in tags)

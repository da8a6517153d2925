"""How Markdown names pictures: `![what it shows](picture:name)`, and texts whose pictures get other names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

SCHEME = "picture:"
LONGEST_NAME = 100

_NAME = rf"([A-Za-z0-9._-]{{1,{LONGEST_NAME}}})(?=\))"
_SHOWN = re.compile(rf"!\[((?:[^\[\]\\]|\\.){{0,500}})\]\(picture:[A-Za-z0-9._-]{{1,{LONGEST_NAME}}}\)")
_KEPT = re.compile(r"([0-9a-f]{64})(?:-([1-9]\d{0,4})x([1-9]\d{0,4}))?")
_BREAKS = re.compile(r"[\\\[\]*_`$<&!]")


@cache
def _named(scheme: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\]\({scheme}){_NAME}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture that is kept here: its hash, and the size that the text gives it, 0 where it gives none."""

    sha256: str
    width: int = 0
    height: int = 0


def read_name(name: str) -> Reference | None:
    """What a name says, where it is one of ours."""
    found = _KEPT.fullmatch(name)
    return Reference(found[1], int(found[2] or 0), int(found[3] or 0)) if found else None


def names_in(text: str) -> Iterator[str]:
    """The names of all pictures in a text, ours and those of files."""
    return (found[1] for found in _named(SCHEME).finditer(text))


def kept_in(text: str) -> Iterator[str]:
    """The hashes of the pictures in a text that are kept here."""
    return (one.sha256 for one in map(read_name, names_in(text)) if one)


def renamed(text: str, new_name: Callable[[str], str], *, scheme: str = SCHEME) -> str:
    """The text with each picture, or each sound, under its new name; "" keeps the old one."""
    if scheme not in text:
        return text
    return _named(scheme).sub(lambda found: new_name(found[1]) or found[1], text)


def without_pictures(text: str) -> str:
    """The text with the words that stand for pictures in their place, for a list."""
    return _SHOWN.sub(lambda found: found[1], text) if SCHEME in text else text


def has_wordless(text: str) -> bool:
    """Whether a picture in the text says nothing to those who cannot see it."""
    return SCHEME in text and any(not found[1].strip() for found in _SHOWN.finditer(text))


def reference_to(name: str, words: str, *, scheme: str = SCHEME) -> str:
    """Markdown that shows a picture, or a sound; `words` stand for it where it cannot be had."""
    safe = _BREAKS.sub(lambda found: "\\" + found[0], " ".join(words.split()))
    return f"![{safe}]({scheme}{name})"

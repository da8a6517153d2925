"""Which looks of hypertext a reader would miss: colours that stand out, lines under or through words."""

from __future__ import annotations

import html
import re

_STYLED = re.compile(
    r"(?<![\w-])(background(?:-color)?|color|bgcolor|text-decoration(?:-line)?)"
    r"\s{0,9}[:=]\s{0,9}[\"']?([^;\"'<>]{1,100})",
    re.I,
)
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})(?![0-9a-f])")
_RGB = re.compile(r"rgba?\(\s{0,9}(\d{1,3})[\s,]{1,9}(\d{1,3})[\s,]{1,9}(\d{1,3})\s{0,9}[,/)]")
_UNSEEN = frozenset(
    {"inherit", "initial", "unset", "revert", "currentcolor", "transparent", "windowtext", "window", "auto"}
    | {"none", "black", "white"}
)
_DARK, _LIGHT, _GREY = 0x60, 0xE8, 0x20
"""What a page's own ink and paper are like: how bright, and by how much its colours may differ."""


def stands_out(attributes: str) -> bool:
    """Whether these attributes of an element give its words a look of their own; ink and paper do not."""
    lowered = attributes.lower()
    if "color" not in lowered and "background" not in lowered and "decoration" not in lowered:
        return False
    return any(_is_seen(*found) for found in _STYLED.findall(html.unescape(lowered)))


def _is_seen(name: str, value: str) -> bool:
    words = value.replace("!important", "").strip()
    if name.startswith("text-decoration"):
        return "underline" in words or "line-through" in words
    if words in _UNSEEN or words.startswith(("url(", "var(", "none ")):
        return False
    channels = _channels(words)
    if channels is None:
        return True
    is_grey = max(channels) - min(channels) <= _GREY
    return not (is_grey and (min(channels) >= _LIGHT if name.startswith("b") else max(channels) <= _DARK))


def _channels(colour: str) -> tuple[int, ...] | None:
    if found := _HEX.search(colour):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        return tuple(int(digits[place : place + 2], 16) for place in (0, 2, 4))
    found = _RGB.search(colour)
    return tuple(int(channel) for channel in found.groups()) if found else None

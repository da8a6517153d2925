"""The signs that mean something in GIFT, and how a text holds them as mere signs."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_SPECIAL = re.compile(r"[\\:#={}~\n]")
_SHIELD = 0xDC00
"""Halves of pairs, which no decoded text holds, stand for escaped signs while a text is taken apart."""

_BARE = {_SHIELD + ord(sign): sign for sign in ":#={}~"} | {_SHIELD + ord("\n"): "\n"}


def shielded(line: str) -> str:
    """A line in which no escaped sign can be mistaken for one that means something."""
    return _ESCAPE.sub(_shield, line) if "\\" in line else line


def unshielded(text: str) -> str:
    """The text that was meant, with the signs that were escaped and without spaces at its ends."""
    return text.translate(_BARE).strip()


def escaped(text: str) -> str:
    """A text on one line in which no sign means anything."""
    return _SPECIAL.sub(lambda sign: "\\n" if sign[0] == "\n" else "\\" + sign[0], text)


def _shield(escape: re.Match[str]) -> str:
    sign = escape[1]
    return "\\" if sign == "\\" else chr(_SHIELD + ord("\n" if sign == "n" else sign))

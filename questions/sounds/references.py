"""How Markdown names sounds: `![what is heard](sound:hash)`, as it names pictures."""

from __future__ import annotations

import re

SCHEME = "sound:"
SIGN = "♪"
"""Stands before the words of a sound where none can be heard."""

_SHOWN = re.compile(r"!\[((?:[^\[\]\\]|\\.){0,500})\]\(sound:[A-Za-z0-9._-]{1,100}\)")
_KEPT = re.compile(r"[0-9a-f]{64}")


def read_name(name: str) -> str:
    """The hash that a name is, where it is one of ours; else ""."""
    return name if _KEPT.fullmatch(name) else ""


def without_sounds(text: str) -> str:
    """The text with the words that stand for sounds in their place, for a list."""
    return _SHOWN.sub(lambda found: f"{SIGN} {found[1]}".rstrip(), text) if SCHEME in text else text

"""The ids of options, by their place alone."""

from __future__ import annotations

from collections.abc import Iterable

from questions.question import Option


def lettered(texts: Iterable[str], mark: str = "") -> tuple[Option, ...]:
    """Options with the ids a, b, c … in the order given, which must tell nothing about the key."""
    return tuple(Option(mark + letter(place), text) for place, text in enumerate(texts))


def letter(place: int) -> str:
    """The letter at a place from 0; `aa` follows `z`."""
    rest, last = divmod(place, 26)
    return (letter(rest - 1) if rest else "") + chr(ord("a") + last)

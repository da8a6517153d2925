"""Where typed words differ from the right ones, letter by letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_LEAST_IN_COMMON = 0.5
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters: in both texts, only in the typed one (extra), or only in the right one (missing)."""

    kind: Literal["same", "extra", "missing"]
    text: str


def pieces_of(typed: str, accepted: Iterable[str]) -> tuple[Piece, ...]:
    """How the typed text becomes the accepted one that is nearest to it; case does not count.

    Nothing where less than half is shared, or a text is longer than 200 letters: a patchwork of
    single letters would explain nothing.
    """
    if len(typed) > _LONGEST:
        return ()
    matchers = [
        (SequenceMatcher(None, _letters(typed), _letters(right), autojunk=False), right)
        for right in accepted
        if len(right) <= _LONGEST
    ]
    if not matchers:
        return ()
    matcher, right = max(matchers, key=lambda found: found[0].ratio())
    if matcher.ratio() < _LEAST_IN_COMMON:
        return ()
    pieces: list[Piece] = []
    for kind, start, end, right_start, right_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", right[right_start:right_end]))
            continue
        if start < end:
            pieces.append(Piece("extra", typed[start:end]))
        if right_start < right_end:
            pieces.append(Piece("missing", right[right_start:right_end]))
    return tuple(pieces)


def _letters(text: str) -> list[str]:
    return [letter.casefold() for letter in text]

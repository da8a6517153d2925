"""Comparing typed words as a fair reader would: Unicode, case, accents, articles, punctuation, typos.

Everything here takes time linear in the text and never raises on any string.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_TYPED = 2_000
"""How many characters of an answer are read; longer ones are refused."""

_ARTICLES = frozenset({"the", "a", "an"})
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_QUOTES = dict.fromkeys(map(ord, "‘’‚‛′`´ʼʻ＇"), "'")
_DROPPED = frozenset(".'\"“”„‟«»‹›")
_KEPT = frozenset("#%@&*§")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DIGITS = re.compile(r"\d+")


def is_storable(text: str) -> bool:
    """Whether a database takes the text: no NUL and no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def storable(text: str) -> str:
    """The text cut to MAX_TYPED, with � where a database would refuse a character."""
    cut = text[:MAX_TYPED]
    return "".join("�" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in cut)


def plain(text: str) -> str:
    """NFKC with plain quotes, dashes and single spaces, without invisible characters."""
    visible = "".join(char for char in text if not _is_invisible(char))
    plain_marks = unicodedata.normalize("NFKC", visible).translate(_DASHES).translate(_QUOTES)
    return " ".join(plain_marks.split())


def folded(text: str, *, accents: bool = False) -> str:
    """The form in which two texts are the same answer.

    Case, leading English articles and punctuation do not count, nor do accents unless `accents`
    is true. Points and minus signs of numbers do count: 3.5 is not 35, and -5 is not 5.
    Where nothing but punctuation was typed, that is what is compared.
    """
    base = plain(plain(text).casefold())
    words = _THOUSANDS.sub("", base if accents else without_accents(base))
    words = " ".join(_without_punctuation(words).split())
    first, _, rest = words.partition(" ")
    return rest if rest and first in _ARTICLES else words or base


def without_accents(text: str) -> str:
    """The text without accents of Latin, Greek and Cyrillic letters; vowel signs of other scripts stay."""
    apart = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED))
    return unicodedata.normalize("NFC", "".join(char for char in apart if not "\u0300" <= char <= "\u036f"))


def same_text(one: str, other: str, *, accents: bool = False) -> bool:
    """Whether a fair reader takes both for the same words; spaces and hyphens do not count."""
    return solid(one, accents=accents) == solid(other, accents=accents)


def solid(text: str, *, accents: bool = False) -> str:
    """The form by which `same_text` compares: two texts are the same exactly when these are equal."""
    words = folded(text, accents=accents)
    return words.replace(" ", "") or words


def typos_allowed(length: int) -> int:
    """How many slips an answer of this length may hold: none under 5 letters, 1 under 9, else 2."""
    return 0 if length < 5 else 1 if length < 9 else 2


def distance(given: str, accepted: str) -> int | None:
    """How many typos lie between the two texts; None when more than `accepted` allows.

    A typo never changes a digit: 1979 is not a misspelling of 1989.
    """
    if same_text(given, accepted):
        return 0
    one, other = folded(given), folded(accepted)
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return None
    return edit_distance(one, other, typos_allowed(len(other)))


def nearest(given: str, accepted: Iterable[str]) -> int | None:
    """The least distance to any of the accepted texts; None when all are too far."""
    return min((found for text in accepted if (found := distance(given, text)) is not None), default=None)


def edit_distance(one: str, other: str, limit: int) -> int | None:
    """Insertions, deletions, replacements and swaps of neighbours between two texts, at most `limit`.

    None beyond the limit. No letter is edited twice (optimal string alignment); only a band of
    2 * limit + 1 cells a row is filled, so the time is linear in the text.
    """
    if abs(len(one) - len(other)) > limit:
        return None
    one, other = _without_common_ends(one, other)
    beyond = limit + 1
    width = len(other) + 1
    before_last, current = [beyond] * width, [beyond] * width
    last = [min(column, beyond) for column in range(width)]
    for row, letter in enumerate(one, start=1):
        start, end = max(1, row - limit), min(width - 1, row + limit)
        current[start - 1] = min(row, beyond) if start == 1 else beyond
        for column in range(start, end + 1):
            above = other[column - 1]
            best = min(
                last[column] + 1, current[column - 1] + 1, last[column - 1] + (letter != above), beyond
            )
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == above:
                best = min(best, before_last[column - 2] + 1)
            current[column] = best
        if end + 1 < width:
            current[end + 1] = beyond
        # A swap reaches back two rows, so both have to be hopeless.
        if min(current[start : end + 1], default=beyond) > limit and min(last[start - 1 : end + 1]) >= limit:
            return None
        before_last, last, current = last, current, before_last
    return last[-1] if last[-1] <= limit else None


def _without_common_ends(one: str, other: str) -> tuple[str, str]:
    """What is left between the beginning and the end that both share: as far apart as the whole."""
    start = _shared(one, other)
    one, other = one[start:], other[start:]
    end = _shared(one[::-1], other[::-1])
    return one[: len(one) - end], other[: len(other) - end]


def _shared(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Cs"} or char == "\0" or "\ufe00" <= char <= "\ufe0f"


def _without_punctuation(text: str) -> str:
    """Points and quotes vanish (U.S. is US); other punctuation parts words, but not inside numbers."""
    kept: list[str] = []
    for index, char in enumerate(text):
        before = text[index - 1] if index else " "
        after = text[index + 1] if index + 1 < len(text) else " "
        is_in_number = (char in ".,/:" and before.isdigit() and after.isdigit()) or (
            char == "-" and before == " " and after.isdigit()
        )
        if is_in_number or char in _KEPT or not unicodedata.category(char).startswith("P"):
            kept.append(char)
        elif char not in _DROPPED:
            kept.append(" ")
    return "".join(kept)

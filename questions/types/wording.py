"""Which of the answers of a key a typed text is, and what that earns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from questions.question import TextKey
from questions.text import distance, edit_distance, folded, plain, solid, without_accents

WHOLE = Fraction(1)


class Fit(IntEnum):
    """How a text is an answer, the nearest first."""

    AS_WRITTEN = 1
    BUT_FOR_PUNCTUATION = 2
    BUT_FOR_ACCENTS = 3
    PATTERN = 4
    TYPOS = 5
    ANYTHING = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as its key has it, with the share that it earns."""

    text: str
    share: Fraction


def answers_of(key: TextKey) -> Iterator[Answer]:
    """All answers that the key knows: accepted ones earn the whole."""
    yield from (Answer(text, WHOLE) for text in key.accepted)
    yield from (Answer(text, share) for text, share in key.partly)


def answer_of(typed: str, key: TextKey) -> Answer | None:
    """The answer that a fair reader takes the typed text for; None where it is none of them.

    The nearest decides, whatever its place in the key: the same words before words without their
    accents, a pattern before a slip, and last a pattern that fits anything ("*"). Of several as near,
    the one that earns most; but a slip earns only what all of them earn, and nothing where a rival is
    as near. Moodle takes the first answer of its list that fits, knows no slips, and counts accents and
    punctuation: what it takes earns no less here, unless its list names a special case too late.
    """
    fits = [(fit, answer) for answer in answers_of(key) if (fit := _fit(typed, answer.text, key))]
    if not fits:
        return None
    nearest = min(fit for fit, _ in fits)
    best = [answer for fit, answer in fits if fit == nearest]
    kind, typos = nearest
    if kind is not Fit.TYPOS:
        return max(best, key=lambda answer: answer.share)
    words = folded(typed)
    if any(edit_distance(words, folded(rival), typos) is not None for rival in key.rivals):
        return None
    return min(best, key=lambda answer: answer.share)


def is_pattern(answer: str, key: TextKey) -> bool:
    """Whether an asterisk of this answer stands for any text."""
    return key.has_wildcards and len(pieces_of(answer)) > 1


def fits_anything(answer: str, key: TextKey) -> bool:
    """Whether this answer is made of such asterisks alone."""
    return is_pattern(answer, key) and not any(piece.strip() for piece in pieces_of(answer))


def pieces_of(pattern: str) -> list[str]:
    """What stands between the asterisks of a pattern, with `\\*` read as the asterisk it is."""
    pieces = [""]
    before = ""
    for char in pattern:
        if char != "*":
            pieces[-1] += char
        elif before == "\\":
            pieces[-1] = pieces[-1][:-1] + char
        else:
            pieces.append("")
        before = char
    return pieces


def words_of(answer: str, key: TextKey) -> str:
    """An answer as people read it: an ellipsis where a pattern takes any text."""
    return "…".join(pieces_of(answer)) if key.has_wildcards else answer


def as_compared(answer: str, key: TextKey) -> str:
    """The form in which two answers of this key take the same text, and neither is nearer to it."""
    written = _as_written(answer)
    return written if key.is_exact else written.casefold()


def _fit(typed: str, answer: str, key: TextKey) -> tuple[Fit, int] | None:
    """How the typed text fits one answer, with the number of typos."""
    if fits_anything(answer, key):
        return Fit.ANYTHING, 0
    if is_pattern(answer, key):
        return (Fit.PATTERN, 0) if _fits_pattern(typed, pieces_of(answer), key.is_exact) else None
    words = words_of(answer, key)
    if as_compared(typed, key) == as_compared(words, key):
        return Fit.AS_WRITTEN, 0
    if key.is_exact:
        return None
    if solid(typed, accents=True) == solid(words, accents=True):
        return Fit.BUT_FOR_PUNCTUATION, 0
    typos = distance(typed, words)
    if typos is None:
        return None
    return (Fit.TYPOS, typos) if typos else (Fit.BUT_FOR_ACCENTS, 0)


def _fits_pattern(typed: str, pieces: list[str], is_exact: bool) -> bool:
    """Whether the pieces stand in the text one after the other, the first and the last at its ends.

    Each is taken where it stands first: that loses nothing, and nothing is looked at twice.
    """
    pieces = [pieces[0].lstrip(), *pieces[1:-1], pieces[-1].rstrip()]
    text, first, *between, last = (_form(one, is_exact) for one in (typed.strip(), *pieces))
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in between:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _form(piece: str, is_exact: bool) -> str:
    """A piece of text as patterns compare it; a space at its end fences in a word, so it stays."""
    fenced = f"|{piece}|"
    form = _as_written(fenced) if is_exact else without_accents(plain(plain(fenced).casefold()))
    return form[1:-1]


def _as_written(text: str) -> str:
    """The text in NFC, whatever its spaces: nobody sees how many of them there are."""
    return " ".join(unicodedata.normalize("NFC", text).split())

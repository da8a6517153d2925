"""A mark: what was earned of what was available, exact, and rounded once for storage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Verdict = Literal["right", "partly", "wrong", "blank", "unreadable", "awaiting", "dropped"]

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Mark:
    """The share of one question that was earned, between 0 and 1, and what to call it.

    `parts` tells, for each option or prompt id that the response touches or misses, whether it
    was handled rightly, in the order the review shows them.
    """

    share: Fraction
    verdict: Verdict
    parts: tuple[tuple[str, bool], ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.share.numerator <= self.share.denominator:
            raise ValueError(f"a share lies between 0 and 1, not {self.share}")

    @classmethod
    def of(cls, share: Fraction | int, parts: Iterable[tuple[str, bool]] = ()) -> Mark:
        """The mark of a readable response: right only when all is earned, wrong when nothing is."""
        share = Fraction(share)
        verdict: Verdict = "right" if share == 1 else "wrong" if share == 0 else "partly"
        return cls(share, verdict, tuple(parts))

    def earned_millionths(self, available: int) -> int:
        """What was earned of so many millionths of a point, rounded half up, once per slot."""
        return half_up(self.share.numerator * available, self.share.denominator)


BLANK = Mark(Fraction(0), "blank")
UNREADABLE = Mark(Fraction(0), "unreadable")
AWAITING = Mark(Fraction(0), "awaiting")
"""Of an answer that a person has to mark, and has not yet."""

DROPPED = Mark(Fraction(0), "dropped")
"""Of an answer to a question that counts no more: there is nothing to earn, and nothing was missed."""


def round_half_up(number: Fraction) -> int:
    """The nearest integer; halves go up, as pupils learn it."""
    return half_up(number.numerator, number.denominator)


def half_up(above: int, below: int) -> int:
    """The same of two whole numbers, the lower more than 0, without looking for their common factor."""
    return (2 * above + below) // (2 * below)

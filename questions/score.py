"""Scores: sums of what each slot earned, in integer millionths of a point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from questions.marks import MILLION, Mark, round_half_up


@dataclass(frozen=True, slots=True)
class Score:
    """Millionths of points earned, and available."""

    earned: int
    available: int

    @classmethod
    def of(cls, mark: Mark, points: Fraction) -> Score:
        """The score of one slot; the only place where rounding happens."""
        available = round_half_up(points * MILLION)
        return cls(mark.earned_millionths(available), available)

    @classmethod
    def total(cls, scores: Iterable[Score]) -> Score:
        """The sum of the scores, nothing rounded."""
        parts = list(scores)
        return cls(sum(part.earned for part in parts), sum(part.available for part in parts))

    @property
    def share(self) -> Fraction:
        """Earned of available; 0 where nothing could be earned."""
        return Fraction(self.earned, self.available) if self.available else Fraction(0)

    @property
    def percent(self) -> int:
        """The share as `percent_of` says it."""
        return percent_of(self.share)


def percent_of(share: Fraction) -> int:
    """A share in whole per cent, half up, but 100 only for all and 0 only for nothing."""
    percent = round_half_up(share * 100)
    if 0 < share < 1:
        return min(99, max(1, percent))
    return percent

"""What a cloze text is worth in Moodle: there it is the sum of the weights of its gaps, and all are whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from questions.formats.item import Item
from questions.question import Gap

_TAG = re.compile(r"cloze-points:(\d{1,12})(?:/(\d{1,12}))?-of-(\d{1,9})", re.ASCII)
_HIGHEST_WEIGHT = 999_999
_HIGHEST_POINTS = 10**12


def worth_in_moodle(item: Item) -> Fraction:
    """What the text will be worth there."""
    return Fraction(sum(gap.weight for gap in weighed_gaps(item)))


def weighed_gaps(item: Item) -> tuple[Gap, ...]:
    """The gaps with weights that add up to the points of the item, where whole ones in their proportion do.

    Else they keep the weights that they have.
    """
    gaps = item.question.asked.gaps
    weights = _scaled(gaps, item.points / sum(gap.weight for gap in gaps))
    return gaps if weights is None else _with_weights(gaps, weights)


def worth_tags(item: Item) -> tuple[str, ...]:
    """The tag from which points and weights come back, for a cloze text whose weights do not say both."""
    total = sum(gap.weight for gap in item.question.asked.gaps)
    if not total or item.points == total or max(item.points.as_integer_ratio()) >= _HIGHEST_POINTS:
        return ()
    return (f"cloze-points:{item.points}-of-{total}",)


def restored_worth(
    gaps: tuple[Gap, ...], tags: Sequence[str]
) -> tuple[tuple[Gap, ...], Fraction, tuple[str, ...]]:
    """Gaps as they were before they were written, their points, and the tags without the one that tells.

    A tag that gaps no longer agree with, for somebody changed them since, stays a tag.
    """
    total = sum(gap.weight for gap in gaps)
    for tag in tags:
        found = _TAG.fullmatch(tag)
        if found is None or int(found[2] or 1) == 0 or int(found[3]) == 0:
            continue
        points, before = Fraction(int(found[1]), int(found[2] or 1)), int(found[3])
        rest = tuple(one for one in tags if one != tag)
        if total == points and (weights := _scaled(gaps, Fraction(before, total))) is not None:
            return _with_weights(gaps, weights), points, rest
        if total == before and points > 0:
            return gaps, points, rest
    return gaps, Fraction(total), tuple(tags)


def _scaled(gaps: Sequence[Gap], factor: Fraction) -> tuple[int, ...] | None:
    """The weights times a factor; None where one would be no whole number from 1 up, or far too high."""
    weights = [gap.weight * factor for gap in gaps]
    if not all(weight.denominator == 1 and 1 <= weight <= _HIGHEST_WEIGHT for weight in weights):
        return None
    return tuple(int(weight) for weight in weights)


def _with_weights(gaps: Sequence[Gap], weights: Sequence[int]) -> tuple[Gap, ...]:
    return tuple(replace(gap, weight=weight) for gap, weight in zip(gaps, weights, strict=True))

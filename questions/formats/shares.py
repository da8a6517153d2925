"""What an option or an answer earns of the whole: in percent as files write it, and exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from questions.question import ChoiceKey

WHOLE = Fraction(1)
MOODLE_SHARES = frozenset(
    sign * Fraction(*pair)
    for sign in (1, -1)
    for pair in (
        *((0, 1), (1, 20), (1, 10), (1, 9), (1, 8), (1, 7), (1, 6), (1, 5), (1, 4), (3, 10), (1, 3), (2, 5)),
        *((1, 2), (3, 5), (2, 3), (7, 10), (3, 4), (4, 5), (5, 6), (9, 10), (1, 1)),
    )
)
"""The only shares that Moodle lets an author choose."""

_PERCENT = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})", re.ASCII)
_LARGEST_DENOMINATOR = 100
_EXACT_DECIMALS = 9
"""Beyond these the digits of floating numbers, as in 33.333333333333336, say nothing."""

_DECIMALS = 7
_CUT = {
    Fraction(whole): exact
    for exact in MOODLE_SHARES
    if exact.denominator % 3 == 0 or exact.denominator == 7
    for whole in (round(100 * exact), int(100 * exact))
}


def share_of_percent(written: str) -> Fraction | None:
    """The share that a percentage stands for; None where it is no number.

    Thirds, sixths, sevenths and so on are read back from their decimals, so that three of 33.33333 make a
    whole; so are 33, 33.3, 67 and other cut forms of the shares that Moodle knows.
    """
    if _PERCENT.fullmatch(written) is None:
        return None
    whole, point, digits = written.partition(".")
    if not point:
        return _CUT.get(Fraction(written), Fraction(written) / 100)
    digits = digits[:_EXACT_DECIMALS]
    percent, decimals = Fraction(f"{whole}.{digits}"), len(digits.rstrip("0"))
    likely = (percent / 100).limit_denominator(_LARGEST_DENOMINATOR)
    if decimals < 4 and likely not in MOODLE_SHARES:
        return percent / 100
    return likely if abs(100 * likely - percent) < Fraction(1, 10**decimals) else percent / 100


def in_percent(share: Fraction) -> str:
    """The share in percent with at most 7 decimals: `50`, `33.33333`, `-12.5`.

    What Moodle knows is written as Moodle writes it. Shares with a denominator beyond 100 are rounded.
    """
    decimals = 5 if share in MOODLE_SHARES else _DECIMALS
    digits = str(round(abs(100 * share) * 10**decimals)).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}".rstrip("0").rstrip(".")
    if abs(share) != _CUT.get(Fraction(text), abs(share)):
        text += ".0"
    return ("-" if share < 0 and text != "0" else "") + text


def is_exact_in_percent(share: Fraction) -> bool:
    """Whether the percentage that is written for a share is read back as the very same."""
    return share_of_percent(in_percent(share)) == share


def choice_key(shares: Sequence[tuple[str, Fraction]], *, single: bool) -> ChoiceKey:
    """The key of options that were weighed one by one, with shares only where our own rule says otherwise.

    The right option of a single choice is the one that earns most, the first of several; of a multiple
    response those that earn anything. `right` is empty where none does.
    """
    weighed = tuple((option, share) for option, share in shares if share)
    earning = [(option, share) for option, share in weighed if share > 0]
    if not single:
        right = tuple(option for option, _ in earning)
        part = Fraction(1, len(right) or 1)
        is_ours = len(right) < len(shares) and all(
            share == (part if share > 0 else -part) for _, share in shares
        )
        return ChoiceKey(right, () if is_ours else weighed)
    best = max(earning, key=lambda one: one[1], default=None)
    if best is None:
        return ChoiceKey(())
    return ChoiceKey((best[0],), () if weighed == (best,) and best[1] == WHOLE else weighed)


def shares_of(options: Sequence[str], key: ChoiceKey, *, single: bool) -> dict[str, Fraction]:
    """What each of these options earns, whether an author weighed them or our own rule does."""
    if key.shares:
        return dict.fromkeys(options, Fraction(0)) | dict(key.shares)
    if single:
        return {option: Fraction(int(option in key.right)) for option in options}
    part = Fraction(1, len(key.right) or 1)
    return {option: part if option in key.right else -part for option in options}

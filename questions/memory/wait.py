"""How long a card is to wait by the learner's own word: so many days, or a range to spread several over."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_WAIT = 36_500

_WAIT = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?\s*(!?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wait:
    """From `first` to `last` days, 0 being today. With `sets_interval` that counts as the card's interval."""

    first: int
    last: int
    sets_interval: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last <= LONGEST_WAIT:
            raise ValueError(f"a wait lies between 0 and {LONGEST_WAIT} days")

    def spread(self, cards: int) -> list[int]:
        """The days of so many cards in their order: equally many on each, the first of them soonest."""
        days = self.last - self.first + 1
        return [self.first + number * days // cards for number in range(cards)]


def read_wait(text: str) -> Wait | None:
    """`7`, `3-7`, and as in Anki `7!` where it is to count as the interval; None for anything else."""
    found = _WAIT.fullmatch(text.strip())
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return Wait(first, last, bool(found[3])) if first <= last <= LONGEST_WAIT else None

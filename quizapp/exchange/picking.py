"""Which questions of a file were ticked or not, page by page, kept beside the file until it is taken in.

Ticks belong to one reading of the file: read as another format, the same number is another question.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.exchange.kept_files import find_kept, keep_whole
from quizapp.exchange.matching import COMES_IN, MAY_COME_IN, Fate
from quizapp.exchange.survey import Entry


@dataclass
class Picks:
    """Ticks that differ from what comes in by itself, by the number of the question."""

    on: set[int] = field(default_factory=set)
    off: set[int] = field(default_factory=set)

    def comes_in(self, entry: Entry, fate: Fate) -> bool:
        """Whether a question is taken: as it was ticked, else what is new, changed or returns."""
        if entry.verdict == "refused" or fate.kind not in MAY_COME_IN:
            return False
        if entry.number in self.on or entry.number in self.off:
            return entry.number in self.on
        return fate.kind in COMES_IN

    def note(self, shown: Collection[int], ticked: Collection[int], by_itself: Collection[int]) -> None:
        """Take down how a page was ticked, where that differs from what comes `by_itself`."""
        for number in shown:
            is_ticked, comes = number in ticked, number in by_itself
            (self.on.add if is_ticked and not comes else self.on.discard)(number)
            (self.off.add if comes and not is_ticked else self.off.discard)(number)


def read_picks(path: Path) -> Picks:
    """The ticks that were kept; none where nothing was, or nothing whole."""
    try:
        kept = find_kept(path)
    except ValueError:
        return Picks()
    return Picks(set(kept["on"]), set(kept["off"])) if kept else Picks()


def keep_picks(path: Path, picks: Picks) -> None:
    keep_whole(path, {"on": sorted(picks.on), "off": sorted(picks.off)})

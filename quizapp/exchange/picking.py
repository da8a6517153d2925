"""Which questions of a file were ticked or not, page by page, kept beside the file until it is taken in."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

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

    def note(self, shown: Collection[int], ticked: Collection[int]) -> None:
        """Take down how the questions of one page were ticked."""
        for number in shown:
            (self.on if number in ticked else self.off).add(number)
            (self.off if number in ticked else self.on).discard(number)


def read_picks(path: Path) -> Picks:
    """The ticks that were kept; none where nothing was."""
    try:
        kept = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Picks()
    return Picks(set(kept["on"]), set(kept["off"]))


def keep_picks(path: Path, picks: Picks) -> None:
    path.write_text(json.dumps({"on": sorted(picks.on), "off": sorted(picks.off)}))

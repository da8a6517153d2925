"""Which questions of a file were ticked or not, page by page, kept beside the file until it is taken in.

Ticks belong to one reading of the file: read as another format, the same number is another question.
"""

from __future__ import annotations

import json
import os
import threading
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

    def note(self, shown: Collection[int], ticked: Collection[int], by_itself: Collection[int]) -> None:
        """Take down how a page was ticked, where that differs from what comes `by_itself`."""
        for number in shown:
            is_ticked, comes = number in ticked, number in by_itself
            (self.on.add if is_ticked and not comes else self.on.discard)(number)
            (self.off.add if comes and not is_ticked else self.off.discard)(number)


def read_picks(path: Path) -> Picks:
    """The ticks that were kept; none where nothing was."""
    try:
        kept = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Picks()
    return Picks(set(kept["on"]), set(kept["off"]))


def keep_picks(path: Path, picks: Picks) -> None:
    """Keep the ticks; whoever reads them meanwhile sees those before or these, and never a half."""
    draft = path.with_name(f"{path.name}-{os.getpid()}-{threading.get_ident()}")
    draft.write_text(json.dumps({"on": sorted(picks.on), "off": sorted(picks.off)}))
    draft.replace(path)

"""A log as the room writes it: entry after entry, each with the state it met and the interval it gave."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from questions.memory.evidence import Evidence
from questions.memory.log import Action, Entry, applied, fold, kind_of
from questions.memory.plan import DEFAULT_PLAN, Parameters, Plan
from questions.memory.spread import NO_LOAD, Load
from questions.memory.state import UNMET, Memory, Rating
from tests.questions.memory.histories import FIRST_DAY, moment

TARGET = 7


@dataclass
class Journal:
    """`states[n]` is the memory after n entries, kept step by step and never by folding."""

    plan: Plan = DEFAULT_PLAN
    day: dt.date = FIRST_DAY
    entries: list[Entry] = field(default_factory=list)
    states: list[Memory] = field(default_factory=lambda: [UNMET])

    @property
    def memory(self) -> Memory:
        return self.states[-1]

    @property
    def folded(self) -> Memory:
        return fold(self.entries, target=TARGET)

    def answer(self, rating: Rating, *, is_cram: bool = False, load: Load = NO_LOAD) -> Entry:
        kind = "cram" if is_cram else kind_of(self.memory)
        return self._add(replace(self._blank(), kind=kind, rating=rating), load)

    def learn(self, evidence: Evidence) -> Entry:
        return self._add(replace(self._blank(), kind="quiz", evidence=evidence))

    def act(self, action: Action, *, days: int | None = None) -> Entry:
        return self._add(replace(self._blank(), action=action, days=days))

    def change_parameters(self, parameters: Parameters) -> None:
        """From now on by these; what is known is told anew."""
        self.plan = replace(self.plan, parameters=parameters)
        self.states[-1] = fold(self.entries, target=TARGET, parameters=parameters)

    def undoing(self, *entries: Entry) -> list[Entry]:
        """The log with these entries taken back, one after the other."""
        first = len(self.entries) + 1
        return self.entries + [
            replace(self._blank(), id=first + number, kind="undo", undoes=entry.id)
            for number, entry in enumerate(entries)
        ]

    def _blank(self) -> Entry:
        number = len(self.entries) + 1
        return Entry(
            number, "manual", moment(self.day, 600 + number), self.day, self.plan, before=self.memory
        )

    def _add(self, entry: Entry, load: Load = NO_LOAD) -> Entry:
        after = applied(self.memory, entry, target=TARGET, load=load)
        if entry.rating is not None:
            entry = replace(entry, days=after.interval or None)
        self.entries.append(entry)
        self.states.append(after)
        return entry

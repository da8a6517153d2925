"""The log of one memory, and the state it folds to.

Entries are only ever added. An undo is an entry that names the one it takes back; whatever is
left is folded in the order of its moments, so that what arrives late still finds its place.

Each entry was scheduled by the parameters of its plan, and meets a memory as these know it: where
they change between two entries, stability and difficulty are told anew from all that came before.
What was scheduled stays where it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from questions.memory.evidence import Evidence, weighed
from questions.memory.plan import Parameters, Plan
from questions.memory.scheduling import answered, made_to_wait, waiting
from questions.memory.spread import NO_LOAD, Load
from questions.memory.state import UNMET, Memory, Rating

Kind = Literal["learn", "review", "relearn", "cram", "manual", "quiz", "undo"]
Action = Literal[
    "keep", "suspend", "resume", "bury", "unbury", "flag", "unflag", "forget", "set_due", "set_wait"
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a memory.

    `id` breaks ties of `at`. `before` is the state it met when it was written and `days` the
    interval that it gave: while a replay meets one that schedules alike, it gives the same interval. Of the
    acts `set_due` and `set_wait`, `days` is how long the learner made it wait.
    `adopted` is a state that another program vouches for, which no log of ours explains.
    """

    id: int
    kind: Kind
    at: dt.datetime
    day: dt.date
    plan: Plan
    rating: Rating | None = None
    evidence: Evidence | None = None
    action: Action | None = None
    adopted: Memory | None = None
    undoes: int | None = None
    days: int | None = None
    before: Memory = UNMET


def fold(entries: Iterable[Entry], *, target: int, parameters: Parameters | None = None) -> Memory:
    """The state that the whole log explains, as the `parameters` know it that hold now.

    Where none are given they are those of the entry that counts last.
    """
    kept = effective(entries)
    memory, held = UNMET, None
    for place, entry in enumerate(kept):
        if held is not None and held != entry.plan.parameters:
            memory = _told_anew(memory, kept[:place], entry.plan.parameters, target)
        memory, held = applied(memory, entry, target=target), entry.plan.parameters
    if parameters is None or held is None or held == parameters:
        return memory
    return _told_anew(memory, kept, parameters, target)


def met_under(
    kept: Iterable[Entry], parameters: Parameters, *, target: int
) -> Iterator[tuple[Entry | None, Memory]]:
    """Each of these `effective` entries with the memory that it met, had these parameters always held.

    Last comes None with what they all lead to. Only what is known (stability, difficulty, last day)
    and the queue are told; when something falls due is not.
    """
    memory, old, plan = UNMET, None, None
    for entry in kept:
        yield entry, memory
        if plan is None or entry.plan is not old:
            old, plan = entry.plan, replace(entry.plan, parameters=parameters)
        here = replace(entry, plan=plan, before=memory)
        if entry.rating is not None:
            # With itself as the state that it met and any interval promised, none is looked for.
            here = replace(here, days=1)
        memory = applied(memory, here, target=target)
    yield None, memory


def known_under(kept: Iterable[Entry], parameters: Parameters, *, target: int) -> Memory:
    """What these `effective` entries lead to, had these parameters always held: see `met_under`."""
    *_earlier, (_end, known) = met_under(kept, parameters, target=target)
    return known


def applied(memory: Memory, entry: Entry, *, target: int, load: Load = NO_LOAD) -> Memory:
    """One entry more; `load` is what falls due by day. Cramming and undoing change nothing by themselves."""
    if entry.rating is not None and entry.kind != "cram":
        return answered(
            memory,
            entry.rating,
            target=target,
            at=entry.at,
            day=entry.day,
            plan=entry.plan,
            load=load,
            days=entry.days if memory.schedules_like(entry.before) else None,
        )
    if entry.evidence is not None:
        return weighed(memory, entry.evidence, target=target, day=entry.day, plan=entry.plan)
    if entry.adopted is not None:
        return entry.adopted
    if entry.action is not None:
        return _acted(memory, entry.action, entry, target)
    return memory


def effective(entries: Iterable[Entry]) -> list[Entry]:
    """What counts, in order: nothing taken back, and of a day's quiz evidence only the strongest."""
    kept = sorted(_not_undone(list(entries)), key=lambda entry: (entry.at, entry.id))
    strongest: dict[dt.date, Entry] = {}
    for entry in kept:
        if entry.evidence is None:
            continue
        holder = strongest.get(entry.day)
        if holder is None or holder.evidence is None or entry.evidence.rank > holder.evidence.rank:
            strongest[entry.day] = entry
    return [entry for entry in kept if entry.evidence is None or strongest[entry.day] is entry]


def kind_of(memory: Memory) -> Kind:
    """What an answer to a card in this state is called in the log."""
    if memory.queue == "review":
        return "review"
    return "relearn" if memory.queue == "relearning" else "learn"


def _not_undone(entries: Sequence[Entry]) -> list[Entry]:
    undone: set[int] = set()
    # Newest first: an undo that was itself undone takes nothing back.
    for entry in sorted(entries, key=lambda entry: entry.id, reverse=True):
        if entry.undoes is not None and entry.id not in undone:
            undone.add(entry.undoes)
    return [entry for entry in entries if entry.id not in undone]


def _told_anew(memory: Memory, kept: Sequence[Entry], parameters: Parameters, target: int) -> Memory:
    known = known_under(kept, parameters, target=target)
    if not known.is_known:
        return memory
    return memory._replace(stability=known.stability, difficulty=known.difficulty, last_on=known.last_on)


def _acted(memory: Memory, action: Action, entry: Entry, target: int) -> Memory:
    match action:
        case "keep":
            return _kept(memory, entry, target)
        case "suspend" | "resume":
            return memory._replace(is_suspended=action == "suspend")
        case "bury":
            return memory._replace(buried_on=entry.day)
        case "unbury":
            return memory._replace(buried_on=None)
        case "flag" | "unflag":
            return memory._replace(is_flagged=action == "flag")
        case "set_due" | "set_wait":
            days, sets_interval = entry.days or 0, action == "set_wait"
            return made_to_wait(memory, days, day=entry.day, plan=entry.plan, sets_interval=sets_interval)
        case "forget":
            return UNMET._replace(is_flagged=memory.is_flagged, is_suspended=memory.is_suspended)


def _kept(memory: Memory, entry: Entry, target: int) -> Memory:
    """Taken up for review: what quizzes have shown sets its first due day."""
    if memory.is_studied or not memory.is_known:
        return memory
    return waiting(memory, target=target, day=entry.day, plan=entry.plan)

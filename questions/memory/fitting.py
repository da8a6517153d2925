"""Parameters fitted to one learner: found from her earlier answers, kept if they foresee the later better.

The fitting itself is that of fsrs-rs, which may be missing; what the sets are measured by is our own
replay, with the model and the evidence that schedule her cards.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from questions.memory.days import days_between
from questions.memory.log import Entry, effective, met_under
from questions.memory.model import recall
from questions.memory.plan import FSRS_6, Parameters
from questions.memory.state import Rating
from questions.memory.tally import is_tested

try:
    import fsrs_rs_python
except ModuleNotFoundError:  # An extra: its package names no licence.
    fsrs_rs_python = None  # type: ignore[assignment]

FEWEST_REVIEWS = 400

FEWEST_CARDS = 64
"""So many cards must have come back. The first intervals are fitted to how each fared when it came back
first; among those with one first rating, fsrs-rs sets twenty aside, and with few left it finds nothing."""

HELD_OUT = 5
"""One answer of so many, the latest, is kept apart to measure by."""

LONGEST_HISTORY = 64
"""So many recall answers of a card are told, no more: with each go all that came before it."""

_DECIMALS = 4
_LEAST_CHANCE = 1e-4

Log = tuple[int, Iterable[Entry]]
Walk = Callable[[], Iterable[Log]]
"""All logs of a learner with their targets, from the first again at each call: memory need not hold them."""

History = tuple[tuple[int, int], ...]
"""Ratings with the study days gone by before each; the first of them 0."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a fitting came to. The losses are mean log losses over the answers held out: lower is better.

    `reviews` were looked at in all, `held_out` of them measured by. `doubt` is the standard error of
    the gain: a set that is better by less may be so by luck.
    """

    old: Parameters
    new: Parameters
    reviews: int
    held_out: int
    old_loss: float
    new_loss: float
    doubt: float

    @property
    def is_kept(self) -> bool:
        return self.old_loss - self.new_loss > self.doubt


@dataclass(frozen=True, slots=True)
class _Test:
    """One review: how badly it was foreseen, and the history that led to it where FSRS can be told."""

    at: dt.datetime
    id: int
    target: int
    loss: float
    history: History

    @property
    def place(self) -> tuple[dt.datetime, int]:
        return self.at, self.id


def can_fit() -> bool:
    """Whether fsrs-rs is installed."""
    return fsrs_rs_python is not None


def fit(walk: Walk, old: Parameters) -> Fitted | None:
    """A set fitted to all reviews but the latest fifth, measured on that fifth against the set in force.

    By time and not by target: the question is whether the new set would foresee better what comes
    next. The set is not fitted again to everything, so that what is served is what was measured.
    The same logs give the same set. None where there are fewer reviews than `FEWEST_REVIEWS`, or of fewer
    cards than `FEWEST_CARDS`; ValueError where fsrs-rs breaks down, or leads out of the bounds of FSRS.
    """
    tests = _tests(walk(), old)
    if len(tests) < FEWEST_REVIEWS or len({test.target for test in tests if test.history}) < FEWEST_CARDS:
        return None
    first = len(tests) - len(tests) // HELD_OUT
    held_out = tests[first:]
    new = _fitted_to([test.history for test in tests[:first] if test.history])
    losses = {test.id: test.loss for test in _tests(walk(), new)}
    pairs = [(test.loss, losses[test.id]) for test in held_out if test.id in losses]
    return Fitted(
        old,
        new,
        reviews=len(tests),
        held_out=len(pairs),
        old_loss=fmean(before for before, _after in pairs),
        new_loss=fmean(after for _before, after in pairs),
        doubt=stdev(before - after for before, after in pairs) / math.sqrt(len(pairs)),
    )


def within_bounds(values: Sequence[float]) -> bool:
    """Whether FSRS-6 could run with these."""
    return len(values) == len(LOWER_BOUNDS_PARAMETERS) and all(
        low <= value <= high
        for low, value, high in zip(LOWER_BOUNDS_PARAMETERS, values, UPPER_BOUNDS_PARAMETERS, strict=True)
    )


def _tests(logs: Iterable[Log], parameters: Parameters) -> list[_Test]:
    """Every review that tells how well it was foreseen (as on the calibration plot), oldest first."""
    found = []
    for target, entries in logs:
        kept = effective(entries)
        histories = _histories(kept)
        for entry, met in met_under(kept, parameters, target=target):
            if entry is None or not is_tested(entry.kind, entry.rating, entry.before, entry.day):
                continue
            predicted = recall(met, entry.day, parameters)
            if predicted is not None:
                loss = _loss(predicted, entry.rating)
                found.append(_Test(entry.at, entry.id, target, loss, histories.get(entry.id, ())))
    return sorted(found, key=lambda test: test.place)


def _histories(kept: Iterable[Entry]) -> dict[int, History]:
    """The recall answers up to each one that came on a later day, by the entry's id, as FSRS is told them.

    Recognising is left out, which FSRS has no grade for. What follows a state that another program
    vouches for is not told where it is not what the answers before had led to: how it came about is not
    known here. Nor is what follows the first `LONGEST_HISTORY`.
    """
    found: dict[int, History] = {}
    history: History = ()
    last_on: dt.date | None = None
    is_whole = True
    for entry in kept:
        if entry.action == "forget" or not _goes_on(entry):
            history, last_on, is_whole = (), None, entry.action == "forget"
        rating = _recalled(entry)
        if rating is None or not is_whole or len(history) == LONGEST_HISTORY:
            continue
        gone = days_between(last_on, entry.day) if last_on else 0
        history, last_on = (*history, (int(rating), gone)), entry.day
        if gone:
            found[entry.id] = history
    return found


def _goes_on(entry: Entry) -> bool:
    """Whether what is known after it follows from the answers told: only in its due day may it be new."""
    if entry.action in ("set_due", "set_wait"):
        return entry.before.is_known
    theirs, ours = entry.adopted, entry.before
    return theirs is None or (theirs.stability, theirs.difficulty, theirs.last_on) == (
        ours.stability,
        ours.difficulty,
        ours.last_on,
    )


def _recalled(entry: Entry) -> Rating | None:
    """How a recall went: an answer to a card, or one typed in a quiz that was wholly right or wrong."""
    if entry.rating is not None:
        return None if entry.kind == "cram" else entry.rating
    told = entry.evidence
    if told is None or told.was_guessed or told.form != "recall" or told.guess or told.share not in (0, 1):
        return None
    return Rating.GOOD if told.share else Rating.AGAIN


def _fitted_to(histories: Sequence[History]) -> Parameters:
    items = [
        fsrs_rs_python.FSRSItem([fsrs_rs_python.FSRSReview(rating, gone) for rating, gone in history])
        for history in histories
    ]
    try:
        found = fsrs_rs_python.FSRS(fsrs_rs_python.DEFAULT_PARAMETERS).compute_parameters(items)
    except BaseException as panic:
        # A panic of Rust is no Exception: whatever works here would end with it.
        if type(panic).__module__ != "pyo3_runtime":
            raise
        raise ValueError(f"fsrs-rs broke down: {panic}") from panic
    values = tuple(round(value, _DECIMALS) for value in found)
    if not within_bounds(values):
        raise ValueError(f"fitted out of the bounds of {FSRS_6}: {values}")
    return Parameters(FSRS_6, values)


def _loss(predicted: float, rating: Rating | None) -> float:
    came_true = 1 - predicted if rating is Rating.AGAIN else predicted
    return -math.log(max(came_true, _LEAST_CHANCE))

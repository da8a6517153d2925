"""How answers are marked anew after somebody has ruled on their question: the key was wrong, or the question.

What was asked stays what it was; only what counts as right, or whether it counts, is another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from questions.marks import DROPPED, Mark
from questions.question import Asked, Question
from questions.response import Given
from questions.types import JUDGED, TYPES

Way = Literal["as_asked", "new_key", "better", "full", "dropped"]
"""By the key that the question had when it was asked; by that of a corrected version; by whichever of the
two gives more; full marks to everybody; or as if it had not been asked."""

Misfit = Literal["judged", "type", "statement", "options", "unit", "key"]
"""Why the key of one version cannot mark answers to another."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What became of an answer: its question under the key that holds for it, and its mark.

    `tells` is false where the mark says nothing of what the learner knows. `by_key` is what the key of
    `question` gives, where the one before gave more and its mark stays.
    """

    question: Question
    mark: Mark
    tells: bool = True
    by_key: Mark | None = None


def misfit_of(answered: Question, corrected: Question) -> Misfit | None:
    """What keeps answers to one version from being marked by the key of another, None where nothing does.

    Nobody can be said to have chosen what she has not read: options must read alike, id by id. A stem may
    be reworded, but not the statement whose truth was asked.
    """
    old, new = answered.asked, corrected.asked
    if JUDGED & {old.type, new.type}:
        return "judged"
    if old.type != new.type:
        return "type"
    if old.type == "true_false" and old.stem.value != new.stem.value:
        return "statement"
    if _things_to_choose(old) != _things_to_choose(new):
        return "options"
    if (old.unit, old.precision) != (new.unit, new.precision):
        return "unit"
    rekeyed = _rekeyed(answered, corrected)
    return "key" if TYPES[old.type].problems(rekeyed) else None


def rule(way: Way, answered: Question, corrected: Question | None, given: Given) -> Ruled:
    """Mark an answer as was ruled. `corrected` fits (`misfit_of`); only the ways by its key look at it."""
    marked = TYPES[answered.type].mark
    if way == "full":
        return Ruled(answered, Mark.of(1), tells=False)
    if way == "dropped":
        return Ruled(answered, DROPPED, tells=False)
    if way == "as_asked" or corrected is None:
        return Ruled(answered, marked(answered, given))
    rekeyed = _rekeyed(answered, corrected)
    by_key = marked(rekeyed, given)
    if way == "better":
        before = marked(answered, given)
        if before.share > by_key.share:
            return Ruled(rekeyed, before, by_key=by_key)
    return Ruled(rekeyed, by_key)


def _rekeyed(answered: Question, corrected: Question) -> Question:
    return replace(answered, sealed=corrected.sealed)


def _things_to_choose(asked: Asked) -> tuple[object, ...]:
    return (
        frozenset((option.id, option.text) for option in asked.options),
        frozenset((prompt.id, prompt.text) for prompt in asked.prompts),
        frozenset(asked.gaps),
        asked.pick,
        asked.reuses_options,
    )

"""What a table of expectations says of questions that were read."""

from __future__ import annotations

from collections.abc import Sequence

from questions.formats.item import Outcome
from questions.question import Key


def told(outcomes: Sequence[Outcome]) -> list[tuple[str, tuple[str, ...], Key]]:
    """Text, options and key of each question; all must have been read."""
    asked = []
    for outcome in outcomes:
        assert outcome.item is not None, outcome.refused
        question = outcome.item.question
        options = tuple(option.text for option in question.asked.options)
        asked.append((question.asked.stem.value, options, question.sealed.key))
    return asked

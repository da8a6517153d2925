"""The question types, one module each, in one register."""

from __future__ import annotations

from questions.question import Asked, Question
from questions.types.contract import QuestionType
from questions.types.short_answer import ShortAnswer
from questions.types.single_choice import SingleChoice

_ALL: tuple[QuestionType, ...] = (SingleChoice(), ShortAnswer())

TYPES: dict[str, QuestionType] = {one.name: one for one in _ALL}
"""Every type by its name, in the order in which lists show them."""


def type_of(question: Question | Asked) -> QuestionType:
    """The type of a question; KeyError for a name that is not registered."""
    return TYPES[question.type]

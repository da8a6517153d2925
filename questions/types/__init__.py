"""The question types, one module each, in one register."""

from __future__ import annotations

from questions.question import Asked, Question
from questions.types.cloze import Cloze, gap_is_typed
from questions.types.contract import QuestionType
from questions.types.date import Date
from questions.types.matching import Matching
from questions.types.multiple_response import MultipleResponse
from questions.types.numeric import Numeric
from questions.types.open_answer import OpenAnswer
from questions.types.ordering import Ordering
from questions.types.short_answer import ShortAnswer
from questions.types.single_choice import SingleChoice
from questions.types.true_false import TrueFalse

_ALL: tuple[QuestionType, ...] = (
    SingleChoice(),
    MultipleResponse(),
    TrueFalse(),
    ShortAnswer(),
    Numeric(),
    Date(),
    Ordering(),
    Matching(),
    Cloze(),
    OpenAnswer(),
)

TYPES: dict[str, QuestionType] = {one.name: one for one in _ALL}
"""Every type by its name, in the order in which lists show them."""


JUDGED = frozenset({OpenAnswer.name})
"""Types that a person marks: asked only where a paper names them, and counted in no roll-up or memory."""


def type_of(question: Question | Asked) -> QuestionType:
    """The type of a question; KeyError for a name that is not registered."""
    return TYPES[question.type]


def is_typed(asked: Asked) -> bool:
    """Whether this question is answered by typing, be it in one of its gaps only."""
    if asked.gaps:
        return any(map(gap_is_typed, asked.gaps))
    return TYPES[asked.type].typed

"""What every question type must be able to do, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from questions.marks import Mark
from questions.question import Asked, Format, Question
from questions.response import Given

Fields = Mapping[str, Sequence[str]]
"""Raw fields of one question as the browser sends them, by name without the slot prefix."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a review: `label` ("" or a prompt), what was given, what is right.

    `is_partly` where what was given earns something, but not all. `format` is that of the three texts.
    """

    label: str
    given: str
    right: str
    is_right: bool
    is_partly: bool = False
    format: Format = "plain"


@dataclass(frozen=True, slots=True)
class Reveal:
    """What the review says in words: the learner's answer, the right one, and both line by line."""

    given: str
    right: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Specimen:
    """A response that the type made itself, as fields, with the reading and mark it must get."""

    name: str
    fields: Fields
    given: Given
    mark: Mark


class QuestionType(Protocol):
    """One type of question. All methods are pure; `order` is the order of the options as drawn.

    The page calls the options by their place in `order`, counted from 1 and written as a string
    ("1", "2", …): such a token tells nothing about the key and means nothing elsewhere.
    """

    name: str
    typed: bool
    """Whether the answer is typed rather than chosen; `is_typed` tells where that differs by question."""

    def problems(self, question: Question) -> list[str]:
        """Why this cannot be asked at all (no key, two options alike, …); empty when it can."""

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        """Raw fields → what the learner gave. Never raises, whatever was sent."""

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        """The inverse of `read`: what a form must hold to show this answer again."""

    def mark(self, question: Question, given: Given) -> Mark:
        """The exact mark; a pure function of question and response."""

    def reveal(self, question: Question, given: Given) -> Reveal:
        """Both answers in words, for the review."""

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        """What was answered, as `Why.option` names it; none where reasons speak of nothing answered."""

    def guess_chance(self, asked: Asked) -> float:
        """The chance of full marks by choosing blindly among what is shown; 0 for typed answers."""

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        """A right, a wrong, a partly right (where there is one), a blank and an unreadable response."""

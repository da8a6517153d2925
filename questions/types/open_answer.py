"""Open answer: kept as it was written, and marked by a person."""

from __future__ import annotations

from collections.abc import Sequence

from questions.marks import AWAITING, Mark
from questions.question import Asked, OpenKey, Question
from questions.response import Given, Response
from questions.types.checking import common_problems, key_of, unanswered
from questions.types.contract import Fields, Line, Reveal, Specimen
from questions.types.reading import read_nothing
from questions.types.typed import FIELDS, fields_of_text, read_text, unanswered_specimens

LONGEST = 10_000
"""Characters of one answer, about four pages."""


class OpenAnswer:
    name = "open_answer"
    typed = True

    def problems(self, question: Question) -> list[str]:
        return common_problems(question, OpenKey)

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        nothing = read_nothing(fields, FIELDS, longest=LONGEST)
        return read_text(fields) if nothing is None else nothing

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        return fields_of_text(given)

    def mark(self, question: Question, given: Given) -> Mark:
        """Nothing yet: what a person makes of it is laid over this."""
        return AWAITING if isinstance(given, Response) else unanswered(given)

    def reveal(self, question: Question, given: Given) -> Reveal:
        """What was written beside what a good answer holds."""
        (words,) = fields_of_text(given).get("text", [""])
        guide = key_of(question, OpenKey).guide.value
        return Reveal(words, guide, (Line("", words, guide, is_right=False),))

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        return ()

    def guess_chance(self, asked: Asked) -> float:
        return 0.0

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        text = "First, this.\n\nThen that."
        return [Specimen("kept", {"text": [text]}, Response(text), AWAITING), *unanswered_specimens()]

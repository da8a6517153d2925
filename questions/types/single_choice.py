"""Single choice: one option is right, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from questions.marks import BLANK, UNREADABLE, Mark
from questions.question import Asked, ChoiceKey, Question
from questions.response import Blank, Given, Response, Unreadable
from questions.types.checking import common_problems, key_of, names_of, option_problems, unanswered
from questions.types.contract import Fields, Line, Reveal, Specimen
from questions.types.reading import (
    as_sent,
    entered,
    fields_of_nothing,
    option_at,
    read_nothing,
    sent_again,
    token_of,
)

FIELDS = ("choice",)
NOT_AN_OPTION = "Choose one of the options shown."
ONLY_ONE = "Choose one option only."


class SingleChoice:
    name = "single_choice"
    typed = False

    def problems(self, question: Question) -> list[str]:
        found = common_problems(question, ChoiceKey) + option_problems(question.asked.options)
        if len(question.asked.options) < 2:
            found.append("A choice needs at least two options.")
        key = question.sealed.key
        if isinstance(key, ChoiceKey):
            if len(key.right) != 1:
                found.append(f"Exactly one option is right, not {len(key.right)}.")
            if not set(key.right) <= {option.id for option in question.asked.options}:
                found.append("The key is not among the options.")
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        nothing = read_nothing(fields, FIELDS)
        if nothing is not None:
            return nothing
        chosen = set(entered(fields, "choice"))
        if len(chosen) > 1:
            return Unreadable(ONLY_ONE, as_sent(fields, FIELDS))
        option = option_at(chosen.pop(), order)
        return Response((option,)) if option else Unreadable(NOT_AN_OPTION, as_sent(fields, FIELDS))

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        match given:
            case Response((str(option),)):
                return {"choice": [token_of(option, order)]}
            case Unreadable(raw=raw):
                return sent_again(raw)
        return fields_of_nothing(given)

    def mark(self, question: Question, given: Given) -> Mark:
        if not isinstance(given, Response):
            return unanswered(given)
        right = key_of(question, ChoiceKey).right
        is_right = given.value == right
        shown = [option.id for option in question.asked.options]
        return Mark.of(int(is_right), [(id, is_right) for id in shown if (id,) in (given.value, right)])

    def reveal(self, question: Question, given: Given) -> Reveal:
        right = names_of(key_of(question, ChoiceKey).right, question.asked)
        match given:
            case Response((str(option),)):
                words = names_of((option,), question.asked)
            case _:
                words = ""
        is_right = self.mark(question, given).verdict == "right"
        return Reveal(words, right, (Line("", words, right, is_right),))

    def guess_chance(self, asked: Asked) -> float:
        return 1 / len(asked.options)

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        (right,) = key_of(question, ChoiceKey).right
        shown = [option.id for option in question.asked.options]
        unknown = {"choice": [str(len(order) + 1)]}
        specimens = [
            Specimen(
                "right", {"choice": [token_of(right, order)]}, Response((right,)), Mark.of(1, [(right, True)])
            ),
            Specimen("blank", {}, Blank(), BLANK),
            Specimen("declared blank", {"unknown": ["1"]}, Blank(declared=True), BLANK),
            Specimen("unreadable", unknown, Unreadable(NOT_AN_OPTION, as_sent(unknown, FIELDS)), UNREADABLE),
        ]
        for wrong in shown:
            if wrong != right:
                parts = [(id, False) for id in shown if id in (wrong, right)]
                specimens.append(
                    Specimen(
                        "wrong", {"choice": [token_of(wrong, order)]}, Response((wrong,)), Mark.of(0, parts)
                    )
                )
        return specimens

"""Single choice: one option is right, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from questions.marks import Mark
from questions.question import Asked, ChoiceKey, Question
from questions.response import Given, Response
from questions.types.checking import key_of, unanswered
from questions.types.choice import (
    choice_parts,
    choice_problems,
    choice_specimen,
    chosen_in,
    fields_of_choice,
    read_choice,
    refused,
    reveal_choice,
    unchosen_specimens,
)
from questions.types.contract import Fields, Reveal, Specimen

ONLY_ONE = "Choose one option only."


class SingleChoice:
    name = "single_choice"
    typed = False

    def problems(self, question: Question) -> list[str]:
        found = choice_problems(question)
        key = question.sealed.key
        if isinstance(key, ChoiceKey) and len(key.right) != 1:
            found.append(f"Exactly one option is right, not {len(key.right)}.")
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        given = read_choice(asked, order, fields)
        return refused(fields, ONLY_ONE) if len(chosen_in(given)) > 1 else given

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        return fields_of_choice(order, given)

    def mark(self, question: Question, given: Given) -> Mark:
        if not isinstance(given, Response):
            return unanswered(given)
        right, chosen = key_of(question, ChoiceKey).right, chosen_in(given)
        return Mark.of(int(chosen == right), choice_parts(question.asked, chosen, right))

    def reveal(self, question: Question, given: Given) -> Reveal:
        right = key_of(question, ChoiceKey).right
        return reveal_choice(question, given, right, self.mark(question, given))

    def guess_chance(self, asked: Asked) -> float:
        return 1 / len(asked.options)

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        asked, right = question.asked, key_of(question, ChoiceKey).right
        choices = [
            choice_specimen(
                "right" if (id,) == right else "wrong", asked, order, [id], right, int((id,) == right)
            )
            for id in (option.id for option in asked.options)
        ]
        return choices + unchosen_specimens(order)

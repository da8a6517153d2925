"""Single choice: one option is right, all or nothing unless the options are weighed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from questions.marks import Mark
from questions.question import Asked, ChoiceKey, Question
from questions.response import Given, Response
from questions.types.checking import key_of, unanswered
from questions.types.choice import (
    choice_parts,
    choice_problems,
    choice_specimen,
    fields_of_choice,
    read_choice,
    refused,
    reveal_choice,
    right_options,
    share_of,
    unchosen_specimens,
)
from questions.types.contract import Fields, Reveal, Specimen
from questions.types.reading import options_in

ONLY_ONE = "Choose one option only."


class SingleChoice:
    name = "single_choice"
    typed = False

    def problems(self, question: Question) -> list[str]:
        found = choice_problems(question)
        key = question.sealed.key
        if isinstance(key, ChoiceKey) and len(key.right) != 1:
            found.append(f"Exactly one option is right, not {len(key.right)}.")
        if isinstance(key, ChoiceKey) and key.shares and share_of(key, key.right) < 1:
            found.append("The right option earns less than the whole.")
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        given = read_choice(asked, order, fields)
        return refused(fields, ONLY_ONE) if len(options_in(given)) > 1 else given

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        return fields_of_choice(order, given)

    def mark(self, question: Question, given: Given) -> Mark:
        """All or nothing; where the options are weighed, the share of the chosen one.

        Never below 0: where Moodle takes points away for a wrong guess, here it earns nothing, as
        a question left open does.
        """
        if not isinstance(given, Response):
            return unanswered(given)
        key, chosen = key_of(question, ChoiceKey), options_in(given)
        share = share_of(key, chosen) if key.shares else int(chosen == key.right)
        return Mark.of(share, choice_parts(question.asked, chosen, chosen if share == 1 else key.right))

    def reveal(self, question: Question, given: Given) -> Reveal:
        right = right_options(key_of(question, ChoiceKey))
        return reveal_choice(question, given, right, self.mark(question, given))

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        return options_in(given)

    def guess_chance(self, asked: Asked) -> float:
        return 1 / len(asked.options)

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        asked, key = question.asked, key_of(question, ChoiceKey)
        shares = dict(key.shares) or dict.fromkeys(key.right, Fraction(1))
        choices = []
        for option in asked.options:
            share = max(shares.get(option.id, Fraction(0)), Fraction(0))
            right = (option.id,) if share == 1 else key.right
            choices.append(choice_specimen(_name_of(share), asked, order, [option.id], right, share))
        return choices + unchosen_specimens(order)


def _name_of(share: Fraction) -> str:
    return "right" if share == 1 else "partly right" if share else "wrong"

"""Multiple response: several options are right; each wrong one takes back what a right one earned."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from questions.marks import UNREADABLE, Mark
from questions.question import Asked, ChoiceKey, Question
from questions.response import Given, Response
from questions.types.checking import key_of, unanswered
from questions.types.choice import (
    choice_of,
    choice_parts,
    choice_problems,
    choice_specimen,
    fields_of_choice,
    read_choice,
    refused,
    reveal_choice,
    share_of,
    unchosen_specimens,
)
from questions.types.contract import Fields, Reveal, Specimen
from questions.types.reading import options_in


class MultipleResponse:
    name = "multiple_response"
    typed = False

    def problems(self, question: Question) -> list[str]:
        found = choice_problems(question)
        key, asked = question.sealed.key, question.asked
        if isinstance(key, ChoiceKey):
            if not key.right:
                found.append("No option is right.")
            if len(set(key.right)) < len(key.right):
                found.append("The key names an option twice.")
            if len(key.right) >= len(asked.options) and not key.shares:
                found.append("At least one option must be wrong.")
            if key.shares:
                found += _weighing_problems(key)
            if asked.pick is not None and asked.pick != len(key.right):
                found.append(f"The stem asks for {asked.pick}, but {len(key.right)} options are right.")
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        """Where the stem says how many, more is refused with a hint, for that can be mended."""
        given = read_choice(asked, order, fields)
        count = len(options_in(given))
        if asked.pick is not None and count > asked.pick:
            return refused(fields, _too_many(asked.pick, count))
        return given

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        return fields_of_choice(order, given)

    def mark(self, question: Question, given: Given) -> Mark:
        """(right chosen - wrong chosen) / number right, never below 0.

        A mistake takes back what one right choice earned; too few choices earn what is right of
        them. Where the stem says how many, ticking everything does not even get here. Where the
        options are weighed, the sum of the chosen ones, between nothing and the whole, as in Moodle.
        """
        if not isinstance(given, Response):
            return unanswered(given)
        key, chosen = key_of(question, ChoiceKey), set(options_in(given))
        right = set(key.right)
        earned = Fraction(len(chosen & right) - len(chosen - right), len(right))
        share = share_of(key, chosen) if key.shares else max(Fraction(0), earned)
        return Mark.of(share, choice_parts(question.asked, chosen, right))

    def reveal(self, question: Question, given: Given) -> Reveal:
        keys = key_of(question, ChoiceKey).right
        right = [option.id for option in question.asked.options if option.id in keys]
        return reveal_choice(question, given, right, self.mark(question, given))

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        return options_in(given)

    def guess_chance(self, asked: Asked) -> float:
        """One selection out of all, though weights may let several earn the whole."""
        count = len(asked.options)
        return 1 / (math.comb(count, asked.pick) if asked.pick is not None else 2**count - 1)

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        asked, key = question.asked, key_of(question, ChoiceKey)
        right = list(key.right)
        wrong = [option.id for option in asked.options if option.id not in right]
        specimens = [
            choice_specimen("right", asked, order, right, right, 1),
            *(choice_specimen("wrong", asked, order, [option], right, 0) for option in wrong[:1]),
            *unchosen_specimens(order),
        ]
        if key.shares:
            specimens += _weighed_specimens(asked, key, order)
        elif len(right) > 1:
            specimens += [
                choice_specimen("partly right", asked, order, right[:1], right, Fraction(1, len(right))),
                choice_specimen(
                    "one mistake",
                    asked,
                    order,
                    [*right[1:], wrong[0]],
                    right,
                    Fraction(len(right) - 2, len(right)),
                ),
            ]
        everything = [option.id for option in asked.options]
        if asked.pick is not None:
            fields = choice_of(everything, order)
            too_many = refused(fields, _too_many(asked.pick, len(everything)))
            specimens.append(Specimen("too many", fields, too_many, UNREADABLE))
        return specimens


def _weighing_problems(key: ChoiceKey) -> Iterator[str]:
    if sorted(option for option, share in key.shares if share > 0) != sorted(set(key.right)):
        yield "Options that earn something are right, and no others."
    if share_of(key, key.right) < 1:
        yield "All right options together earn less than the whole."


def _weighed_specimens(asked: Asked, key: ChoiceKey, order: Sequence[str]) -> list[Specimen]:
    """Each option by itself, and all of them."""
    shares = {option.id: Fraction(0) for option in asked.options} | dict(key.shares)
    everything = sum(shares.values())
    found = [
        choice_specimen("one option", asked, order, [option], key.right, max(share, Fraction(0)))
        for option, share in shares.items()
    ]
    if asked.pick is None:
        share = min(max(Fraction(everything), Fraction(0)), Fraction(1))
        found.append(choice_specimen("everything", asked, order, shares, key.right, share))
    return found


def _too_many(pick: int, count: int) -> str:
    return f"Choose {pick}; you chose {count}."

"""Ordering: put everything in its place, with credit for what follows what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from questions.marks import BLANK, UNREADABLE, Mark
from questions.question import Asked, OrderKey, Question
from questions.response import Blank, Given, Response, Unreadable
from questions.types.checking import common_problems, key_of, names_of, option_problems, unanswered
from questions.types.contract import Fields, Line, Reveal, Specimen
from questions.types.reading import (
    as_sent,
    entered,
    fields_of_nothing,
    option_at,
    options_in,
    read_nothing,
    sent_again,
    token_of,
)

LEAST = 3


class Ordering:
    """The page sends `place-<token>` = position, both counted from 1, for everything to be ordered."""

    name = "ordering"
    typed = False

    def problems(self, question: Question) -> list[str]:
        asked, key = question.asked, question.sealed.key
        found = common_problems(question, OrderKey) + option_problems(asked.options)
        if len(asked.options) < LEAST:
            found.append(f"An ordering needs at least {LEAST} things.")
        if isinstance(key, OrderKey) and sorted(key.order) != sorted(option.id for option in asked.options):
            found.append("The key must name each thing once.")
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        names = _names(order)
        nothing = read_nothing(fields, names)
        if nothing is not None:
            return nothing
        placed: dict[str, str] = {}
        for token, name in enumerate(names, start=1):
            places = set(entered(fields, name))
            if not places:
                return Unreadable("Give everything a place.", as_sent(fields, names))
            place = places.pop()
            if places or option_at(place, order) is None:
                return Unreadable(f"Use the places 1 to {len(order)}.", as_sent(fields, names))
            if place in placed:
                return Unreadable(f"Place {place} is used twice.", as_sent(fields, names))
            placed[place] = order[token - 1]
        return Response(tuple(placed[str(place)] for place in range(1, len(order) + 1)))

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        match given:
            case Response():
                return _places(options_in(given), order)
            case Unreadable(raw=raw):
                return sent_again(raw)
        return fields_of_nothing(given)

    def mark(self, question: Question, given: Given) -> Mark:
        """Neighbours that rightly follow each other, of all n - 1 such pairs.

        One thing out of place thus costs only the neighbours it parts, and a run that is right
        but shifted keeps its worth. A part is right where its predecessor is.
        """
        if not isinstance(given, Response):
            return unanswered(given)
        right, sequence = key_of(question, OrderKey).order, options_in(given)
        followed = len(set(pairwise(right)) & set(pairwise(sequence)))
        return Mark.of(Fraction(followed, len(right) - 1), _parts(right, sequence))

    def reveal(self, question: Question, given: Given) -> Reveal:
        right, sequence = key_of(question, OrderKey).order, options_in(given)
        asked, texts = question.asked, question.asked.texts
        placed = [texts.get(option, "") for option in sequence] or [""] * len(right)
        lines = tuple(
            Line(
                str(place),
                words,
                texts[option],
                sequence[place - 1 : place] == (option,),
                format=asked.options_format,
            )
            for place, (words, option) in enumerate(zip(placed, right, strict=False), start=1)
        )
        return Reveal(names_of(sequence, asked), names_of(right, asked), lines)

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        return ()

    def guess_chance(self, asked: Asked) -> float:
        return 1 / math.factorial(len(asked.options))

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        right = key_of(question, OrderKey).order
        shifted = (*right[1:], right[0])
        twice = {name: ["1"] for name in _names(order)}
        return [
            _specimen("right", order, right, right, 1),
            _specimen("wrong", order, right[::-1], right, 0),
            _specimen("partly right", order, shifted, right, Fraction(len(right) - 2, len(right) - 1)),
            Specimen("blank", {name: [""] for name in _names(order)}, Blank(), BLANK),
            Specimen("declared blank", {"unknown": ["1"]}, Blank(declared=True), BLANK),
            Specimen(
                "unreadable",
                twice,
                Unreadable("Place 1 is used twice.", as_sent(twice, _names(order))),
                UNREADABLE,
            ),
        ]


def _specimen(
    name: str, order: Sequence[str], sequence: tuple[str, ...], right: tuple[str, ...], share: Fraction | int
) -> Specimen:
    return Specimen(
        name, _places(sequence, order), Response(sequence), Mark.of(share, _parts(right, sequence))
    )


def _names(order: Sequence[str]) -> list[str]:
    return [f"place-{token}" for token in range(1, len(order) + 1)]


def _places(sequence: Sequence[str], order: Sequence[str]) -> dict[str, list[str]]:
    return {
        f"place-{token_of(option, order)}": [str(place)] for place, option in enumerate(sequence, start=1)
    }


def _parts(right: tuple[str, ...], sequence: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    follows = set(pairwise(("", *sequence)))
    return tuple((option, (before, option) in follows) for before, option in pairwise(("", *right)))

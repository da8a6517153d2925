"""Matching: to each prompt the one option that belongs to it, with credit for each pair."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from questions.marks import BLANK, UNREADABLE, Mark
from questions.question import Asked, PairsKey, Question
from questions.response import Blank, Given, Response, Unreadable
from questions.types.checking import common_problems, key_of, names_of, option_problems, unanswered
from questions.types.contract import Fields, Line, Reveal, Specimen
from questions.types.reading import (
    as_sent,
    entered,
    fields_of_nothing,
    option_at,
    pairs_in,
    read_nothing,
    sent_again,
    token_of,
)

LEAST = 2
NOT_AN_OPTION = "Choose one of the options shown for each."


class Matching:
    """The page sends `pair-<n>` = option token for the n-th prompt.

    No option belongs to two prompts, unless the question reuses its options.
    """

    name = "matching"
    typed = False

    def problems(self, question: Question) -> list[str]:
        asked, key = question.asked, question.sealed.key
        found = common_problems(question, PairsKey)
        found += option_problems(asked.options) + option_problems(asked.prompts, "prompt")
        if len(asked.prompts) < LEAST:
            found.append(f"A matching needs at least {LEAST} prompts.")
        if len(asked.options) < LEAST:
            found.append(f"A matching needs at least {LEAST} options.")
        if not asked.reuses_options and len(asked.options) < len(asked.prompts):
            found.append("There are fewer options than prompts.")
        if {option.id for option in asked.options} & {prompt.id for prompt in asked.prompts}:
            found.append("A prompt and an option have the same id.")
        if isinstance(key, PairsKey):
            if sorted(prompt for prompt, _ in key.pairs) != sorted(prompt.id for prompt in asked.prompts):
                found.append("The key must pair each prompt once.")
            paired = [option for _, option in key.pairs]
            if not asked.reuses_options and len(set(paired)) < len(paired):
                found.append("The key uses an option twice.")
            if not set(paired) <= {option.id for option in asked.options}:
                found.append("The key is not among the options.")
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        """A prompt left open counts as not given; the others still earn their share."""
        names = _names(asked)
        nothing = read_nothing(fields, names)
        if nothing is not None:
            return nothing
        pairs: dict[str, str] = {}
        for prompt, name in zip(asked.prompts, names, strict=True):
            tokens = set(entered(fields, name))
            if not tokens:
                continue
            option = option_at(tokens.pop(), order)
            if option is None or tokens:
                return Unreadable(NOT_AN_OPTION, as_sent(fields, names))
            if option in pairs.values() and not asked.reuses_options:
                return Unreadable(f"“{names_of([option], asked)}” is used twice.", as_sent(fields, names))
            pairs[prompt.id] = option
        return Response(tuple(pairs.items()))

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        match given:
            case Response():
                return _fields(asked, order, dict(pairs_in(given)))
            case Unreadable(raw=raw):
                return sent_again(raw)
        return fields_of_nothing(given)

    def mark(self, question: Question, given: Given) -> Mark:
        """Right pairs of all prompts; a wrong pair costs no more than an open one."""
        if not isinstance(given, Response):
            return unanswered(given)
        parts = _parts(question, dict(pairs_in(given)))
        return Mark.of(Fraction(sum(is_right for _, is_right in parts), len(parts)), parts)

    def reveal(self, question: Question, given: Given) -> Reveal:
        asked, right, pairs = question.asked, dict(key_of(question, PairsKey).pairs), dict(pairs_in(given))
        texts = asked.texts
        lines = tuple(
            Line(
                prompt.text,
                texts.get(pairs.get(prompt.id, ""), ""),
                texts[right[prompt.id]],
                pairs.get(prompt.id) == right[prompt.id],
                format=asked.options_format,
            )
            for prompt in asked.prompts
        )
        return Reveal(_in_words(asked, pairs), _in_words(asked, right), lines)

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        return ()

    def guess_chance(self, asked: Asked) -> float:
        if asked.reuses_options:
            return float(len(asked.options)) ** -len(asked.prompts)
        return 1 / math.perm(len(asked.options), len(asked.prompts))

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        key = dict(key_of(question, PairsKey).pairs)
        prompts = [prompt.id for prompt in question.asked.prompts]
        unreadable, reason = _unreadable(question.asked, order)
        return [
            _specimen("right", question, order, key, 1),
            _specimen("wrong", question, order, _all_wrong(question.asked, key), 0),
            _specimen(
                "partly right", question, order, {prompts[0]: key[prompts[0]]}, Fraction(1, len(prompts))
            ),
            Specimen("blank", {name: [""] for name in _names(question.asked)}, Blank(), BLANK),
            Specimen("declared blank", {"unknown": ["1"]}, Blank(declared=True), BLANK),
            Specimen(
                "unreadable",
                unreadable,
                Unreadable(reason, as_sent(unreadable, _names(question.asked))),
                UNREADABLE,
            ),
        ]


def _in_words(asked: Asked, pairs: Mapping[str, str]) -> str:
    """The pairs in the order of the prompts, as they are read out."""
    return "; ".join(
        f"{names_of([prompt.id], asked)}: {names_of([pairs[prompt.id]], asked)}"
        for prompt in asked.prompts
        if prompt.id in pairs
    )


def _all_wrong(asked: Asked, key: Mapping[str, str]) -> dict[str, str]:
    """The right options, each one prompt too late; where they are reused, another one for each."""
    prompts = [prompt.id for prompt in asked.prompts]
    if not asked.reuses_options:
        right = [key[prompt] for prompt in prompts]
        return dict(zip(prompts, [*right[1:], right[0]], strict=True))
    return {
        prompt: next(option.id for option in asked.options if option.id != key[prompt]) for prompt in prompts
    }


def _unreadable(asked: Asked, order: Sequence[str]) -> tuple[dict[str, list[str]], str]:
    """Fields that are no answer, with what is wrong with them."""
    if asked.reuses_options:
        return {_names(asked)[0]: [str(len(order) + 1)]}, NOT_AN_OPTION
    twice = {name: ["1"] for name in _names(asked)}
    return twice, f"“{names_of(order[:1], asked)}” is used twice."


def _specimen(
    name: str, question: Question, order: Sequence[str], pairs: Mapping[str, str], share: Fraction | int
) -> Specimen:
    in_order = {prompt.id: pairs[prompt.id] for prompt in question.asked.prompts if prompt.id in pairs}
    mark = Mark.of(share, _parts(question, in_order))
    return Specimen(name, _fields(question.asked, order, in_order), Response(tuple(in_order.items())), mark)


def _names(asked: Asked) -> list[str]:
    return [f"pair-{number}" for number in range(1, len(asked.prompts) + 1)]


def _fields(asked: Asked, order: Sequence[str], pairs: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        name: [token_of(pairs[prompt.id], order)]
        for prompt, name in zip(asked.prompts, _names(asked), strict=True)
        if prompt.id in pairs
    }


def _parts(question: Question, pairs: Mapping[str, str]) -> tuple[tuple[str, bool], ...]:
    right = dict(key_of(question, PairsKey).pairs)
    return tuple((prompt.id, pairs.get(prompt.id) == right[prompt.id]) for prompt in question.asked.prompts)

"""Rules that show only over many questions: what a guesser could learn from the bank as a whole."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from questions.generation.lint.duplicates import near_duplicates
from questions.generation.lint.subject import Rule
from questions.question import ChoiceKey, Question, VerdictKey
from questions.remarks import Remark

LONGEST = Rule("L01", "The right option is longest no more often than by chance", "warning")
SHORTEST = Rule("L02", "The right option is shortest no more often than by chance", "warning")
BALANCE = Rule("L14", "As many statements are true as false", "warning")
POSITION = Rule("L23", "The right option stands in every place as often, as printed", "warning")
DUPLICATE = Rule("L31", "No two questions ask the same", "error")
RULES = (LONGEST, SHORTEST, BALANCE, POSITION, DUPLICATE)

_SUSPICIOUS, _CERTAIN = 2.0, 3.09
"""Standard errors above chance: 2, and the one-sided 0.1 % point."""
_FEWEST_FOR_CERTAINTY = 50
_SMALL = 10
_UNBALANCED = 0.01


def remarks_on_bank(questions: Sequence[Question]) -> Iterator[Remark]:
    single = [question for question in questions if question.type == "single_choice"]
    yield from _cue_by_length(single, LONGEST, max)
    yield from _cue_by_length(single, SHORTEST, min)
    yield from _balance(questions)
    yield from _position(single)
    yield from _duplicates(questions)


def _cue_by_length(
    questions: Sequence[Question], rule: Rule, extreme: Callable[[Sequence[int]], int]
) -> Iterator[Remark]:
    hits, expected, variance = 0, 0.0, 0.0
    for question in questions:
        lengths = [len(option.text) for option in question.asked.options]
        bound = extreme(lengths)
        if lengths.count(bound) != 1:
            continue
        hits += question.asked.options[lengths.index(bound)].id in _right(question)
        chance = 1 / len(lengths)
        expected += chance
        variance += chance * (1 - chance)
    deviation = (hits - expected) / math.sqrt(variance) if variance else 0.0
    if deviation > _SUSPICIOUS:
        is_certain = deviation > _CERTAIN and len(questions) >= _FEWEST_FOR_CERTAINTY
        word = "longest" if rule is LONGEST else "shortest"
        yield Remark(
            "questions",
            0,
            "options",
            f"The right option is the {word} in {hits} questions where chance gives {expected:.0f}: "
            "even out the lengths.",
            "error" if is_certain else "warning",
            rule.id,
        )


def _balance(questions: Sequence[Question]) -> Iterator[Remark]:
    verdicts = [one.sealed.key.true for one in questions if isinstance(one.sealed.key, VerdictKey)]
    true, count = sum(verdicts), len(verdicts)
    is_even = abs(2 * true - count) <= 1 if count < _SMALL else _two_sided(true, count) > _UNBALANCED
    if not is_even:
        yield Remark(
            "questions",
            0,
            "true/false",
            f"{true} of {count} statements are true: balance them.",
            BALANCE.severity,
            BALANCE.id,
        )


def _two_sided(hits: int, count: int) -> float:
    """The chance of a split at least this uneven when both sides are as likely."""
    tail = sum(math.comb(count, one) for one in range(min(hits, count - hits) + 1))
    return min(1.0, float(Fraction(2 * tail, 2**count)))


def _position(questions: Sequence[Question]) -> Iterator[Remark]:
    """Each place of each length of option list, against chance."""
    by_count: dict[int, list[int]] = defaultdict(list)
    for question in questions:
        ids = [option.id for option in question.asked.options]
        right = _right(question)
        if len(right) == 1 and right[0] in ids:
            by_count[len(ids)].append(ids.index(right[0]))
    for count, places in sorted(by_count.items()):
        chance = 1 / count
        spread = math.sqrt(len(places) * chance * (1 - chance))
        for place in range(count):
            hits = places.count(place)
            enough = len(places) >= _FEWEST_FOR_CERTAINTY
            if enough and hits - len(places) * chance > _CERTAIN * spread:
                yield Remark(
                    "questions",
                    0,
                    "options",
                    f"With {count} options the right one is number {place + 1} in {hits} of {len(places)} "
                    "questions: shuffle before printing.",
                    POSITION.severity,
                    POSITION.id,
                )


def _duplicates(questions: Sequence[Question]) -> Iterator[Remark]:
    for question, rival in near_duplicates(questions):
        yield Remark(
            question.id,
            0,
            "stem",
            f"“{rival.asked.stem.value}” ({rival.id}) asks the same: keep one of the two.",
            DUPLICATE.severity,
            DUPLICATE.id,
        )


def _right(question: Question) -> tuple[str, ...]:
    key = question.sealed.key
    return key.right if isinstance(key, ChoiceKey) else ()

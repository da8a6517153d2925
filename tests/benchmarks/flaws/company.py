"""Flaws that show only beside other questions: of a quiz, or of a whole bank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from questions.question import Option, Question, Text, VerdictKey
from tests.benchmarks.flaws.item import Item, Plant, Planted, key_option, with_texts, wrong_options

BANK_SIZE = 60
FLAWED_SHARE = 0.65
"""How many of the questions of a bank a careless author spoils in the same way."""


def given_away(item: Item, dice: Random) -> Planted | None:
    """A true statement of the same fact stands in the quiz, or another stem tells that fact in passing."""
    if item.question.type not in ("single_choice", "short_answer") or len(item.question.facts) != 1:
        return None
    statements = [
        one
        for one in item.mates
        if one.type == "true_false"
        and one.facts == item.question.facts
        and isinstance(one.sealed.key, VerdictKey)
        and one.sealed.key.true
    ]
    fact = item.bank.facts[item.question.facts[0]]
    other = dice.choice(item.mates)
    told = fact.statement.rstrip(".")
    stem = dice.choice(
        [f"{told}. {other.asked.stem.value}", f"We know: {told}. Now: {other.asked.stem.value}"]
    )
    if statements and dice.random() < 0.5:
        return Planted(item.question, (dice.choice(statements),))
    return Planted(item.question, (replace(other, asked=replace(other.asked, stem=Text(stem))),))


def near_duplicate(item: Item, dice: Random) -> Planted | None:
    """The same question once more, by an author who forgot that she had written it."""
    if not item.asks:
        return None
    stem = item.stem
    again = dice.choice(
        [
            stem,
            stem.upper(),
            stem.rstrip("?") + " ?",
            f"Can you say {item.inner}",
            f"Do you know {item.inner}",
            f"Choose one answer: {item.inner}",
            f"Question: {item.inner}",
            f"{stem} Give the right answer.",
            f"{stem} (1 point)",
            stem.replace("Which city is", "What is").replace("In which year", "When"),
            stem.replace(" the ", " "),
        ]
    )
    copy = replace(item.question, id="q-again", asked=replace(item.question.asked, stem=Text(again)))
    others = dice.sample([one for one in item.mates if one.id != item.question.id], 5)
    return Planted(item.question, (*others, copy))


PLANTS: tuple[tuple[str, Plant], ...] = (("L25", given_away), ("L31", near_duplicate))

Spoil = Callable[[Sequence[Question], Random], list[Question]]
"""Draws a bank out of clean questions, with a flaw in many of them or, for comparison, in none."""


def key_often_longest(questions: Sequence[Question], dice: Random) -> list[Question]:
    return [_with_length(one, dice, longest=True) for one in _single(questions, dice)]


def key_often_shortest(questions: Sequence[Question], dice: Random) -> list[Question]:
    return [_with_length(one, dice, longest=False) for one in _single(questions, dice)]


def mostly_true(questions: Sequence[Question], dice: Random) -> list[Question]:
    count = dice.choice([6, 9, 20, 40])
    true, false = _verdicts(questions)
    most = round(count * dice.choice([0.85, 0.9, 1.0]))
    if dice.random() < 0.5:
        true, false = false, true
    return [*dice.choices(true, k=most), *dice.choices(false, k=count - most)]


def key_often_in_one_place(questions: Sequence[Question], dice: Random) -> list[Question]:
    """People who write four options put the right one in the middle."""
    place = dice.choice([0, 1, 2])
    return [
        _with_key_at(one, place) if dice.random() < FLAWED_SHARE else one for one in _printed(questions, dice)
    ]


def asked_twice(questions: Sequence[Question], dice: Random) -> list[Question]:
    drawn = _single(questions, dice)
    twice = dice.choice(drawn)
    stem = dice.choice([twice.asked.stem.value, twice.asked.stem.value.replace(" the ", " ")])
    return [*drawn, replace(twice, id="q-again", asked=replace(twice.asked, stem=Text(stem)))]


def even_lengths(questions: Sequence[Question], dice: Random) -> list[Question]:
    return _single(questions, dice)


def even_verdicts(questions: Sequence[Question], dice: Random) -> list[Question]:
    """A coin for each of many statements; a handful is split evenly."""
    true, false = _verdicts(questions)
    count = dice.choice([6, 9, 20, 40])
    most = sum(dice.random() < 0.5 for _ in range(count)) if count >= 10 else count // 2
    return [*dice.choices(true, k=most), *dice.choices(false, k=count - most)]


def even_places(questions: Sequence[Question], dice: Random) -> list[Question]:
    return _printed(questions, dice)


SPOILS: tuple[tuple[str, Spoil, Spoil], ...] = (
    ("L01", key_often_longest, even_lengths),
    ("L02", key_often_shortest, even_lengths),
    ("L14", mostly_true, even_verdicts),
    ("L23", key_often_in_one_place, even_places),
    ("L31", asked_twice, even_lengths),
)
"""Of each rule for whole banks, how its flaw is planted, and a bank without it to compare with."""


def _single(questions: Sequence[Question], dice: Random) -> list[Question]:
    single = [one for one in questions if one.type == "single_choice" and len(one.asked.options) == 4]
    return dice.sample(single, min(BANK_SIZE, len(single)))


def _printed(questions: Sequence[Question], dice: Random) -> list[Question]:
    """Each with its options in an order of its own, as on paper."""
    return [
        replace(one, asked=replace(one.asked, options=tuple(dice.sample(one.asked.options, 4))))
        for one in _single(questions, dice)
    ]


def _with_key_at(question: Question, place: int) -> Question:
    others = wrong_options(question)
    options = (*others[:place], key_option(question), *others[place:])
    return replace(question, asked=replace(question.asked, options=options))


def _with_length(question: Question, dice: Random, *, longest: bool) -> Question:
    """Makes the right option a little longer or shorter than all others, in most questions."""
    if dice.random() > FLAWED_SHARE:
        return question
    key = key_option(question)
    if longest:
        return with_texts(question, {key.id: _longer(key.text, max(map(_length, wrong_options(question))))})
    return with_texts(question, {one.id: _longer(one.text, _length(key)) for one in wrong_options(question)})


def _length(option: Option) -> int:
    return len(option.text)


def _longer(text: str, length: int) -> str:
    """The text with as many words behind it as it takes to be longer than that."""
    for word in "and a good part of what lies around it, as far as the eye can see, and farther".split():  # noqa: SIM905
        if len(text) > length:
            return text
        text = f"{text} {word}"
    return text


def _verdicts(questions: Sequence[Question]) -> tuple[list[Question], list[Question]]:
    judged = [(one, one.sealed.key.true) for one in questions if isinstance(one.sealed.key, VerdictKey)]
    return [one for one, true in judged if true], [one for one, true in judged if not true]

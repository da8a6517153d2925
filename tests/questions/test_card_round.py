"""Rounds of cards: what may stand beside what, and what is asked."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.card import Face
from questions.card_round import (
    LEAST_PAIRS,
    MOST_CARDS,
    Draw,
    Playable,
    draw_round,
    may_both_be_right,
    outcomes_of,
    tasks_of,
)
from questions.question import DateKey, NumberKey, Text, TextKey
from questions.response import Blank
from questions.types import TYPES
from questions.when import When

MATCHING = Text("What belongs together?")


def playable(number: int, back: str, front: str = "", *, kin: str = "", **face: Any) -> Playable:
    asked = Face(front or f"Front {number}", back, **face)
    return Playable(number, number, kin or f"n{number}", "basic", asked, "plain", asked.front, back, back)


def names(*backs: str, **face: Any) -> list[Playable]:
    return [playable(number, back, **face) for number, back in enumerate(backs, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (playable(1, "Paris"), playable(2, "paris.")),
        (playable(1, "Moscow, Russia"), playable(2, "Moscow")),
        (playable(1, "Ghani", key=TextKey(("Ghani", "Ashraf Ghani"))), playable(2, "Ashraf Ghani")),
        (playable(1, "Seine", "A river of France?"), playable(2, "Loire", "A river of France?")),
        (
            playable(1, "March 2021", key=DateKey(When(2021, 3)), precision="month"),
            playable(2, "18.3.2021", key=DateKey(When(2021, 3, 18)), precision="day"),
        ),
        (
            playable(1, "1,000 km", key=NumberKey(Fraction(1000), Fraction(50)), unit="km"),
            playable(2, "1,040", key=NumberKey(Fraction(1040)), unit="km"),
        ),
    ],
)
def test_what_both_may_be_right_never_stands_side_by_side(one: Playable, other: Playable) -> None:
    assert may_both_be_right(one, other)
    assert may_both_be_right(other, one)
    pool = [one, other, *(playable(number, f"Word {number}") for number in range(10, 16))]
    for seed in range(20):
        for kind in ("choose", "match"):
            draw = draw_round(kind, pool, random.Random(seed))
            assert draw is not None
            assert not any({1, 2} <= set(row) for row in draw.options)


@pytest.mark.parametrize(
    ("one", "other"), [("Back 1", "Back 10"), ("Niger", "Nigeria"), ("18 March 2021", "17 March 2021")]
)
def test_words_that_only_look_alike_are_different_answers(one: str, other: str) -> None:
    assert not may_both_be_right(playable(1, one), playable(2, other))


def test_an_answer_stands_among_answers_of_its_own_sort() -> None:
    cities = names("Rome", "Oslo", "Lima", hint="city")
    people = [playable(number, f"Person {number}", hint="person") for number in range(10, 40)]
    draw = draw_round("choose", [*cities, *people], random.Random(1))
    assert draw is not None
    for card, row in zip(draw.cards, draw.options, strict=True):
        assert card in row
        assert len({option < 10 for option in row}) == 1


def test_no_card_of_a_round_tells_of_another() -> None:
    pool = [playable(number, f"Word {number}", kin=f"k{number // 2}") for number in range(8)]
    for kind in ("choose", "match", "type"):
        draw = draw_round(kind, pool, random.Random(2))
        assert draw is not None
        assert len({card // 2 for card in draw.cards}) == len(draw.cards) == LEAST_PAIRS


def test_no_front_of_a_round_holds_the_answer_to_another_card() -> None:
    pool = names("Oslo", "Rome", "Lima")
    pool.append(playable(4, "Norway", "Bergen lies in […]. The capital is Oslo."))
    for seed in range(20):
        draw = draw_round("type", pool, random.Random(seed))
        assert draw is not None
        assert len(draw.cards) == 3
        assert not {1, 4} <= set(draw.cards)


@pytest.mark.parametrize("backs", [(), ("a",), ("a", "b"), ("a", "b", "A", "b.")])
def test_too_few_answers_make_no_round_of_choosing(backs: tuple[str, ...]) -> None:
    assert draw_round("choose", names(*backs), random.Random(3)) is None
    assert draw_round("match", names(*backs), random.Random(3)) is None


def test_long_answers_and_formulas_are_neither_typed_nor_matched() -> None:
    pool = [
        Playable(n, n, f"n{n}", "basic", Face(f"f{n}", f"${n}$"), "markdown", f"f{n}", "<math>", "")
        for n in range(6)
    ]
    assert draw_round("type", pool, random.Random(4)) is None
    assert draw_round("match", pool, random.Random(4)) is None
    assert draw_round("choose", pool, random.Random(4)) is not None


@given(st.lists(st.text("abc ", min_size=1, max_size=4), max_size=20), st.integers())
def test_every_round_can_be_asked_and_its_right_answers_are_right(backs: list[str], seed: int) -> None:
    pool = names(*backs)
    cards = {one.card_id: one for one in pool}
    for kind in ("choose", "match"):
        draw = draw_round(kind, pool, random.Random(seed))
        if draw is None:
            continue
        assert 0 < len(draw.cards) <= MOST_CARDS
        for task in tasks_of(draw, cards, matching=MATCHING):
            type = TYPES[task.question.type]
            for specimen in type.specimens(task.question, task.order):
                outcomes = outcomes_of(task, specimen.given)
                assert [one.card_id for one in outcomes] == list(task.cards)
                right = sum(one.kind == "right" for one in outcomes)
                assert Fraction(right, len(outcomes)) == specimen.mark.share


def test_nothing_chosen_is_blank_for_every_card() -> None:
    pool = names("a", "b", "c", "d")
    draw = draw_round("match", pool, random.Random(5))
    assert draw is not None
    [task] = tasks_of(draw, {one.card_id: one for one in pool}, matching=MATCHING)
    assert {one.kind for one in outcomes_of(task, Blank())} == {"blank"}


def test_what_was_missed_comes_again_among_the_same_options() -> None:
    draw = Draw("choose", (1, 2, 3), ((1, 2), (2, 3), (3, 1)))
    again = draw.again([2], random.Random(6))
    assert again.cards == (2,)
    assert [set(row) for row in again.options] == [{2, 3}]
    pairs = Draw("match", (1, 2, 3), ((3, 1, 2),)).again([3], random.Random(6))
    assert (pairs.cards, [set(row) for row in pairs.options]) == ((3,), [{1, 2, 3}])
    assert Draw("type", (1, 2)).again([1], random.Random(6)) == Draw("type", (1,))

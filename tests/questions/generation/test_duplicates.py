"""Which questions ask the same in nearly the same words."""

from __future__ import annotations

import random

import pytest

from questions.generation.lint import duplicates as module
from questions.generation.lint.duplicates import is_near_duplicate, near_duplicates
from questions.question import Asked, Question, Sealed, Text, TextKey
from tests.questions.generation.test_telling import lines_run


def asking(stem: str, id: str, answer: str = "Kabul") -> Question:
    return Question(id, Asked("short_answer", Text(stem)), Sealed(TextKey((answer,)), Text("")))


@pytest.mark.parametrize("seed", range(20))
def test_of_many_the_same_are_found_as_pair_by_pair(seed: int) -> None:
    rng = random.Random(seed)
    words = [f"river{letter}" for letter in "abcdefghijklm"]
    questions = [
        asking(" ".join(rng.sample(words, rng.choice((0, 2, 9, 10, 11, 12)))), str(number), rng.choice("xy"))
        for number in range(60)
    ]
    pairs = []
    for place, one in enumerate(questions):
        before = [rival for rival in questions[:place] if is_near_duplicate(one, rival)]
        pairs += [(one, before[0])] if before else []
    assert pairs
    assert list(near_duplicates(questions)) == pairs


@pytest.mark.parametrize("stem", ["Which city lies north of place {}?", "Which city lies there?"])
def test_a_question_costs_the_same_however_many_have_its_answer(stem: str) -> None:
    def cost(count: int) -> float:
        questions = [asking(stem.format(number), str(number)) for number in range(count)]
        return lines_run(lambda: list(near_duplicates(questions)), module) / count

    assert cost(800) < 1.1 * cost(100)

"""Typed papers in parts: what headings say of the questions below them, and how keys name the parts."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO

import pytest

from questions.formats.item import Outcome
from questions.formats.numbered import Numbered
from questions.formats.numbered.words import points_each
from questions.question import ChoiceKey, VerdictKey
from tests.questions.formats.outcomes import told


def read(text: str) -> list[Outcome]:
    return list(Numbered().read(BytesIO(text.encode())))


def points_of(text: str) -> list[Fraction]:
    return [one.item.points for one in read(text) if one.item is not None]


ASKED = "Is it?\na) yes\n*b) no\n"


def test_a_heading_says_what_each_question_below_it_counts_until_the_next_part() -> None:
    text = (
        f"Section A (2 points each)\n\nAnswer all of them.\n\n1. {ASKED}2. {ASKED}\n"
        f"## Section B: each question is worth 3 points\n\n3. {ASKED}4. Is it? (5 points)\n*a) no\nb) yes\n\n"
        f"Section C\n\n5. {ASKED}"
    )
    first, *_ = read(text)

    assert points_of(text) == [2, 2, 3, 5, 1]
    assert first.doubts[0] == (
        "Line 1, “Section A (2 points each)”, was taken for a heading: each question below it counts 2."
    )


def test_a_heading_of_questions_without_numbers_says_it_too() -> None:
    text = f"Multiple choice (0.5 marks each)\n\n{ASKED}\nWas it?\na) yes\n*b) no\n"

    assert points_of(text) == [Fraction(1, 2), Fraction(1, 2)]


@pytest.mark.parametrize(
    ("heading", "points"),
    [
        ("Part I: True or False (1 mark each)", "1"),
        ("II. Multiple Choice – two points each", "2"),
        ("Teil B (je 1,5 Punkte)", "1,5"),
        ("Abschnitt 2 (2 Punkte pro Frage)", "2"),
        ("Every question carries 4 marks.", "4"),
        ("Parte A (2 puntos cada una)", "2"),
        ("Section B (20 marks)", ""),
        ("Each question has 4 options", ""),
    ],
)
def test_points_are_those_of_each_question_only_where_words_say_so(heading: str, points: str) -> None:
    assert points_each(heading) == points


@pytest.mark.parametrize("part", ["{}. ", "Part {}: ", "**{}.** ", "{}) "])
def test_a_key_may_name_the_part_before_its_answers(part: str) -> None:
    text = (
        f"I. Multiple choice (2 points each)\n1. {ASKED.replace('*', '')}2. {ASKED.replace('*', '')}\n"
        "II. True or False (1 mark each)\n1. Cats purr.\n2. Cats bark.\n\n"
        f"Answer Key\n{part.format('I')}1-a 2-b\n{part.format('II')}1-T 2-F\n"
    )

    assert [key for _, _, key in told(read(text))] == [
        ChoiceKey(("a",)),
        ChoiceKey(("b",)),
        VerdictKey(True),
        VerdictKey(False),
    ]
    assert points_of(text) == [2, 2, 1, 1]


def test_options_that_are_counted_below_a_worded_number_lose_their_numbers() -> None:
    outcomes = read(
        "## Q1: How many legs has a cat?\n1. 2\n2. 1\n3. 4\n\n**Answer:** 1. 2\n\n"
        "## Q2: Which one barks?\n1. Cat\n2. Dog\n\n**Answer:** 2. Dog\n"
    )

    assert told(outcomes) == [
        ("How many legs has a cat?", ("2", "1", "4"), ChoiceKey(("a",))),
        ("Which one barks?", ("Cat", "Dog"), ChoiceKey(("b",))),
    ]
    assert [one.doubts for one in outcomes] == [(), ()]

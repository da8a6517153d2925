"""Forty questions in the layouts in which teachers type them are read at once, and all the same."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from io import BytesIO

import pytest

from questions.formats.item import Outcome
from questions.formats.numbered import Numbered
from questions.question import ChoiceKey, NumberKey, TextKey, VerdictKey
from tests.questions.formats.forty import (
    CHOICES,
    FORTY,
    LAYOUTS,
    NUMBERS,
    SEVERAL,
    SHORT,
    VERDICTS,
    Typed,
    stars,
)


def read(text: str) -> list[Outcome]:
    return list(Numbered().read(BytesIO(text.encode())))


def check(outcome: Outcome, typed: Typed) -> None:
    """The question that was read is the one that was typed."""
    assert outcome.item is not None, f"{outcome.begins}: {outcome.refused}"
    asked, key = outcome.item.question.asked, outcome.item.question.sealed.key
    assert asked.stem.value == typed.stem
    assert tuple(asked.texts.values()) == typed.options
    match key:
        case ChoiceKey():
            assert asked.type == ("single_choice" if typed in CHOICES else "multiple_response")
            assert typed in (*CHOICES, *SEVERAL)
            assert key.right == tuple("abcdef"[place] for place in typed.right)
        case VerdictKey():
            assert typed in VERDICTS
            assert str(key.true) == typed.answer
        case TextKey():
            assert typed in SHORT
            assert "; ".join(key.accepted) == typed.answer
        case NumberKey():
            assert typed in NUMBERS
            value, tolerance = typed.answer.split(" ± ")
            assert (key.value, key.tolerance) == (Fraction(value), Fraction(tolerance))
        case _:
            raise AssertionError(key)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_forty_questions_are_read_whatever_their_layout(layout: Callable[[], str]) -> None:
    outcomes = read(layout())
    assert len(outcomes) == len(FORTY) == 40
    for outcome, typed in zip(outcomes, FORTY, strict=True):
        check(outcome, typed)
        assert outcome.verdict == "ok"


def test_a_clear_file_leaves_no_doubt_but_of_its_title() -> None:
    doubts = [doubt for outcome in read(stars()) for doubt in outcome.doubts]
    assert doubts == ["Line 1, “Science, class 6b”, was taken for a heading and belongs to no question."]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_its_own_format_is_recognised(layout: Callable[[], str]) -> None:
    assert Numbered().recognises(layout().encode())


@pytest.mark.parametrize(
    ("ending", "is_true", "is_doubted"),
    [
        ("  False", False, True),
        (" T", True, True),
        (" – TRUE.", True, True),
        (" True / *False", False, False),
        (" *True* or False", True, False),
        (" (F)", False, False),
    ],
)
def test_a_verdict_behind_a_statement_is_its_answer(ending: str, is_true: bool, is_doubted: bool) -> None:
    (outcome,) = read(f"1. Plants make sugar at night.{ending}\n")
    assert outcome.item is not None
    question = outcome.item.question
    assert (question.asked.stem.value, question.sealed.key) == (
        "Plants make sugar at night.",
        VerdictKey(is_true),
    )
    assert bool(outcome.doubts) is is_doubted


@pytest.mark.parametrize("stem", ["Which is right, this or false?", "Is it so? True", "We need vitamin T"])
def test_words_like_a_verdict_within_a_sentence_are_its_own(stem: str) -> None:
    (outcome,) = read(f"1. {stem}\nAnswer: words\n")
    assert outcome.item is not None
    assert outcome.item.question.asked.stem.value == stem

"""Typed questions in which things are matched, put in order, dated, or filled in."""

from __future__ import annotations

from io import BytesIO

import pytest

from questions.formats.item import Outcome
from questions.formats.numbered import Numbered
from questions.question import ChoiceKey, DateKey, GapsKey, Key, OrderKey, PairsKey, TextKey
from questions.when import When

PAIRS = PairsKey((("1", "a"), ("2", "b")))


def read(text: str) -> Outcome:
    (outcome,) = Numbered().read(BytesIO(text.encode()))
    return outcome


def key_of(text: str) -> Key:
    outcome = read(text)
    assert outcome.item is not None, outcome.refused
    return outcome.item.question.sealed.key


@pytest.mark.parametrize(
    "text",
    [
        "1. Sounds\na) dog -> bark\nb) cat -> meow",
        "1. Sounds\na) dog → bark\nb) cat → meow\nc) → moo",
        "1. Match the sounds.\na) dog – bark\nb) cat – meow",
        "1. Ordne die Laute zu.\na) dog = bark\nb) cat = meow",
        "1. Sounds\nType: matching\na) dog: bark\nb) cat: meow",
        "1. Match these.\na) dog\nb) cat\n1) meow\n2) bark\n3) moo\nAnswer: a-2, b-1",
        "1. Match these.\na) dog\nb) cat\n1) meow\n2) bark\n\nAnswers: a → 2; b → 1",
    ],
)
def test_pairs_are_matched_however_they_are_typed(text: str) -> None:
    outcome = read(text)

    assert outcome.item is not None, outcome.refused
    asked = outcome.item.question.asked
    assert outcome.item.question.sealed.key == PAIRS
    assert [prompt.text for prompt in asked.prompts] == ["dog", "cat"]
    assert [option.text for option in asked.options][:2] == ["bark", "meow"]
    assert outcome.doubts == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1. Put these in order.\na) two\nb) one\nc) three\nAnswer: b, a, c", OrderKey(("b", "a", "c"))),
        (
            "1. Arrange them in sequence\na) two\nb) one\nc) three\nAnswer: b > a > c",
            OrderKey(("b", "a", "c")),
        ),
        ("1. Steps\nType: ordering\na) one\nb) two\nc) three", OrderKey(("a", "b", "c"))),
        ("1. Which?\na) x -> y\n*b) y -> x", ChoiceKey(("b",))),
        ("1. Which two match?\na) x -> y\nb) y -> x\nAnswer: b", ChoiceKey(("b",))),
        ("1. When?\nType: date\nAnswer: 14 July 1789 ± 2 days", DateKey(When.parse("1789-07-14"), 2)),
        ("1. In {{Oslo|Christiania}}.\nType: cloze", GapsKey((("1", TextKey(("Oslo", "Christiania"))),))),
    ],
)
def test_what_the_answer_says_is_right(text: str, key: Key) -> None:
    assert key_of(text) == key


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1. Sounds\nType: matching\na) dog\nb) cat", "a) Norway -> Oslo"),
        ("1. Sounds\nType: matching\na) dog\nb) cat\n1) meow\nAnswer: a-2, b-1", "a) Norway -> Oslo"),
        ("1. Steps\nType: ordering\na) one\nb) two\nc) three\nAnswer: b, a", "in which order"),
        ("1. When?\nType: date\nAnswer: long ago", "2021-03-18"),
        ("1. In {{Oslo.\nType: cloze", "not closed"),
    ],
)
def test_what_is_not_said_is_asked_for(text: str, why: str) -> None:
    assert why in read(text).refused


def test_a_date_is_asked_for_as_exactly_as_it_is_known() -> None:
    outcome = read("1. When?\nType: date\nAnswer: March 2021")

    assert outcome.item is not None, outcome.refused
    assert outcome.item.question.asked.precision == "month"
    assert outcome.item.question.sealed.key == DateKey(When.parse("2021-03"))


def test_more_days_than_any_date_is_off_are_no_tolerance() -> None:
    assert "is no date" in read(f"1. When?\nType: date\nAnswer: 1789 ± {'9' * 5_000} days").refused

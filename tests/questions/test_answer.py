"""Which questions have the same right answer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from questions.answer import answer_token
from questions.question import (
    ChoiceKey,
    DateKey,
    Key,
    NumberKey,
    OrderKey,
    Question,
    TextKey,
    VerdictKey,
)
from questions.when import When
from tests.questions.builders import a_question, options_of


def token(question: Question) -> str:
    return answer_token(question.asked, question.sealed.key)


def chosen(*texts: str) -> str:
    """The token of a choice whose first option is right."""
    return token(a_question("single_choice", ChoiceKey(("o1",)), options_of(*texts)))


def typed(type: str, key: Key, unit: str = "") -> str:
    return token(a_question(type, key, unit=unit))


@pytest.mark.parametrize(
    ("option", "other"),
    [
        ("Qatar", typed("short_answer", TextKey(("Qatar", "State of Qatar")))),
        ("The Taliban", typed("short_answer", TextKey(("Taliban",)))),
        ("18 March 2021", typed("date", DateKey(When.parse("2021-03-18")))),
        ("20 years", typed("numeric", NumberKey(Fraction(20)), unit="years")),
        ("12", typed("numeric", NumberKey(Fraction(12)))),
        ("qatar", chosen("Qatar", "Oman")),
    ],
)
def test_an_answer_is_the_same_chosen_or_typed(option: str, other: str) -> None:
    assert chosen(option, "Something else") == other != ""


def test_other_answers_have_other_tokens_though_the_options_are_the_same() -> None:
    assert chosen("Qatar", "Oman") != chosen("Oman", "Qatar")
    assert typed("numeric", NumberKey(Fraction(20)), unit="years") != typed(
        "numeric", NumberKey(Fraction(20))
    )


def test_the_answer_cannot_be_read_in_its_token() -> None:
    assert "qatar" not in chosen("Qatar", "Oman")


@pytest.mark.parametrize(
    "question",
    [
        a_question("multiple_response", ChoiceKey(("o1", "o2")), options_of("Qatar", "Oman", "Iran")),
        a_question("ordering", OrderKey(("o1", "o2", "o3")), options_of("One", "Two", "Three")),
        a_question("true_false", VerdictKey(True)),
    ],
    ids=lambda question: question.type,
)
def test_where_no_single_thing_is_the_answer_none_is_told(question: Question) -> None:
    assert token(question) == ""

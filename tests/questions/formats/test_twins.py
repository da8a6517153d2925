"""Options that stand twice in a file: wrong ones are asked once, and others leave the question open."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO

import pytest

from questions.formats.gift import Gift
from questions.formats.item import Outcome
from questions.question import ChoiceKey, Key
from tests.questions.formats.outcomes import told


def read(answers: str) -> Outcome:
    (outcome,) = Gift().read(BytesIO(f"Which? {{{answers}}}".encode()))
    return outcome


@pytest.mark.parametrize(
    ("answers", "options", "key"),
    [
        ("=a ~b ~c ~b", ("a", "b", "c"), ChoiceKey(("a",))),
        ("~b ~b ~b =a", ("b", "a"), ChoiceKey(("b",))),
        (
            "=a ~%-50%b ~%-50%b",
            ("a", "b"),
            ChoiceKey(("a",), (("a", Fraction(1)), ("b", Fraction(-1, 2)))),
        ),
    ],
)
def test_a_wrong_option_that_stands_twice_is_asked_once(
    answers: str, options: tuple[str, ...], key: Key
) -> None:
    outcome = read(answers)

    assert told([outcome]) == [("Which?", options, key)]
    assert outcome.losses == ("The option “b” stood there twice and is asked once.",)


def test_what_is_said_of_the_first_one_stays() -> None:
    outcome = read("=a ~b#First. ~b#Second.")

    assert outcome.item is not None
    assert [why.text for why in outcome.item.question.sealed.whys] == ["First."]


@pytest.mark.parametrize("answers", ["=a ~a ~b", "=a ~%50%b ~%25%b", "~%50%a ~%50%a ~b"])
def test_twins_that_do_not_earn_the_same_leave_it_open_what_is_right(answers: str) -> None:
    assert "read alike" in read(answers).refused

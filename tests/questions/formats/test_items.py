"""The last look at an item: those that the tests of formats share pass it, and what is too much is cut."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from questions.formats.item import Item
from questions.formats.sound import sound
from tests.questions.builders import example_question
from tests.questions.formats.items import items


@given(items())
def test_each_item_of_the_strategy_is_sound(item: Item) -> None:
    outcome = sound(item, number=1, line=1, begins="")
    assert (outcome.item, outcome.refused, outcome.losses) == (item, "", ())


def test_names_of_facts_that_no_bank_may_give_are_left_out() -> None:
    question = replace(
        example_question("single_choice"),
        facts=("kept", "f" * 81, *(f"fact-{number}" for number in range(200))),
        targets=(("kept", "subject"), ("f" * 81, "subject"), ("kept", "r" * 21)),
    )

    outcome = sound(Item(question), number=1, line=1, begins="")

    assert outcome.item is not None
    assert outcome.item.question.facts == ("kept", *(f"fact-{number}" for number in range(99)))
    assert outcome.item.question.targets == (("kept", "subject"),)
    assert "beyond 80 characters" in outcome.losses[0]

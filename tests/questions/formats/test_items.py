"""The last look at an item: those that the tests of formats share pass it, and what is too much is cut."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from questions.formats.item import Item
from questions.formats.sound import sound
from questions.question import Citation
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


def test_citations_that_name_no_place_are_left_out_and_no_question_cites_without_end() -> None:
    question = example_question("single_choice")
    places = (None, 0, 999_999_999, -1, 10**30)
    named = [Citation("talks", place) for place in places]
    misnamed = [Citation("s" * 201), Citation("talks", record="r" * 201), Citation("talks", fact="f" * 201)]
    more = [Citation(f"source-{number}", 1, quote="q" * 2_001, title="t" * 301) for number in range(200)]
    citing = replace(question, sealed=replace(question.sealed, citations=(*named, *misnamed, *more)))

    outcome = sound(Item(citing), number=1, line=1, begins="")

    assert outcome.item is not None
    kept = outcome.item.question.sealed.citations
    assert kept[:3] == tuple(named[:3])
    assert kept[3:] == tuple(
        Citation(f"source-{n}", 1, quote="q" * 2_000, title="t" * 300) for n in range(97)
    )
    assert [loss.partition(",")[0] for loss in outcome.losses] == [
        "Citations that name no place",
        "The words that it cites were cut to 2",
    ]

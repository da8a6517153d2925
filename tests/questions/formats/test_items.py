"""The items that the tests of formats share are sound themselves."""

from __future__ import annotations

from hypothesis import given

from questions.formats.item import Item
from questions.formats.sound import sound
from tests.questions.formats.items import items


@given(items())
def test_each_item_of_the_strategy_is_sound(item: Item) -> None:
    outcome = sound(item, number=1, line=1, begins="")
    assert (outcome.item, outcome.refused, outcome.losses) == (item, "", ())

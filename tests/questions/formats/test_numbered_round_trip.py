"""Typed out and read again, a question is the same but for what was said to be lost."""

from __future__ import annotations

from io import BytesIO

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from questions.formats.item import Item
from questions.formats.numbered import Numbered
from tests.questions.formats.items import items

TYPED = ("single_choice", "multiple_response", "true_false", "short_answer", "numeric", "open_answer")


def read_again(*written: Item) -> list[Item | None]:
    file = BytesIO()
    Numbered().write(written, file)
    return [outcome.item for outcome in Numbered().read(file)]


@settings(deadline=None)
@given(items(TYPED, bare=True))
def test_what_is_written_is_read_back_equal(item: Item) -> None:
    fit = Numbered().fit(item)
    assume(not fit.refused and not fit.losses)
    assert read_again(item) == [item]


@settings(deadline=None)
@given(items(TYPED))
def test_no_type_that_can_be_typed_is_refused(item: Item) -> None:
    assert Numbered().fit(item).refused == ""


@settings(deadline=None, max_examples=50)
@given(st.lists(items(TYPED), min_size=2, max_size=4))
def test_a_question_is_read_the_same_among_others(several: list[Item]) -> None:
    alone = [read_again(item)[0] for item in several]
    assert read_again(*several) == alone

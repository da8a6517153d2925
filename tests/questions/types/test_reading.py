"""How many values one answer may hold."""

from __future__ import annotations

from questions.response import Unreadable
from questions.types.reading import MAX_VALUES, read_nothing


def test_as_many_values_as_an_answer_may_have_are_read_and_not_one_more() -> None:
    values = [str(number) for number in range(MAX_VALUES + 1)]
    assert read_nothing({"choice": values[:-1]}, ("choice",)) is None
    assert isinstance(read_nothing({"choice": values}, ("choice",)), Unreadable)

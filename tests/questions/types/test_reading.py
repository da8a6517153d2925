"""How many values one answer may hold, and what of it is options or pairs."""

from __future__ import annotations

from questions.response import Blank, Response, Unreadable
from questions.types.reading import MAX_VALUES, options_in, pairs_in, read_nothing


def test_as_many_values_as_an_answer_may_have_are_read_and_not_one_more() -> None:
    values = [str(number) for number in range(MAX_VALUES + 1)]
    assert read_nothing({"choice": values[:-1]}, ("choice",)) is None
    assert isinstance(read_nothing({"choice": values}, ("choice",)), Unreadable)


def test_options_and_pairs_are_told_from_each_other_and_from_texts() -> None:
    options, pairs = Response(("o1", "o2")), Response((("p1", "o1"),))
    assert (options_in(options), pairs_in(options)) == (("o1", "o2"), ())
    assert (options_in(pairs), pairs_in(pairs)) == ((), (("p1", "o1"),))
    for given in (Response("o1"), Blank(), Unreadable("Why.", "o1", (("p1", "o1"),))):
        assert (options_in(given), pairs_in(given)) == ((), ())

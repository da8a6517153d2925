"""Texts with gaps that typed questions and tables can hold, and those that they cannot."""

from __future__ import annotations

from fractions import Fraction

from questions.formats.item import Fit, Item
from questions.formats.numbered import Numbered
from questions.formats.tables.separated import Csv
from questions.formats.typed_gaps import UNLIKE
from questions.question import Asked, Gap, GapsKey, Question, Sealed, Text, TextKey


def test_a_gap_that_only_capitals_tell_right_from_half_right_cannot_be_typed() -> None:
    key = GapsKey((("1", TextKey(("Paris",), partly=(("paris", Fraction(1, 2)),), is_exact=True)),))
    asked = Asked("cloze", Text("It is {{1}}."), gaps=(Gap("1", "short_answer"),))
    item = Item(Question("", asked, Sealed(key, Text(""))))

    assert Csv().fit(item) == Fit(refused=UNLIKE)
    assert Numbered().fit(item) == Fit(refused=UNLIKE)

"""Typed out and read again, a question is the same but for what was said to be lost."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from questions.formats.item import IMPORTED, Item
from questions.formats.numbered import Numbered
from questions.gap_markup import written_pieces
from questions.question import Asked, GapsKey, Question, Sealed, Text, TextKey
from tests.questions.formats.items import items

TYPED = ("single_choice", "multiple_response", "true_false", "short_answer", "numeric", "open_answer")
ARRANGED = ("matching", "ordering", "date")


def read_again(*written: Item) -> list[Item | None]:
    file = BytesIO()
    Numbered().write(written, file)
    return [outcome.item for outcome in Numbered().read(file)]


@given(items((*TYPED, *ARRANGED), bare=True))
def test_what_is_written_is_read_back_equal(item: Item) -> None:
    fit = Numbered().fit(item)
    assume(not fit.refused and not fit.losses)
    assert read_again(item) == [item]


BELOW_ITS_STEM = Item(
    Question(
        "",
        Asked("short_answer", Text("Which city\nof Oslo and\nBergen is it?")),
        Sealed(TextKey(("of Oslo and",)), Text("")),
        pattern=IMPORTED,
    )
)


@given(items(TYPED))
@example(BELOW_ITS_STEM)
def test_no_type_that_can_be_typed_is_refused(item: Item) -> None:
    assert Numbered().fit(item).refused == ""


@settings(max_examples=50)
@given(st.lists(items(TYPED), min_size=2, max_size=4))
def test_a_question_is_read_the_same_among_others(several: list[Item]) -> None:
    alone = [read_again(item)[0] for item in several]
    assert read_again(*several) == alone


@settings(max_examples=50)
@given(items(("cloze",)))
def test_gaps_are_read_back_as_they_are_typed(item: Item) -> None:
    assume(not Numbered().fit(item).refused)
    (back,) = read_again(item)
    assert back is not None
    assert gaps_of(back) == gaps_of(replace(item, question=trimmed(item.question)))


def gaps_of(item: Item) -> object:
    key = item.question.sealed.key
    assert isinstance(key, GapsKey)
    return written_pieces(item.question.asked, key)


def trimmed(question: Question) -> Question:
    stem = "\n".join(line.strip() for line in question.asked.stem.value.split("\n")).strip("\n")
    return replace(question, asked=replace(question.asked, stem=Text(stem)))

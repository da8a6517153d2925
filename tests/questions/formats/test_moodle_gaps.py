"""Moodle's texts with gaps: what their code earns, and words that look like gaps of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.formats.item import Item
from questions.formats.moodle_xml.fitting import TOGETHER
from questions.formats.moodle_xml.gapped import NO_SUCH_GAP
from questions.gap_markup import read_gaps
from questions.gap_versions import filled_in
from questions.question import Asked, ChoiceKey, GapsKey, Question, Sealed, Text, TextKey
from tests.questions.formats.test_moodle_xml import (
    FORMAT,
    cloze,
    key_of,
    outcomes_of,
    question,
    quiz,
    read_one,
    written,
)

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def weighed(weights: Sequence[int], points: Fraction) -> Item:
    """A cloze text with gaps of these weights."""
    code = " ".join(f"{{{weight}:SHORTANSWER:=x{place}}}" for place, weight in enumerate(weights, start=1))
    return replace(read_one(cloze(code)), points=points)


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ("=a~b~=c", ChoiceKey(("a", "c"))),
        ("=a~%0%b~=c", ChoiceKey(("a", "c"))),
        ("=a~b~=c~%-50%d", ChoiceKey(("a", "c"), (("a", HALF), ("c", HALF), ("d", -HALF)))),
        ("%100%a~%50%b~c", ChoiceKey(("a", "b"), (("a", 2 * THIRD), ("b", THIRD)))),
        ("%100%a~%0%b", ChoiceKey(("a",), (("a", Fraction(1)),))),
        ("%25%a~%25%b~%-100%c", ChoiceKey(("a", "b"), (("a", HALF), ("b", HALF), ("c", Fraction(-1))))),
    ],
)
def test_what_may_be_ticked_earns_the_whole_together(answers: str, key: ChoiceKey) -> None:
    assert key_of(cloze(f"Tick {{1:MULTIRESPONSE:{answers}}}")) == GapsKey((("1", key),))


def test_what_costs_nothing_when_ticked_still_costs_nothing_in_moodle() -> None:
    item = read_one(cloze("Tick {1:MR:%100%a~%0%b}"))

    assert "{1:MULTIRESPONSE:%100%a~%0%b}" in written(item).decode()
    assert read_one(written(item).decode().partition("<quiz>")[2].partition("</quiz>")[0]) == item


def test_options_that_earn_more_than_the_whole_together_are_a_loss() -> None:
    item = read_one(cloze("Tick {1:MR:%50%a~%50%b~%-50%c}"))
    weighed = ChoiceKey(("a", "b"), (("a", Fraction(1)), ("b", Fraction(1))))
    sealed = replace(item.question.sealed, key=GapsKey((("1", weighed),)))

    fit = FORMAT.fit(replace(item, question=replace(item.question, sealed=sealed)))

    assert TOGETHER not in FORMAT.fit(item).losses
    assert TOGETHER in fit.losses


@pytest.mark.parametrize("literal", ["{{1}}", "{<b></b>{1}}", "&#123;{1}}"])
def test_words_that_look_like_a_gap_of_ours_stay_words(literal: str) -> None:
    question = read_one(cloze(f"Write {literal} in {{1:SA:=Oslo}}")).question

    assert question.asked.stem.value == "Write {{1}} in {{2}}"
    assert question.sealed.key == GapsKey((("2", TextKey(("Oslo",))),))


def test_a_text_written_in_the_editor_comes_back_the_same_each_time() -> None:
    made = filled_in(
        read_gaps(r"\{{1}} {{=Seine|Loire}} {{=Seine|Loire}} {{Oslo|%50%Bergen}} {{#4±1}}"), None
    )
    asked = Asked("cloze", Text(made.stem), made.options, gaps=made.gaps)
    item = replace(read_one(cloze("{1:SA:=x}")), question=Question("", asked, Sealed(made.key, Text(""))))

    (once,) = outcomes_of(written(item))
    assert once.item is not None, once.refused
    (twice,) = outcomes_of(written(once.item))

    assert twice.item is not None, twice.refused
    assert once.item.question == twice.item.question
    assert once.item.question.asked.stem.value == made.stem


@pytest.mark.parametrize("type", ["ddwtos", "gapselect"])
@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("[[1]] and [[3]]", ("Oslo", "Rome"), "The gap [[3]] names a word that there is not, for it has 2: "),
        ("[[1]]", ("Oslo",), "It offers a single word: add a wrong one, or make it a cloze"),
        ("none", ("Oslo", "Rome"), "It has no gaps: one looks like [[1]]."),
    ],
)
def test_words_to_place_that_cannot_be_placed_say_how_to_mend_it(
    type: str, text: str, words: tuple[str, ...], why: str
) -> None:
    name = "dragbox" if type == "ddwtos" else "selectoption"
    boxes = (f"<{name}><text>{word}</text><group>1</group></{name}>" for word in words)
    stem = f'<questiontext format="html"><text>{text}</text></questiontext>'

    (outcome,) = outcomes_of(quiz(question(type, *boxes, stem=stem)))

    assert outcome.refused.startswith(why)


@pytest.mark.parametrize(
    ("weights", "points", "in_moodle", "tag"),
    [
        ((1, 1), Fraction(2), (1, 1), ""),
        ((1, 1), Fraction(6), (3, 3), "cloze-points:6-of-2"),
        ((2, 4), Fraction(3), (1, 2), "cloze-points:3-of-6"),
        ((2, 2), Fraction(6), (3, 3), "cloze-points:6-of-4"),
        ((1, 1), Fraction(3, 2), (1, 1), "cloze-points:3/2-of-2"),
        ((1, 2), Fraction(1, 3), (1, 2), "cloze-points:1/3-of-3"),
    ],
)
def test_points_that_moodle_cannot_hold_come_back(
    weights: tuple[int, ...], points: Fraction, in_moodle: tuple[int, ...], tag: str
) -> None:
    item = weighed(weights, points)

    xml = written(item).decode()
    (outcome,) = outcomes_of(xml.encode())

    assert [f"{{{weight}:SHORTANSWER:" in xml for weight in in_moodle] == [True] * len(in_moodle)
    assert re.findall(r"cloze-points[^<]*", xml) == [tag] * bool(tag)
    assert outcome.item == item
    declared = [
        loss for loss in FORMAT.fit(item).losses if loss.startswith("In Moodle a cloze text is worth")
    ]
    assert bool(declared) == (sum(in_moodle) != points)


def test_points_are_not_restored_where_gaps_were_changed_in_moodle() -> None:
    xml = (
        written(weighed((1, 1), Fraction(3, 2)))
        .decode()
        .replace("{1:SHORTANSWER:=x1}", "{4:SHORTANSWER:=x1}")
    )

    (outcome,) = outcomes_of(xml.encode())

    assert outcome.item is not None, outcome.refused
    assert (outcome.item.points, outcome.item.tags) == (Fraction(5), ("cloze-points:3/2-of-2",))


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=5),
    st.fractions(Fraction(1, 100), 50, max_denominator=10**6),
)
def test_gaps_of_any_weights_and_points_come_back_equal(weights: list[int], points: Fraction) -> None:
    item = weighed(weights, points)

    (outcome,) = outcomes_of(written(item))

    assert outcome.item == item


def test_what_looks_like_a_gap_and_is_none_stays_with_a_word() -> None:
    (outcome,) = outcomes_of(quiz(cloze("It is {1:SA:=a} and {2:MVX:=b}.")))

    assert outcome.item is not None
    assert outcome.item.question.asked.stem.value == "It is {{1}} and {2:MVX:=b}."
    assert outcome.doubts == (NO_SUCH_GAP.format("{2:MVX:"),)

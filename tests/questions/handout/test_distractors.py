"""Wrong options are suggested from words of the same kind."""

from __future__ import annotations

import pytest

from questions.handout.distractors import MOST_SUGGESTED, kind_of, suggestions
from questions.handout.sentences import Span
from tests.questions.handout.texts import RIVERS, at


def suggested(paragraph: int, words: str, texts: tuple[str, ...] = RIVERS) -> list[str]:
    return [one.text for one in suggestions(texts, paragraph, at(texts[paragraph], words))]


@pytest.mark.parametrize(
    ("paragraph", "words", "kind", "expected"),
    [
        (0, "6,650", "number", ["6,400", "4,700"]),
        (0, "6,650 km", "number", ["6,400 km", "4,700 km"]),
        (0, "1770", "year", ["1541", "1999", "1970"]),
        (2, "3 May 1999", "date", ["21 July 1970"]),
        (2, "in the south", "words", ["in the north"]),
    ],
)
def test_numbers_dates_and_phrases_meet_their_kind(
    paragraph: int, words: str, kind: str, expected: list[str]
) -> None:
    assert kind_of(RIVERS[paragraph], at(RIVERS[paragraph], words)) == kind
    assert suggested(paragraph, words) == expected


def test_names_meet_names_of_as_many_words_first() -> None:
    found = suggested(0, "James Bruce")
    assert found[:3] == ["White Nile", "Lake Victoria", "Congo River"]
    assert "Francisco de Orellana" in found
    assert len(found) <= MOST_SUGGESTED


def test_months_are_no_names() -> None:
    assert "July" not in suggested(0, "Lake Victoria")


def test_a_common_word_at_the_head_of_a_sentence_is_no_name() -> None:
    texts = (
        "Melvin Calvin traced the cycle.",
        "Oxygen is released. Plants need it. Priestley found that plants release oxygen.",
    )
    assert suggested(0, "Melvin Calvin", texts) == ["Priestley"]


def test_a_person_called_jan_keeps_the_name_and_the_month_is_none() -> None:
    texts = ("Melvin Calvin traced the cycle.", "In Jan. 1779, and in Jan 1780, Jan Ingenhousz used light.")
    assert suggested(0, "Melvin Calvin", texts) == ["Jan Ingenhousz"]


def test_a_word_of_place_at_the_head_of_a_sentence_belongs_to_no_name() -> None:
    texts = ("The first experiment was made in Geneva.", "Near London it was seen. Between Bonn and Ulm too.")
    assert suggested(0, "Geneva", texts) == ["London", "Bonn", "Ulm"]


def test_a_name_is_suggested_for_no_common_word() -> None:
    texts = ("Sugar is made of maize.", "Calvin received the Nobel Prize. It is the same size.")
    assert suggested(0, "maize", texts) == ["size"]


def test_nothing_is_suggested_that_stands_in_the_same_sentence_or_shares_the_words_of_the_answer() -> None:
    assert "Amazon" not in suggested(1, "Congo River")
    assert "White Nile" not in suggested(0, "Nile")


def test_no_two_suggestions_say_the_same() -> None:
    texts = (
        "It rose in 1770.",
        "It fell in 1541. It fell in 1541 again. THE NILE. The Nile. Lake Chad. Lake Chad",
    )
    assert suggested(0, "1770", texts) == ["1541"]


def test_where_nothing_is_like_the_answer_nothing_is_suggested() -> None:
    assert suggested(0, "mapped") == []
    assert suggestions(["日本の首都は東京です。"], 0, Span(6, 8)) == ()


def test_each_suggestion_says_where_its_words_stand() -> None:
    for one in suggestions(RIVERS, 0, at(RIVERS[0], "6,650")):
        assert one.span.of(RIVERS[one.paragraph]) == one.text


def test_a_long_text_is_searched_near_the_answer() -> None:
    filler = ["There was rain on 12 days. " * 70] * 100
    texts = ["It lasted 7 days.", *filler[:2], "It took 9 days.", *filler, "It took 99 days."]
    found = [one.text for one in suggestions(texts, 0, at(texts[0], "7"))]
    assert "9" in found
    assert "99" not in found

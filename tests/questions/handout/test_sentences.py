"""Cutting a paragraph into sentences and words, and a selection to whole words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.handout.sentences import (
    LONGEST_SENTENCE,
    Span,
    answer_at,
    sentence_at,
    sentences_of,
    span_named,
    words_of,
)
from tests.questions.handout.texts import at

TEXTS = st.text(st.sampled_from('ab Z1.,!?…"”()[] 。日ุ\u0627\u05d0؟🦉'), max_size=200)


def sentences(text: str) -> list[str]:
    return [one.of(text) for one in sentences_of(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["It ended in 1989.", "Then came peace."],
        ["Dr. Smith met J. K. Rowling in the U.S. on a Monday.", "Why?", "Nobody knows!"],
        ["“Go!”", "He went."],
        ["He was 12.", "She was older (see p. 7)."],
        ["Am 3. Oktober war es so weit.", "Dann kam der Winter."],
        ["It costs 3.50 dollars, e.g. at example.org."],
        ["1. The first rule."],
        ["日本の首都は東京です。", "大阪ではない。"],
        ["هل النيل طويل؟", "نعم هو طويل."],
        ["Well… he said.", "So be it."],
    ],
)
def test_sentences_end_where_a_reader_sees_them_end(expected: list[str]) -> None:
    assert sentences("".join(expected) if "日" in expected[0] else " ".join(expected)) == expected


def test_a_sentence_without_an_end_is_parted_between_words() -> None:
    parts = sentences("word " * 1_000)
    assert all(len(part) <= LONGEST_SENTENCE for part in parts)
    assert " ".join(parts).split() == ["word"] * 1_000


@given(TEXTS)
def test_sentences_and_words_hold_all_of_a_text_once(text: str) -> None:
    spans = sentences_of(text)
    assert "".join("".join(one.of(text).split()) for one in spans) == "".join(text.split())
    for one in spans:
        assert "".join(word.of(text) for word in words_of(text, one)) == "".join(one.of(text).split())


@pytest.mark.parametrize(
    ("selected", "answer"),
    [
        ("6,65", "6,650"),
        (" 6,650 km ", "6,650 km"),
        ("(4,130 mi).", "4,130 mi"),
        ("mes Bru", "James Bruce"),
        ("U.S", "U.S."),
        ("“the river”", "the river"),
    ],
)
def test_a_selection_grows_to_whole_words_without_the_punctuation_around_them(
    selected: str, answer: str
) -> None:
    text = (
        "It is 6,650 km long (4,130 mi). James Bruce, who came from the U.S. in May, called it “the river”."
    )
    found = answer_at(text, at(text, selected))
    assert found is not None
    assert found.of(text) == answer


@given(TEXTS, st.integers(0, 220), st.integers(0, 220))
def test_any_selection_is_words_of_the_text_or_none(text: str, start: int, end: int) -> None:
    found = answer_at(text, Span(start, end))
    if found is not None:
        assert found.of(text) == found.of(text).strip() != ""
        sentence = sentence_at(sentences_of(text), found)
        assert sentence.start <= found.start < found.end <= sentence.end


def test_words_over_two_sentences_make_one_of_them() -> None:
    text = "He met Dr? Smith. Then he left."
    assert sentence_at(sentences_of(text), at(text, "Dr? Smith")).of(text) == "He met Dr? Smith."


@pytest.mark.parametrize("name", ["", "1", "3-3", "5-3", "-1-3", "a-b", "1-2-3", "१-२", "1-99999999999"])
def test_what_names_no_place_is_no_place(name: str) -> None:
    assert span_named(name) is None


@pytest.mark.parametrize(
    "text", ["." * 200_000, '."' * 100_000, ". " * 100_000, "a." * 100_000, "x" * 200_000]
)
def test_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    start = time.process_time()
    sentences_of(text)
    assert time.process_time() - start < 5

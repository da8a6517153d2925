"""Typed matching of two lists that are both counted anew, beside each other, or keyed in other ways."""

from __future__ import annotations

from io import BytesIO
from time import process_time

import pytest
from docx import Document

from questions.formats.item import Outcome
from questions.formats.numbered import Numbered
from questions.question import ChoiceKey, PairsKey, TextKey
from tests.questions.formats.documents import saved


def read(text: str) -> list[Outcome]:
    return list(Numbered().read(BytesIO(text.encode())))


SOUNDS = [("dog", "bark"), ("cat", "meow"), ("cow", "moo")]


def pairs_of(outcome: Outcome) -> list[tuple[str, str]]:
    assert outcome.item is not None, outcome.refused
    asked, key = outcome.item.question.asked, outcome.item.question.sealed.key
    assert isinstance(key, PairsKey)
    prompts = {prompt.id: prompt.text for prompt in asked.prompts}
    return [(prompts[one], asked.texts[other]) for one, other in key.pairs]


@pytest.mark.parametrize(
    ("lists", "key"),
    [
        ("1. dog\n2. cat\n3. cow\n\na. meow\nb. moo\nc. bark", "Answer: 1-c, 2-a, 3-b"),
        ("1. dog\n2. cat\n3. cow\n\n1. meow\n2. moo\n3. bark", "Answer: 1-3, 2-1, 3-2"),
        ("1) dog\n2) cat\n3) cow\nA) meow\nB) moo\nC) bark", "Lösung: 1C, 2A, 3B"),
        ("a) dog\nb) cat\nc) cow\n1) meow\n2) moo\n3) bark", "Lösung: a3, b1, c2"),
        ("a) dog\nb) cat\nc) cow\n\na) meow\nb) moo\nc) bark", "Antwort: a-c, b-a, c-b"),
        ("a) dog\nb) cat\nc) cow\n\n1) meow\n2) moo\n3) bark\n4) chirp", "Answers: a = 3; b = 1; c = 2"),
        ("i. dog\nii. cat\niii. cow\na. meow\nb. moo\nc. bark", "Answer: i-c, ii-a, iii-b"),
        ("Column A\n1. dog\n2. cat\n3. cow\nColumn B\na. meow\nb. moo\nc. bark", "Key: 1c 2a 3b"),
        ("1. dog\n2. cat\n3. cow\n\na. meow\nb. moo\nc. bark", "Answer key:\n1-c\n2-a\n3-b"),
        ("1. dog\n2. cat\n3. cow\n\na. meow\nb. moo\nc. bark", "1-c, 2-a, 3-b"),
        ("1. dog\n2. cat\n3. cow\n\na. meow\nb. moo\nc. bark", "Answer: c-1, a-2, b-3"),
        ("_c_ 1. dog\n_a_ 2. cat\n_b_ 3. cow\n\na. meow\nb. moo\nc. bark", ""),
        ("1. dog   a. meow\n2. cat   b. moo\n3. cow   c. bark", "Answer: 1-c 2-a 3-b"),
        ("1. dog\ta. meow\n2. cat\tb. moo\n3. cow\tc. bark\n\td. chirp", "Answer: 1-c 2-a 3-b"),
    ],
)
@pytest.mark.parametrize(
    "stem",
    [
        "1. Match the sounds.",
        "Match the sounds.",
        "1. Ordnen Sie die Laute zu.",
        "Matching",
        "I. Match the sounds.",
    ],
)
def test_two_lists_are_matched_however_they_are_counted(stem: str, lists: str, key: str) -> None:
    matched, capital = read(f"{stem}\n{lists}\n\n{key}\n\n2. Capital of Norway?\nAnswer: Oslo")

    assert pairs_of(matched) == SOUNDS
    assert matched.doubts == matched.losses == ()
    assert capital.item is not None
    assert capital.item.question.sealed.key == TextKey(("Oslo",))
    assert capital.doubts == ()


def test_what_belongs_to_nothing_is_offered_too() -> None:
    (outcome,) = read("1. Match.\n1. dog\n2. cat\n\na. meow\nb. chirp\nc. bark\nAnswer: 1-c, 2-a")
    assert outcome.item is not None
    assert [option.text for option in outcome.item.question.asked.options] == ["bark", "meow", "chirp"]


def test_a_key_at_the_end_of_the_file_tells_what_belongs_together() -> None:
    text = "1. Match.\n1. dog\n2. cat\n3. cow\na. meow\nb. moo\nc. bark\n\n2. Which?\na) x\nb) y\n\n"
    matched, choice = read(text + "Answers\n1. 1-c, 2-a, 3-b\n2. b")
    assert pairs_of(matched) == SOUNDS
    assert choice.item is not None
    assert choice.item.question.sealed.key == ChoiceKey(("b",))


@pytest.mark.parametrize("key", ["", "Answer: 1-c, 2-a", "Answer: 1-c, 2-a, 3-z", "Answer: see below"])
def test_two_lists_without_a_whole_key_are_refused_with_how_to_mend_it(key: str) -> None:
    first, *_ = read(f"1. Match the sounds.\n1. dog\n2. cat\n3. cow\n\n1. meow\n2. moo\n3. bark\n\n{key}")
    assert first.refused.startswith("Nothing says what belongs together: write each pair on a line")


@pytest.mark.parametrize(
    "text",
    [
        "1. Which match?\na) x\n*b) y\n\n2. Legs?\n*a) 6\nb) 8",
        "1. Match the owner:\n*a) Tom\nb) Tim\n\nPart B\n1. Legs?\n*a) 6\nb) 8",
        "1. Match point is the last of a game. Where?\n*a) in tennis\nb) in chess\n2. Legs?\n*a) 6\nb) 8",
    ],
)
def test_questions_that_speak_of_matches_stay_what_they_are(text: str) -> None:
    first, second = read(text)
    for outcome in (first, second):
        assert outcome.item is not None, outcome.refused
        assert outcome.item.question.type == "single_choice"


def test_words_with_arrows_are_matched_too() -> None:
    (outcome,) = read("1. Match.\n1. a -> b\n2. b -> a\na. falls\nb. rises\nAnswer: 1-b, 2-a")
    assert pairs_of(outcome) == [("a -> b", "rises"), ("b -> a", "falls")]


def test_many_lists_to_match_take_no_time_of_their_product() -> None:
    text = "Match\n\n" * 3_000 + "1. dog\n" * 3_000 + "Match 1. a\n" * 3_000
    begun = process_time()
    read(text)
    assert process_time() - begun < 10


def test_lists_of_a_word_document_are_matched() -> None:
    document = Document()
    document.add_paragraph("1. Match the sounds.")
    for text in ("1. dog", "2. cat", "3. cow", "a. meow", "b. moo", "c. bark", "Answer: 1-c, 2-a, 3-b"):
        document.add_paragraph(text)
    (outcome,) = Numbered().read(BytesIO(saved(document)))
    assert pairs_of(outcome) == SOUNDS

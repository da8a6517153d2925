"""Keys of typed questions in parts, with reasons, or behind the options on the same line."""

from __future__ import annotations

from io import BytesIO
from time import process_time

import pytest

from questions.formats.item import Outcome
from questions.formats.numbered import Numbered
from questions.question import ChoiceKey, Key, TextKey, VerdictKey


def read(text: str) -> list[Outcome]:
    return list(Numbered().read(BytesIO(text.encode())))


def told(outcomes: list[Outcome]) -> list[tuple[Key, str]]:
    """The key of each question and its explanation."""
    sealed = []
    for outcome in outcomes:
        assert outcome.item is not None, outcome.refused
        sealed.append((outcome.item.question.sealed.key, outcome.item.question.sealed.explanation.value))
    return sealed


TWO = "1. First?\nA. Alpha\nB. Beta\n2. Second?\nA. Gamma\nB. Delta\n"
SECOND, FIRST = ChoiceKey(("b",)), ChoiceKey(("a",))


@pytest.mark.parametrize(
    "key",
    [
        "Answer key: 1. B; 2. A\nRationales:\n1. It is next.\n2. It is third.",
        "Answer Key\n1. B\n2. A\n\nExplanations\n1. It is next.\n2. It is third.",
        "ANSWERS\n1) B – It is next.\n2) A – It is third.",
        "Answer Key with Explanations\n\n1. B. It is next.\n2. A. It is third.",
        "Answers and explanations\n1. Answer: B\nExplanation: It is next.\n"
        "2. Answer: A\nExplanation: It is third.",
    ],
)
def test_a_key_may_say_why(key: str) -> None:
    outcomes = read(TWO + key)
    assert told(outcomes) == [(SECOND, "It is next."), (FIRST, "It is third.")]
    assert all(one.doubts == () for one in outcomes)


def test_a_reason_for_no_question_is_named() -> None:
    *_, last = read(TWO + "Answer key: 1. B; 2. A\nRationales:\n1. It is next.\n7. It is lost.")
    assert last.doubts == ("The key explains question 7, which is not there.",)


def test_parts_that_count_anew_keep_their_questions_and_their_keys() -> None:
    text = (
        "Part A: Multiple Choice\n1. First?\na. x\nb. y\n\n"
        "Part B: True or False\n1. Cats purr.\n2. Cats bark.\n\n"
        "Part C: Fill in the Blank\n1. The capital of Norway is ____.\n\n"
        "Answer Key\nPart A\n1. b\nPart B\n1. True\n2. False\nPart C\n1. Oslo"
    )
    keys = [key for key, _ in told(read(text))]
    assert keys == [SECOND, VerdictKey(True), VerdictKey(False), TextKey(("Oslo",))]


def test_words_behind_the_last_question_are_named_and_never_dropped() -> None:
    *_, last = read("1. First?\n*a) x\nb) y\n\nPart B\nThe end of it\n")
    assert [doubt[:22] for doubt in last.doubts] == ["Line 5, “Part B”, was ", "Line 6, “The end of it"]


def test_options_answer_and_reason_may_stand_on_the_line_of_the_question() -> None:
    text = (
        "32. When does it begin? A. 8 - 24 hr B. 1 - 2 weeks Answer: A. 8 - 24 hr Rationale: So it is.\n"
        "33. When does it end?\nA. 24 hr\nB. 1 hr\nAnswer: A. 24 hr\nRationale: It does.\n"
    )
    assert told(read(text)) == [(FIRST, "So it is."), (FIRST, "It does.")]


def test_a_slanted_name_of_a_field_leaves_no_star() -> None:
    assert told(read("1. First?\na) x\nb) y\nAnswer: b\n*Explanation:* It is so.")) == [(SECOND, "It is so.")]


def test_long_lines_of_answers_cost_no_time() -> None:
    line = "1. Which? A. x B. y " + "Answer: " * 5_000
    begun = process_time()
    read(f"{line}\n" * 20)
    assert process_time() - begun < 4

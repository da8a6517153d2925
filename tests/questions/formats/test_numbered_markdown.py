"""Questions typed in Markdown, as repositories of courses hold them: code, headings, folded answers."""

from __future__ import annotations

from io import BytesIO

import pytest

from questions.formats.item import Item, Outcome
from questions.formats.numbered import Numbered
from questions.question import ChoiceKey, OpenKey, Text
from tests.questions.formats.outcomes import told


def read(text: str) -> list[Outcome]:
    return list(Numbered().read(BytesIO(text.encode())))


def item_of(outcome: Outcome) -> Item:
    assert outcome.item is not None, outcome.refused
    return outcome.item


CODE = "```\nif cold:\n    1. wrap()\n    a) = 2\n\nprint(warm)\n```"
SHOWN = Text(f"What is shown?\n\n{CODE}", "markdown")


@pytest.mark.parametrize("indent", ["", "   ", "\t"])
def test_code_between_fences_is_mere_text_with_its_indents(indent: str) -> None:
    code = CODE.replace("```", "```python", 1).replace("\n", f"\n{indent}")
    first, second = read(
        f"1. What is shown?\n{indent}{code}\na) one\n*b) two\n\n2. And now?\n*a) one\nb) two\n"
    )

    assert item_of(first).question.asked.stem == SHOWN
    assert item_of(first).question.sealed.key == ChoiceKey(("b",))
    assert item_of(second).question.asked.stem == Text("And now?")


def test_code_that_begins_and_ends_on_the_lines_of_its_fences_gets_fences_of_its_own() -> None:
    (outcome,) = read("**Q1.**\nWhat is shown?\n```#include <x>\n  f();\n}```\n1. 2\n2. 3\n\nAnswer: 2")

    assert item_of(outcome).question.asked.stem == Text(
        "What is shown?\n\n```\n#include <x>\n  f();\n}\n```", "markdown"
    )
    assert item_of(outcome).question.sealed.key == ChoiceKey(("b",))


def test_words_around_code_show_as_they_are_written() -> None:
    (outcome,) = read("1. Is 2*3*4 shown?\n```\nx\n```\n*a) yes\nb) no\n")

    assert item_of(outcome).question.asked.stem == Text("Is 2\\*3\\*4 shown?\n\n```\nx\n```", "markdown")


def test_a_fence_that_nothing_closes_hides_no_question() -> None:
    outcomes = read("1. Which?\n```\nx\n*a) y\nb) z\n\n2. What?\n*a) y\nb) z\n")

    assert [one.refused for one in outcomes] == ["", ""]


def test_code_comes_back_as_it_was_typed_out() -> None:
    (outcome,) = read(f"1. What is shown?\n{CODE}\na) one\n*b) two\n")
    item, file = item_of(outcome), BytesIO()
    assert Numbered().fit(item).refused == ""
    Numbered().write([item], file)

    assert item_of(read(file.getvalue().decode())[0]) == item


def test_questions_without_numbers_keep_their_code() -> None:
    text = "**What is shown?**\n\n```\nx = 1\n\n```\n\n- A: one\n- B: two\n\nAnswer: {}\n\n"
    outcomes = read(text.format("A") + text.format("B"))

    assert [item_of(one).question.sealed.key for one in outcomes] == [ChoiceKey(("a",)), ChoiceKey(("b",))]
    assert item_of(outcomes[1]).question.asked.stem == Text("What is shown?\n\n```\nx = 1\n```", "markdown")


ASKED = "1. Which is a city?\n\nA. red\nB. Oslo\n"
CITY = [("Which is a city?", ("red", "Oslo"), ChoiceKey(("b",)))]


@pytest.mark.parametrize(
    "answer",
    [
        "View Answer\n\nAns : B\n",
        "\n#### Ans: B\n",
        "\n### Option: B\n",
        "<details>\n<summary><b>Answer</b></summary>\n<p>\n\n#### Option: B\n\n</p>\n</details>\n",
        "**Show Answer**\n\nAnswer: B\n",
    ],
)
def test_what_folds_an_answer_away_is_no_part_of_the_question(answer: str) -> None:
    outcomes = read(ASKED + answer)

    assert told(outcomes) == CITY
    assert outcomes[0].doubts == ()


def test_a_reason_behind_the_answer_explains_it() -> None:
    (outcome,) = read(f"{ASKED}\n#### Ans: B |Explanation: Oslo lies in Norway.\n")

    assert told([outcome]) == CITY
    assert item_of(outcome).question.sealed.explanation == Text("Oslo lies in Norway.")


def test_numbers_of_questions_may_stand_in_a_list() -> None:
    listed = "* **Q{}:** Which is a city?\n  a) red\n  **b) Oslo**\n\n"

    assert told(read(listed.format(1) + listed.format(2))) == CITY * 2


@pytest.mark.parametrize("label", ["Options:", "**Options**", "Choices:"])
def test_a_word_above_the_options_is_no_part_of_the_stem(label: str) -> None:
    assert told(read(f"1. Which is a city?\n{label}\na) red\n*b) Oslo\n")) == CITY


def test_letters_may_touch_small_words_where_they_are_capitals() -> None:
    assert told(read("1. Which ends the name of a page?\nA.exe\nB.html\nC.3\n\nAnswer: B\n")) == [
        ("Which ends the name of a page?", ("exe", "html", "3"), ChoiceKey(("b",)))
    ]


def test_times_and_abbreviations_are_no_options() -> None:
    (outcome,) = read("1. What opens at 10 a.m.,\ne.g. in Rome?\nb.2 is no option.\n")

    assert item_of(outcome).question.sealed.key == OpenKey()

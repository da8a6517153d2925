"""Tables as Markdown draws them, several to a document, with headings and rules between the rows."""

from __future__ import annotations

import io
from textwrap import dedent

import pytest

from questions.formats.item import Outcome
from questions.formats.register import format_of
from questions.formats.tables.separated import Csv
from questions.question import ChoiceKey, TextKey
from tests.questions.formats.outcomes import told


def read(text: str) -> list[Outcome]:
    return list(Csv().read(io.BytesIO(dedent(text).lstrip("\n").encode())))


TYPED = """
    # Lakes

    | # | Question | Answer |
    |---|:--------:|--------|
    | 1 | Which lake is the deepest? | Baikal |

    ---

    ## Rivers

    | # | Question | Answer |
    |---|----------|--------|
    | 1 | Which river passes Vienna? | Danube |
    """
CHOSEN = """

    ## Signs

    | Question | A | B | Answer |
    |----------|---|---|:------:|
    | Which sign parts cells? | \\| | ; | A |
    """


def test_every_table_of_a_document_is_read_by_its_own_heading() -> None:
    outcomes = read(TYPED + CHOSEN)

    assert told(outcomes) == [
        ("Which lake is the deepest?", (), TextKey(("Baikal",))),
        ("Which river passes Vienna?", (), TextKey(("Danube",))),
        ("Which sign parts cells?", ("|", ";"), ChoiceKey(("a",))),
    ]
    assert [(one.number, one.line, one.doubts) for one in outcomes] == [(1, 5, ()), (2, 13, ()), (3, 20, ())]


def test_a_document_of_tables_is_known_by_its_content() -> None:
    found = format_of("questions.md", dedent(TYPED).encode())

    assert found is not None
    assert found.name == "csv"


def test_a_table_without_questions_is_named_and_those_beside_it_are_read() -> None:
    *_, last = outcomes = read(f"{TYPED}\n    | Grade | From |\n    |-------|------|\n    | A | 90 |\n")

    assert len(outcomes) == 3
    assert last.line == 14
    assert last.refused.startswith("No row names the columns")


@pytest.mark.parametrize("separator", [",", ";", "|"])
def test_a_heading_that_is_repeated_is_no_question(separator: str) -> None:
    heading, row = "Question{0}A{0}B{0}Correct", "Which is {1}?{0}1{0}2{0}A"
    table = "\n".join(line.format(separator, 1) for line in (heading, row, heading, row))

    assert [one.refused for one in read(table)] == ["", ""]

"""Tables that name their columns and in which an X, a tick or a star says which option is right."""

from __future__ import annotations

import io
from collections.abc import Sequence
from time import process_time

import pytest
from docx import Document

from questions.formats.item import Outcome
from questions.formats.numbered import Numbered
from questions.formats.tables.separated import Csv
from questions.formats.tables.ticks import CROSSED_IS_RIGHT
from questions.question import ChoiceKey, OrderKey
from tests.questions.formats.documents import saved
from tests.questions.formats.outcomes import told

Rows = Sequence[Sequence[str]]


def read(rows: Rows) -> list[Outcome]:
    text = "\n".join(";".join(row) for row in rows)
    return list(Csv().read(io.BytesIO(text.encode())))


def read_in_word(rows: Rows) -> list[Outcome]:
    document = Document()
    table = document.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    return list(Numbered().read(io.BytesIO(saved(document))))


CITY, COLOUR = "Which is a city?", "Which is a colour?"
TWO = [
    (CITY, ("red", "Oslo", "cat"), ChoiceKey(("b",))),
    (COLOUR, ("red", "Oslo", "cat"), ChoiceKey(("a",))),
]
ONE_A_ROW = [
    (CITY, "red", ""),
    ("", "Oslo", "X"),
    ("", "cat", ""),
    (COLOUR, "red", "X"),
    ("", "Oslo", ""),
    ("", "cat", ""),
]


@pytest.mark.parametrize(
    "rows",
    [
        [("Question", "Options", "Correct"), *ONE_A_ROW],
        [("Question", "Answer", "Correct?"), *ONE_A_ROW],
        [("Frage", "Antwort", "Richtig"), *ONE_A_ROW],
        [
            ("Question", "Option", "Right answer"),
            *((one, two, "yes" if x else "no") for one, two, x in ONE_A_ROW),
        ],
        [
            ("Question", "A", "", "B", "", "C", ""),
            (CITY, "red", "", "Oslo", "X", "cat", ""),
            (COLOUR, "red", "X", "Oslo", "", "cat", ""),
        ],
        [
            ("Question", "A", "X", "B", "X", "C", "X"),
            (CITY, "red", "", "Oslo", "✓", "cat", ""),
            (COLOUR, "red", "✓", "Oslo", "", "cat", ""),
        ],
        [("Question", "A", "B", "C"), (CITY, "red", "*Oslo", "cat"), (COLOUR, "red ✓", "Oslo", "cat")],
        [
            ("Question", "Answer 1", "Answer 2", "Answer 3"),
            (CITY, "red", "Oslo (correct)", "cat"),
            (COLOUR, "**red", "Oslo", "cat"),
        ],
    ],
)
def test_what_is_ticked_is_right(rows: Rows) -> None:
    for outcomes in (read(rows), read_in_word(rows)):
        assert told(outcomes) == TWO
        assert all(one.losses == one.doubts == () for one in outcomes)


def test_the_first_line_of_a_question_in_several_rows_is_named() -> None:
    lines = [one.line for one in read([("Question", "Options", "Correct"), *ONE_A_ROW])]
    assert lines == [2, 5]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("Question", "A", "B"), (CITY, "*red", "*Oslo")], "No answer is marked as right"),
        ([("Question", "A", "B"), ("What is 2 * 3?", "6", "*5")], "No answer is marked as right"),
        ([("Question", "A", "B"), ("Which sign?", "a*b", "*a*b")], "No answer is marked as right"),
        ([("Question", "A", "B"), (CITY, "X chromosome", "Y chromosome")], "No answer is marked as right"),
        (
            [("Question", "Options", "Correct"), (CITY, "red", ""), ("", "Oslo", "")],
            "No answer is marked as right",
        ),
        (
            [("Question", "Options", "Correct"), (CITY, "red", "cat"), ("", "Oslo", "")],
            "names none of the options",
        ),
    ],
)
def test_where_no_tick_tells_nothing_is_guessed(rows: Rows, why: str) -> None:
    (outcome,) = read(rows)
    assert why in outcome.refused


def test_stars_of_what_is_not_chosen_are_words() -> None:
    (outcome,) = read(
        [("Type", "Question", "A", "B", "C"), ("ordering", "In order?", "one", "*two", "three")]
    )
    assert told([outcome])[0][1:] == (("one", "*two", "three"), OrderKey(("a", "b", "c")))


def test_a_key_counts_more_than_stars() -> None:
    (outcome,) = read([("Question", "A", "B", "Correct"), (CITY, "*red", "Oslo", "B")])
    assert told([outcome])[0][2] == ChoiceKey(("b",))


def test_many_rows_of_options_cost_no_more_than_their_number() -> None:
    rows = [("Question", "Options", "Correct"), *[(CITY, "red", "X"), ("", "Oslo", "")] * 10_000]
    begun = process_time()
    assert sum(not one.refused for one in read(rows)) == 10_000
    assert process_time() - begun < 15


@pytest.mark.parametrize(
    "rows",
    [
        [("Correct", "Question", "A", "B"), ("", CITY, "red", "*Oslo")],
        [("Correct", "Question", "A", "B"), ("", CITY, "red", "", "Oslo", "X")],
        [("A", "B", "Correct", "Question"), ("*red",)],
        [("Question", "A", "B", "Correct"), (CITY,)],
        [("Options", "Correct", "Question"), ("red",)],
    ],
)
def test_rows_of_any_length_are_read_or_refused(rows: Rows) -> None:
    (outcome,) = read(rows)
    assert outcome.refused or told([outcome])[0][2] == ChoiceKey(("b",))


def test_an_x_that_ends_an_option_of_every_row_marks_it() -> None:
    heading = ("Question", "A", "B", "C")
    first, second = outcomes = read(
        [heading, (CITY, "red", "Oslo X", "cat"), (COLOUR, "red  x", "Oslo", "cat")]
    )

    assert told(outcomes) == TWO
    assert (first.doubts, second.doubts) == ((CROSSED_IS_RIGHT,), ())


@pytest.mark.parametrize(
    "rows",
    [
        [("Question", "A", "B"), ("Who spoke?", "Malcolm X", "Rosa Parks"), (CITY, "Oslo", "red")],
        [("Question", "A", "B"), ("Who spoke?", "Malcolm X", "Rosa Parks")],
    ],
)
def test_a_name_that_ends_with_an_x_is_no_mark(rows: Rows) -> None:
    assert all(one.refused for one in read(rows))


def test_a_column_for_the_key_leaves_an_x_to_the_words() -> None:
    rows = [("Question", "A", "B", "Correct"), *[("Who spoke?", "Malcolm X", "Rosa Parks", "B")] * 2]

    assert [key for _, _, key in told(read(rows))] == [ChoiceKey(("b",))] * 2

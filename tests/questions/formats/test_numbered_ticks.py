"""Tables of Word documents in which an X, a tick or a box says what is right."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from time import process_time

import pytest
from docx import Document

from questions.formats.item import Outcome
from questions.formats.numbered import Numbered
from questions.formats.numbered.lines import Line
from questions.formats.numbered.ticks import lines_of_ticks
from questions.handout.files import paragraphs_of_file
from questions.question import ChoiceKey, PairsKey, VerdictKey
from tests.questions.formats.documents import saved
from tests.questions.formats.outcomes import told

Rows = Sequence[Sequence[str]]
CITY, COLOUR = "Which is a city?", "Which is a colour?"


def read(*parts: str | Rows) -> list[Outcome]:
    """What is read of a document of paragraphs and tables."""
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=0, cols=max(map(len, part)))
        for row in part:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.text = text
    return list(Numbered().read(BytesIO(saved(document))))


TWO = [
    (CITY, ("red", "Oslo", "cat"), ChoiceKey(("b",))),
    (COLOUR, ("red", "Oslo", "cat"), ChoiceKey(("a",))),
]


@pytest.mark.parametrize(
    "parts",
    [
        (
            f"1. {CITY}",
            [("red", ""), ("Oslo", "X"), ("cat", "")],
            f"2. {COLOUR}",
            [("red", "x"), ("Oslo", ""), ("cat", "")],
        ),
        (
            f"1. {CITY}",
            [("Answer", "Right?"), ("red", ""), ("Oslo", "✓"), ("cat", "")],
            f"2. {COLOUR}",
            [("Answer", "✓"), ("red", "✓"), ("Oslo", ""), ("cat", "")],
        ),
        (
            CITY,
            [("", "red"), ("X", "Oslo"), ("", "cat")],
            COLOUR,
            [("X", "red"), ("", "Oslo"), ("", "cat")],
        ),
        (
            f"1. {CITY}",
            [("☐", "red"), ("☒", "Oslo"), ("☐", "cat")],
            f"2. {COLOUR}",
            [("☒", "red"), ("☐", "Oslo"), ("☐", "cat")],
        ),
        (
            f"1. {CITY}",
            [("a", "red", ""), ("b", "Oslo", "X"), ("c", "cat", "")],
            f"2. {COLOUR}",
            [("1", "red", "X"), ("2", "Oslo", ""), ("3", "cat", "")],
        ),
        (
            [(CITY, "X?"), ("red", ""), ("Oslo", "X"), ("cat", "")],
            [(COLOUR, "X?"), ("red", "X"), ("Oslo", ""), ("cat", "")],
        ),
        (
            [("1.", CITY, ""), ("a", "red", ""), ("b", "Oslo", "x"), ("c", "cat", "")],
            [("2.", COLOUR, ""), ("a", "red", "x"), ("b", "Oslo", ""), ("c", "cat", "")],
        ),
        (
            [
                *[(f"1. {CITY}", ""), ("a) red", ""), ("b) Oslo", "X"), ("c) cat", "")],
                *[(f"2. {COLOUR}", ""), ("a) red", "X"), ("b) Oslo", ""), ("c) cat", "")],
            ],
        ),
        ([(CITY, "red", "", "Oslo", "X", "cat", ""), (COLOUR, "red", "X", "Oslo", "", "cat", "")],),
        ([("1", CITY, "", "red", "X", "Oslo", "", "cat"), ("2", COLOUR, "X", "red", "", "Oslo", "", "cat")],),
        (
            f"1. {CITY}",
            [("red", "Oslo", "cat"), ("", "X", "")],
            [(COLOUR, "red", "Oslo", "cat"), ("", "X", "", "")],
        ),
    ],
)
def test_what_is_ticked_is_right(parts: Sequence[str | Rows]) -> None:
    outcomes = read(*parts)

    assert told(outcomes) == TWO
    assert all(one.losses == one.doubts == () for one in outcomes)


def test_several_ticks_are_several_right_answers() -> None:
    (outcome,) = read("1. Which are cities?", [("Rome", "X"), ("Oslo", "X"), ("cat", "")])
    assert told([outcome])[0][2] == ChoiceKey(("a", "b"))


@pytest.mark.parametrize(
    "names", [("True", "False"), ("T", "F"), ("richtig", "falsch"), ("R", "F"), ("Vrai", "Faux"), ("W", "F")]
)
@pytest.mark.parametrize("above", [(), ("Part A",)])
def test_statements_ticked_as_true_or_false_are_questions_of_their_own(
    names: tuple[str, str], above: tuple[str, ...]
) -> None:
    rows = [("No", "Statement", *names), ("1", "Cats purr.", "x", ""), ("2", "Cats bark.", "", "x")]
    for given in (rows, [row[1:] for row in rows]):
        stems_and_keys = [(stem, key) for stem, _, key in told(read(*above, given))]
        assert stems_and_keys == [("Cats purr.", VerdictKey(True)), ("Cats bark.", VerdictKey(False))]


@pytest.mark.parametrize(
    ("above", "corner"),
    [("1. Where does it lie?", ""), ("Where does it lie?", ""), ("", "Where does it lie?")],
)
def test_a_table_of_things_and_places_is_matched_by_its_ticks(above: str, corner: str) -> None:
    rows = [
        (corner, "Europe", "Asia", "Africa", "America"),
        *[("Norway", "X", "", "", ""), ("Japan", "", "X", "", ""), ("Iceland", "X", "", "", "")],
    ]
    (outcome,) = read(above, rows)

    stem, options, key = told([outcome])[0]
    assert (stem, options) == ("Where does it lie?", ("Europe", "Asia", "Africa", "America"))
    assert key == PairsKey((("1", "a"), ("2", "b"), ("3", "a")))


def test_a_question_goes_on_counting_below_those_above_it() -> None:
    outcomes = read(
        "7. Capital of Norway?",
        "Answer: Oslo",
        [(CITY, "X"), ("red", ""), ("Oslo", "X")],
        "9. Legs?",
        "Answer: 6",
    )
    assert [stem for stem, *_ in told(outcomes)] == ["Capital of Norway?", CITY, "Legs?"]
    assert all(one.doubts == () for one in outcomes)


def test_a_question_without_a_tick_is_refused_and_those_around_it_are_not() -> None:
    rows = [(f"1. {CITY}", ""), ("red", ""), ("Oslo", ""), (f"2. {COLOUR}", ""), ("red", "X"), ("Oslo", "")]
    unmarked, colour = read(rows)
    assert unmarked.refused.startswith("No right answer is marked")
    assert told([colour])[0][2] == ChoiceKey(("a",))


@pytest.mark.parametrize(
    "rows",
    [
        [("x", "1", "2"), ("y", "3", "4")],
        [("", "Europe", "Asia"), ("Turkey", "X", "X"), ("Japan", "", "X")],
        [("x",), ("y",)],
        [("X", "X"), ("", "")],
        [("red", "car", "X"), ("blue", "bus", "")],
    ],
)
def test_a_table_with_an_x_that_ticks_nothing_stays_as_it_is(rows: Rows) -> None:
    cells = [[[Line(1, cell)] if cell else [] for cell in row] for row in rows]
    assert lines_of_ticks(cells, []) is None


def test_large_tables_of_ticks_cost_no_more_than_their_size() -> None:
    cells = [
        [[Line(1, f"{row}.{column}" if column % 2 else "X")] for column in range(60)] for row in range(3_000)
    ]
    begun = process_time()
    lines_of_ticks(cells, [Line(1, "x")] * 20_000)
    assert process_time() - begun < 4


def test_a_handout_is_not_read_as_questions() -> None:
    document = Document()
    document.add_paragraph("Where does it lie?")
    table = document.add_table(rows=0, cols=2)
    for row in (("Norway", "X"), ("Japan", "")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for line in ("Who says so?", "the atlas", "the sea", "Who else?", "the map", "the moon"):
        document.add_paragraph(line, style=None if line.endswith("?") else "List Bullet")

    paragraphs = paragraphs_of_file(BytesIO(saved(document)), "handout.docx")

    assert " ".join(" ".join(paragraphs).split()) == (
        "Where does it lie? Norway X Japan Who says so? • the atlas • the sea Who else? • the map • the moon"
    )

"""Tables: ours read back equal, others as people fill them in, and no formula either way."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from questions.formats.contract import QuestionFormat
from questions.formats.item import Item, Outcome, UnreadableFile
from questions.formats.tables.separated import Csv
from questions.formats.tables.workbook import Xlsx
from questions.gap_markup import written_pieces
from questions.question import (
    ChoiceKey,
    GapsKey,
    Key,
    NumberAnswer,
    NumberKey,
    OpenKey,
    OrderKey,
    PairsKey,
    Text,
    TextKey,
    VerdictKey,
)
from tests.questions.formats.items import ALL, items

TYPES = tuple(name for name in ALL if name != "cloze")
KAHOOT = (
    "Question - max 120 characters",
    "Answer 1 - max 75 characters",
    "Answer 2 - max 75 characters",
    "Answer 3 - max 75 characters",
    "Answer 4 - max 75 characters",
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)


def written(format: QuestionFormat, *given: Item) -> BytesIO:
    file = BytesIO()
    format.write(given, file)
    return file


def read_csv(text: str, encoding: str = "utf-8") -> list[Outcome]:
    return list(Csv().read(BytesIO(text.encode(encoding))))


def table(*rows: Sequence[str], delimiter: str = ",") -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def workbook(rows: dict[int, Sequence[Any]], first_column: int = 1) -> BytesIO:
    book = Workbook()
    for row, cells in rows.items():
        for column, value in enumerate(cells, start=first_column):
            book.active.cell(row, column, value)
    file = BytesIO()
    book.save(file)
    return file


def key_of(outcome: Outcome) -> Key:
    assert outcome.item is not None, outcome.refused
    return outcome.item.question.sealed.key


def settled(format: QuestionFormat, given: list[Item]) -> list[Item | None]:
    return [outcome.item for outcome in format.read(written(format, *given))]


def lossless(format: QuestionFormat) -> st.SearchStrategy[list[Item]]:
    kept = items(TYPES).filter(lambda item: not format.fit(item).losses)
    return st.lists(kept, min_size=1, max_size=2)


@given(lossless(Csv()))
def test_what_a_csv_keeps_is_read_back_equal(given: list[Item]) -> None:
    assert settled(Csv(), given) == given


@settings(max_examples=25)
@given(lossless(Xlsx()))
def test_what_a_workbook_keeps_is_read_back_equal(given: list[Item]) -> None:
    assert settled(Xlsx(), given) == given


@given(items(["cloze"]))
def test_the_gaps_of_a_text_are_read_back_as_they_are_typed(item: Item) -> None:
    fit = Csv().fit(item)
    assume(not fit.refused)
    (back,) = settled(Csv(), [item])
    assert back is not None
    assert pieces_of(back) == pieces_of(item)
    assert back.question.asked.stem.format == item.question.asked.stem.format


def pieces_of(item: Item) -> object:
    question = item.question
    assert isinstance(question.sealed.key, GapsKey)
    return written_pieces(question.asked, question.sealed.key)


def test_gaps_in_the_code_of_moodle_are_read_in_any_row() -> None:
    (outcome,) = read_csv(table(("Question", "Correct"), ("Capital: {1:SHORTANSWER:=Oslo~%50%Bergen}?", "")))
    assert outcome.item is not None, outcome.refused
    key = outcome.item.question.sealed.key
    assert key == GapsKey((("1", TextKey(("Oslo",), partly=(("Bergen", Fraction(1, 2)),))),))


def test_a_text_without_gaps_is_no_cloze() -> None:
    (outcome,) = read_csv(table(("Type", "Question"), ("cloze", "Nothing to fill in.")))
    assert "{{Paris|Lutetia}}" in outcome.refused


HEAD = ("Question", "Option A", "Option B", "Option C", "Correct")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_separator_and_the_encoding_are_found_out(delimiter: str, encoding: str) -> None:
    text = table(HEAD, ("Größter, von; allen | drei?", "Jupiter", "Mars", "Venus", "A"), delimiter=delimiter)
    (outcome,) = read_csv(text, encoding)
    assert (outcome.begins, outcome.verdict, outcome.doubts) == ("Größter, von; allen | drei?", "ok", ())


def test_windows_text_is_read_with_a_doubt() -> None:
    (outcome,) = read_csv(table(HEAD, ("Größter?", "Jupiter", "Mars", "", "A")), "cp1252")
    assert outcome.begins == "Größter?"
    assert "Windows-1252" in outcome.doubts[0]


@pytest.mark.parametrize(
    ("head", "row", "key"),
    [
        (HEAD, ("?", "x", "y", "z", "b"), ChoiceKey(("b",))),
        (HEAD, ("?", "x", "y", "z", "A, C"), ChoiceKey(("a", "c"))),
        (HEAD, ("?", "x", "y", "z", "AC"), ChoiceKey(("a", "c"))),
        (HEAD, ("?", "x", "y", "z", "(B)"), ChoiceKey(("b",))),
        (HEAD, ("?", "x", "y", "z", "Y"), ChoiceKey(("b",))),
        (HEAD, ("?", "Rome, Italy", "Oslo", "", "Rome, Italy"), ChoiceKey(("a",))),
        (HEAD, ("?", "x", "y", "z", "2"), ChoiceKey(("b",))),
        (HEAD, ("?", "2", "3", "4", "3"), ChoiceKey(("b",))),
        (("question", "answer 1", "answer 2", "correct answer"), ("?", "2", "1", "1"), ChoiceKey(("a",))),
        (("Q Type", "QUESTION TEXT", "a", "b", "Key"), ("MCQ", "?", "x", "y", "b"), ChoiceKey(("b",))),
        (("question", "correct"), ("?", "TRUE"), VerdictKey(true=True)),
        (("question", "correct"), ("?", "f"), VerdictKey(true=False)),
        (("type", "question", "answer"), ("tf", "?", "0"), VerdictKey(true=False)),
        (
            ("question", "option a", "option b", "correct", "type"),
            ("?", "True", "False", "B", "True/False"),
            VerdictKey(true=False),
        ),
        (("question", "correct"), ("?", "Mars"), TextKey(("Mars",))),
        (
            ("question", "correct", "also accepted", "share b"),
            ("?", "Mars", r"Ares | the red \| planet", "50%"),
            TextKey(("Mars", "the red | planet"), partly=(("Ares", Fraction(1, 2)),)),
        ),
        (
            ("question", "correct", "tolerance", "unit"),
            ("?", "2.5", "0.1", "km"),
            NumberKey(Fraction(5, 2), Fraction(1, 10)),
        ),
        (
            ("type", "question", "correct", "also accepted", "share b"),
            ("numerical", "?", "10", "11 ± 1", "25"),
            NumberKey(Fraction(10), others=(NumberAnswer(Fraction(11), Fraction(1), Fraction(1, 4)),)),
        ),
        (
            ("type", "question", "option a", "option b", "option c", "share a", "share b"),
            ("single choice", "?", "x", "y", "z", "100", "33.33333"),
            ChoiceKey(("a",), (("a", Fraction(1)), ("b", Fraction(1, 3)))),
        ),
        (
            ("type", "question", "option a", "option b", "option c"),
            ("order", "?", "x", "y", "z"),
            OrderKey(("a", "b", "c")),
        ),
        (
            ("question", "option a", "match a", "option b", "match b", "match c"),
            ("?", "1", "one", "2", "two", "three"),
            PairsKey((("1", "a"), ("2", "b"))),
        ),
        (("type", "question", "guide"), ("essay", "?", "Names both."), OpenKey(Text("Names both."))),
    ],
)
def test_a_row_is_read_as_people_fill_it_in(head: Sequence[str], row: Sequence[str], key: Key) -> None:
    (outcome,) = read_csv(table(head, row))
    assert key_of(outcome) == key


@pytest.mark.parametrize(
    ("head", "row", "why"),
    [
        (HEAD, ("", "x", "y", "", "A"), "no text"),
        (HEAD, ("?", "x", "y", "", ""), "No answer is marked"),
        (HEAD, ("?", "x", "y", "", "D"), "names none of the options"),
        (("type", *HEAD), ("hotspot", "?", "x", "y", "", "A"), "hotspot"),
        (("type", "question", "correct"), ("numeric", "?", "a few"), "not read as a number"),
        (("type", "question", "correct"), ("numeric", "?", "9" * 3000), "too long"),
        (("type", "question", "correct"), ("date", "?", "soon"), "2021-03-18"),
        (("type", "question", "correct"), ("date", "?", "2021-02-30"), "2021-03-18"),
        (("type", "question", "correct"), ("tf", "?", "maybe"), "TRUE or FALSE"),
        (("type", "question", "option a", "option b", "match a"), ("match", "?", "1", "2", "one"), "match B"),
        (("question", "option a", "option b", "share a"), ("?", "x", "y", "200"), "percentage"),
        (HEAD, ("x" * 30_000, "x", "y", "", "A"), "30,000"),
    ],
)
def test_a_row_that_is_no_question_is_refused_by_its_line(
    head: Sequence[str], row: Sequence[str], why: str
) -> None:
    good = dict(zip(HEAD, ("?", "x", "y", "", "A"), strict=True))
    head = [*head, *(name for name in HEAD if name.casefold() not in {one.casefold() for one in head})]
    after = [good.get(name.title(), good.get(name.capitalize(), "")) for name in head]
    bad, fine = read_csv(table(head, row, after))
    assert (bad.verdict, bad.line, fine.verdict) == ("refused", 2, "ok")
    assert why in bad.refused


def test_feedback_tags_and_the_rest_are_read() -> None:
    (outcome,) = read_csv(
        table(
            (*HEAD, "Feedback B", "Explanation", "Tags", "Category", "Points", "Penalty", "ID", "Hint 1"),
            (
                "?",
                "x",
                "y",
                "",
                "A",
                "Not y.",
                "So it is.",
                "one, two",
                "Space/Planets",
                "2",
                "33.3",
                "q7",
                "Look up.",
            ),
        )
    )
    item = outcome.item
    assert item is not None
    assert [(why.option, why.text, why.rule) for why in item.question.sealed.whys] == [
        ("b", "Not y.", "written")
    ]
    assert item.question.sealed.explanation == Text("So it is.")
    assert (item.tags, item.category) == (("one", "two"), ("Space", "Planets"))
    assert (item.points, item.penalty, item.reference) == (
        2,
        Fraction(333, 1000),
        "q7",
    ) or item.penalty == Fraction(1, 3)
    assert item.hints == (Text("Look up."),)


def test_a_column_that_nobody_knows_is_said_to_be_left_out() -> None:
    (outcome,) = read_csv(table((*HEAD, "Colour"), ("?", "x", "y", "", "A", "red")))
    assert outcome.verdict == "loss"
    assert "Colour" in outcome.losses[0]


def kahoot_rows() -> dict[int, Sequence[Any]]:
    return {
        2: (None, "Quiz about the planets"),
        8: (None, *KAHOOT),
        9: (1, "Which is the largest?", "Mars", "Jupiter", "Venus", "Earth", 20, 2),
        10: (2, "Which have rings?", "Saturn", "Mars", "Uranus", None, 30, "1,3"),
        11: (3, "How many?", 8, 9.5, 10, None, 30, 1),
    }


def test_a_workbook_of_kahoot_is_read_and_its_time_limits_are_lost() -> None:
    largest, rings, many = Xlsx().read(workbook(kahoot_rows()))
    assert (key_of(largest), largest.line) == (ChoiceKey(("b",)), 9)
    assert largest.losses == ("Left out in all rows: the time limit.",)
    assert rings.losses == many.losses == (), "it was said once"
    assert key_of(rings) == ChoiceKey(("a", "c"))
    assert "each of them alone" in rings.doubts[0]
    assert many.item is not None
    assert [option.text for option in many.item.question.asked.options] == ["8", "9.5", "10"]


@pytest.mark.parametrize("first", ["Frage - max. 120 Zeichen", KAHOOT[0]])
def test_rows_that_a_template_only_counts_are_no_questions(first: str) -> None:
    rows: dict[int, Sequence[Any]] = {
        8: (None, first, *KAHOOT[1:]),
        9: (1, "Which?", "Io", "Ceres", None, None, 20, 1),
        10: (2, None, None, None, None, None, None, None),
        11: (3, None, None, None, None, None, 20, None),
        12: (4, "Which one?", "Io", "Ceres", None, None, 20, 2),
    }
    assert [(one.line, one.verdict) for one in Xlsx().read(workbook(rows))] == [(9, "loss"), (12, "ok")]


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        (1.3, ("a", "c")),
        ("1.3", ("a", "c")),
        (dt.date(2026, 3, 1), ("a", "c")),
        (dt.date(2003, 2, 1), ("a", "b", "c")),
        ("2003-02-01", ("a", "b", "c")),
    ],
)
def test_places_that_a_spreadsheet_reckoned_with_are_read_with_a_doubt(
    cell: object, right: tuple[str, ...]
) -> None:
    rows: dict[int, Sequence[Any]] = {
        8: (None, *KAHOOT),
        9: (1, "Which?", "Io", "Ceres", "Mimas", "Moon", 20, cell),
    }
    (outcome,) = Xlsx().read(workbook(rows))
    assert key_of(outcome) == ChoiceKey(right)
    assert "reckon" in outcome.doubts[0]


@pytest.mark.parametrize("cell", [1.7, "2.0.1", dt.date(2026, 12, 24), "2026-00-01", "0000-99-99"])
def test_numbers_and_days_that_name_no_options_are_refused(cell: object) -> None:
    rows: dict[int, Sequence[Any]] = {
        8: (None, *KAHOOT),
        9: (1, "Which?", "Io", "Ceres", "Mimas", "Moon", 20, cell),
    }
    (outcome,) = Xlsx().read(workbook(rows))
    assert "names none of the options" in outcome.refused


def test_a_place_in_kahoots_column_is_a_place_whatever_the_options_read() -> None:
    rows: dict[int, Sequence[Any]] = {8: (None, *KAHOOT), 9: (1, "How many?", "2", "3", "4", None, 20, 2)}
    (outcome,) = Xlsx().read(workbook(rows))
    assert (key_of(outcome), outcome.doubts) == (ChoiceKey(("b",)), ())


@pytest.mark.parametrize("row", [7, 8, 9])
def test_kahoots_heading_may_stand_in_another_row(row: int) -> None:
    rows = {at + row - 8 if at >= 8 else at: cells for at, cells in kahoot_rows().items()}
    assert len(list(Xlsx().read(workbook(rows)))) == 3


def test_a_workbook_of_classquiz_is_read_by_its_place() -> None:
    rows = {
        5: ("", "", "Die Planeten"),
        13: ("", "Frage", "Antwort 1", "Antwort 2", "Antwort 3", "Antwort 4", "Zeit", "Richtig"),
        14: ("", "Der größte?", "Mars", "Jupiter", "", "", 20, "2"),
    }
    (outcome,) = Xlsx().read(workbook(rows))
    assert (key_of(outcome), outcome.line) == (ChoiceKey(("b",)), 14)


FORMULAS = ("=1+1", "+1+1", "-x", "@SUM(A1)", '=HYPERLINK("http://x")', "＝1", "'=x", "-5", "+5.5")


def item_saying(text: str) -> Item:
    (outcome,) = read_csv(
        table(HEAD, (f"'{text}", text if text in ("-5", "+5.5") else f"'{text}", "y", "", "A"))
    )
    assert outcome.item is not None
    return outcome.item


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_and_numbers_stay_numbers(text: str) -> None:
    item = item_saying(text)
    content = written(Csv(), item).getvalue().decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(content)) for cell in row]
    assert all(cell[:1] not in "=+-@＝" or cell in ("-5", "+5.5") for cell in cells if cell)
    sheet = load_workbook(written(Xlsx(), item)).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert settled(Csv(), [item]) == settled(Xlsx(), [item]) == [item]


def test_a_formula_is_not_worked_out() -> None:
    rows = {1: HEAD, 2: ("?", "=1+1", "y", "", "B"), 3: ("?", "x", "y", "", "B")}
    formula, fine = Xlsx().read(workbook(rows))
    assert (formula.verdict, fine.verdict) == ("refused", "ok")
    assert "B2 holds a formula" in formula.refused


def test_the_first_sheet_with_questions_is_read() -> None:
    book = Workbook()
    book.active.append(("How to use this",))
    sheet = book.create_sheet("Questions")
    sheet.append(HEAD)
    sheet.append(("?", "x", "y", "", "A"))
    file = BytesIO()
    book.save(file)
    assert [outcome.verdict for outcome in Xlsx().read(file)] == ["ok"]


def test_a_far_away_cell_costs_nothing() -> None:
    file = repacked("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert len(list(Xlsx().read(file))) == 1


def repacked(old: str, new: str, part: str = "xl/worksheets/sheet1.xml") -> BytesIO:
    """A sound workbook with one part changed."""
    source, target = workbook({1: HEAD, 2: ("?", "x", "y", "", "A")}), BytesIO()
    with zipfile.ZipFile(source) as sound, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed:
        for entry in sound.infolist():
            content = sound.read(entry)
            if entry.filename == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            changed.writestr(entry.filename, content)
    return target


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "file",
    [
        BytesIO(b""),
        BytesIO(b"PK\x03\x04"),
        BytesIO(b"\xd0\xcf\x11\xe0old"),
        repacked("<worksheet", f"{BOMB}<worksheet"),
        repacked("<worksheet", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet'),
        repacked("<sheetData>", "<sheetData>" + "<row>" + "<c/>" * 1_000_000 + "</row>"),
        repacked("<sheetData>", "<sheetData>" + "<row><c><v>1</v></c></row>" * 1_200_000),
        repacked("<sheetData>", "<sheetData><row" + " " * 20_000_000 + "/>"),
        repacked("</worksheet>", "</work"),
        repacked("<workbook", "<nothing", "xl/workbook.xml"),
    ],
    ids=["empty", "cut", "old", "entities", "external", "wide", "many", "bomb", "torn", "no-book"],
)
def test_a_hostile_workbook_is_refused_in_words(file: BytesIO) -> None:
    with pytest.raises(UnreadableFile, match=r"\.$"):
        list(Xlsx().read(file))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "names the columns"),
        ("nothing,here\n1,2\n", "names the columns"),
        ("question,option a,option b,correct\n", "no questions below"),
        ("\x00\x01", "not a text|names the columns"),
    ],
)
def test_a_table_without_questions_is_unreadable(text: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        read_csv(text)


def test_a_quotation_mark_that_is_not_closed_is_named_by_its_line() -> None:
    rows = table(HEAD, ("?", "x", "y", "", "A")) + '"open,x,y,,A\r\n' + "?,x,y,,A\r\n" * 20_000
    fine, cut = read_csv(rows)
    assert (fine.verdict, cut.verdict, cut.line) == ("ok", "refused", 3)
    assert "quotation mark" in cut.refused

"""Word documents of questions: automatic numbers, bold right options, tables, and hostile packages."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from time import process_time

import pytest
from docx import Document

from questions.formats.item import Outcome, UnreadableFile
from questions.formats.numbered import Numbered
from questions.formats.numbered.word_tables import AROUND
from questions.question import ChoiceKey
from tests.questions.formats.documents import DOCUMENTS, document_of, repacked, saved, with_lists
from tests.questions.formats.forty import FORTY
from tests.questions.formats.test_numbered_layouts import check


def read(content: bytes) -> list[Outcome]:
    return list(Numbered().read(BytesIO(content)))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_forty_questions_of_a_document_are_read_whatever_their_layout(document: Callable[[], bytes]) -> None:
    content = document()
    assert Numbered().recognises(content[: 64 * 1024])
    outcomes = read(content)
    assert len(outcomes) == 40
    for outcome, typed in zip(outcomes, FORTY, strict=True):
        check(outcome, typed)


def paragraph(*runs: str) -> str:
    """A paragraph of runs; those in stars are bold."""
    return "<w:p>" + "".join(map(_run, runs)) + "</w:p>"


def _run(words: str) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if words.startswith("*") else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{words.strip("*")}</w:t></w:r>'


def key_of(outcome: Outcome) -> tuple[str, ...]:
    assert outcome.item is not None, outcome.refused
    key = outcome.item.question.sealed.key
    assert isinstance(key, ChoiceKey)
    return key.right


def test_bold_side_by_side_marks_the_one_option() -> None:
    (outcome,) = read(document_of(paragraph("1. Which?") + paragraph("a) one ", "*b) two* ", " c) three")))
    assert key_of(outcome) == ("b",)


def test_a_bold_word_within_an_option_marks_nothing() -> None:
    body = paragraph("1. Which?") + paragraph("a) one ", "*big*", " thing") + paragraph("*b) two*")
    (outcome,) = read(document_of(body))
    assert key_of(outcome) == ("b",)


def test_when_all_options_are_bold_none_is_right() -> None:
    (outcome,) = read(document_of(paragraph("1. Which?") + paragraph("*a) one*") + paragraph("*b) two*")))
    assert "No right answer is marked" in outcome.refused


def test_a_key_counts_more_than_bold() -> None:
    body = paragraph("1. Which?") + paragraph("*a) one*") + paragraph("b) two") + paragraph("Answer: b")
    (outcome,) = read(document_of(body))
    assert key_of(outcome) == ("b",)


def test_deleted_and_hidden_words_are_not_read() -> None:
    gone = "<w:del><w:r><w:delText>not</w:delText></w:r></w:del>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
    added = "<w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
    body = f"<w:p><w:r><w:t>1. A </w:t></w:r>{gone}{hidden}{added}</w:p>" + paragraph("Answer: x")
    (outcome,) = read(document_of(body))
    assert outcome.item is not None
    assert outcome.item.question.asked.stem.value == "A new"


def test_a_picture_that_is_left_out_is_a_loss() -> None:
    document = Document()
    document.add_paragraph("1. What is this?").add_run().add_picture(BytesIO(_DOT))
    document.add_paragraph("Answer: a dot")
    (outcome,) = read(saved(document))
    assert outcome.verdict == "loss"
    assert "picture" in outcome.losses[0]


_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_a_key_in_a_table_of_two_rows_is_read() -> None:
    document = Document()
    for number in (1, 2):
        document.add_paragraph(f"{number}. Which?")
        document.add_paragraph("a) one")
        document.add_paragraph("b) two")
    document.add_paragraph("Answers")
    table = document.add_table(rows=2, cols=2)
    for column, letter in enumerate("ba"):
        table.cell(0, column).text = str(column + 1)
        table.cell(1, column).text = letter
    assert [key_of(outcome) for outcome in read(saved(document))] == [("b",), ("a",)]


PLAIN = document_of(paragraph("1. Which?") + paragraph("*a) x") + paragraph("b) y"))


def _with_entity() -> bytes:
    with zipfile.ZipFile(BytesIO(PLAIN)) as package:
        markup = package.read("word/document.xml")
    entity = b'?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document'
    return repacked(
        PLAIN, {"word/document.xml": markup.replace(b"?><w:document", entity).replace(b"Which", b"&a;")}
    )


def _archive(entries: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (_with_entity(), "declares entities"),
        (repacked(PLAIN, {"word/vbaProject.bin": b"macro"}), "holds macros"),
        (repacked(PLAIN, {"word/media/bomb.bin": bytes(60 * 1024 * 1024)}), "far more than it should"),
        (repacked(PLAIN, {"word/styles.xml": b"<a>" + bytes(40 * 1024 * 1024)}), "far more than it should"),
        (repacked(PLAIN, {f"word/media/{one}.png": b"" for one in range(2_500)}), "packed in a way"),
        (repacked(PLAIN, {"word/document.xml": b"<w:document>" * 5_000}), "no Word document"),
        (repacked(PLAIN, {"word/document.xml": b""}), "no Word document"),
        (repacked(PLAIN, {"[Content_Types].xml": b"<Types/>"}), "no Word document"),
        (_archive({"xl/workbook.xml": b"<a/>"}), "no Word document"),
        (
            _archive({"../../etc/passwd": b"x", "[Content_Types].xml": b"<a/>", "word/x": b""}),
            "no Word document",
        ),
        (PLAIN[: len(PLAIN) // 2], "no Word document"),
        (b"PK\x03\x04" + b"\xff" * 200, "no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "older Word"),
    ],
)
def test_a_hostile_or_foreign_package_ends_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(content)
    assert why in refusal.value.why


def table_of(*rows: tuple[str, ...], above: str = "") -> bytes:
    document = Document()
    if above:
        document.add_paragraph(above)
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return saved(document)


COLUMNS = ("Question", "A", "B", "Answer")


def test_a_table_that_names_its_columns_is_read_as_a_table_is() -> None:
    rows = [
        ("Capital?", "Bergen", "Oslo", "B"),
        ("", "", "", ""),
        ("Legs?", "8", "6", "A"),
        ("Is it?", "a", "b", ""),
    ]
    capital, legs, unkeyed = read(table_of(COLUMNS, *rows))
    assert [one.line for one in (capital, legs, unkeyed)] == [2, 4, 5]
    assert capital.item is not None
    assert capital.item.question.sealed.key == ChoiceKey(("b",))
    assert capital.doubts == legs.doubts == ()
    assert unkeyed.refused.endswith("name it in the column “Answer”.")


def test_what_stands_around_a_table_of_questions_is_said_to_be_left_out() -> None:
    content = table_of(COLUMNS, ("Capital?", "Bergen", "Oslo", "B"), ("Legs?", "8", "6", "A"), above="Test 3")
    assert [one.doubts for one in read(content)] == [(AROUND,), ()]


def test_a_table_of_questions_below_numbered_ones_follows_them() -> None:
    document = Document()
    for line in ("1. Which is right?", "a) one", "*b) two"):
        document.add_paragraph(line)
    for rows in ([COLUMNS, ("Capital?", "Bergen", "Oslo", "B")], [COLUMNS, ("Legs?", "8", "6", "A")]):
        table = document.add_table(rows=0, cols=4)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    typed, capital, legs = read(saved(document))
    assert [key_of(one) for one in (typed, capital, legs)] == [("b",), ("b",), ("a",)]
    assert typed.item is not None
    assert [option.text for option in typed.item.question.asked.options] == ["one", "two"]
    assert [one.number for one in (typed, capital, legs)] == [1, 2, 3]
    assert [one.line for one in (capital, legs)] == [2, 4]
    assert typed.doubts == capital.doubts == legs.doubts == ()


@pytest.mark.parametrize("names", [("Question", "Answer"), ("No.", "Correct answer"), ("", "Key")])
def test_a_table_of_answers_below_numbered_questions_is_their_key(names: tuple[str, str]) -> None:
    document = Document()
    for line in ("1. Which is right?", "a) one", "b) two", "2. And now?", "a) one", "b) two", "Answers"):
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=2)
    for row in (names, ("1", "b"), ("2", "a")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    assert [key_of(one) for one in read(saved(document))] == [("b",), ("a",)]


def test_many_tables_beside_many_lists_take_no_time_of_their_product() -> None:
    document = Document()
    with_lists(document, *[[("decimal", "%1.")]] * 2_000)
    for _ in range(150):
        document.add_table(rows=1, cols=1)
    content = saved(document)
    begun = process_time()
    with pytest.raises(UnreadableFile):
        read(content)
    assert process_time() - begun < 3


def test_a_table_within_tables_is_read_once_and_not_with_each_that_holds_it() -> None:
    depth = 60
    row = "<w:tbl><w:tr><w:tc>" * depth + paragraph("x") * 3_000 + "</w:tc></w:tr></w:tbl>" * depth
    content = document_of(row)
    begun = process_time()
    with pytest.raises(UnreadableFile):
        read(content)
    assert process_time() - begun < 5

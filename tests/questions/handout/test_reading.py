"""Texts and files become paragraphs, or a sentence says why not."""

from __future__ import annotations

import io

import pytest
from docx import Document

from questions.formats.item import UnreadableFile
from questions.handout.files import NOTHING, UNKNOWN_FILE, paragraphs_of_file, taken
from questions.handout.pdf import (
    BROKEN,
    LOCKED,
    MOST_PAGES,
    SCANNED,
    is_pdf,
    text_of_pdf,
    without_running_heads,
)
from questions.handout.reading import LONGEST_HANDOUT, LONGEST_PASSAGE, paragraphs_in, title_in
from tests.questions.handout.papers import pdf

MARKDOWN = "# Rivers\n\nThe **Nile** is\nlong.\n\n- one <b>x</b>\n- two\n"
HTML = (
    "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><h1>Rivers</h1>"
    "<p>The <b>Nile</b> is&nbsp;long.</p><script>alert(1)</script>"
    "<p onclick='x()'>So is the Amazon.</p></body>"
)


def read(content: bytes, name: str) -> tuple[str, ...]:
    return paragraphs_of_file(io.BytesIO(content), name)


def test_blank_lines_part_paragraphs() -> None:
    assert paragraphs_in("One\nline.\r\n \r\nTwo.") == ("One line.", "Two.")


def test_without_blank_lines_the_ends_of_lines_do() -> None:
    text = (
        "Rivers\nThe Nile is a river in Africa and known to be long.\nSo is the Amazon, which is in America."
    )
    assert paragraphs_in(text) == tuple(text.split("\n"))


def test_wrapped_lines_are_joined_and_parted_words_made_whole() -> None:
    text = "The Nile is a river and a very fa-\nmous one, for all Egypt lives by it,\nas it always did."
    (paragraph,) = paragraphs_in(text, is_wrapped=True)
    assert (
        paragraph == "The Nile is a river and a very famous one, for all Egypt lives by it, as it always did."
    )


def test_a_paragraph_of_200_kb_is_parted_between_sentences() -> None:
    parts = paragraphs_in("It is so. " * 20_000)
    assert max(map(len, parts)) <= LONGEST_PASSAGE
    assert all(part.startswith("It is") and part.endswith("so.") for part in parts)
    assert max(map(len, paragraphs_in("x" * 200_000))) <= LONGEST_PASSAGE


def test_emoji_and_other_scripts_stay_as_they_are() -> None:
    assert paragraphs_in("نهر النيل طويل. 🦉👩‍🏫\n\nΠοταμός.") == ("نهر النيل طويل. 🦉👩‍🏫", "Ποταμός.")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" \n", NOTHING),
        ("¶ — …", NOTHING),
        ("a " * LONGEST_HANDOUT, "more than 200,000"),
        ("\ud800a", "half a"),
    ],
)
def test_what_is_no_handout_is_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        taken(text)


def test_the_first_line_is_the_title_if_it_is_none_of_the_text() -> None:
    assert title_in(("Rivers", "The Nile is long.")) == "Rivers"
    assert title_in(("The Nile is long.",)) == title_in(()) == ""


def test_markdown_and_html_leave_their_markup_behind() -> None:
    assert read(MARKDOWN.encode(), "a.md") == ("Rivers", "The Nile is long.", "- one <b>x</b>", "- two")
    assert read(HTML.encode(), "a.html") == ("Rivers", "The Nile is long.", "So is the Amazon.")
    assert read(HTML.encode(), "named-wrongly.txt") == read(HTML.encode(), "a.html")


def test_a_word_document_is_read_by_paragraphs() -> None:
    document, file = Document(), io.BytesIO()
    document.add_heading("Rivers")
    document.add_paragraph("The Nile is long.")
    document.save(file)
    assert read(file.getvalue(), "a.docx") == ("Rivers", "The Nile is long.")


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "a.png", UNKNOWN_FILE[:20]),
        (b"PK\x03\x04 no archive", "a.docx", "no Word document"),
        (b"\xd0\xcf\x11\xe0", "a.doc", "older Word"),
    ],
)
def test_a_file_that_holds_no_text_is_refused_in_words(content: bytes, name: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        read(content, name)


def test_a_broken_pdf_is_refused_in_words() -> None:
    assert is_pdf(b"%PDF-1.7\njunk")
    with pytest.raises(UnreadableFile) as refusal:
        text_of_pdf(io.BytesIO(b"%PDF-1.7\njunk"))
    assert refusal.value.why == BROKEN


def test_heads_feet_and_numbers_of_pages_are_left_out() -> None:
    pages = [
        f"Geography 7b\nText of page {name}\nand {name} again.\n- {number} -"
        for number, name in enumerate("abc", 1)
    ]
    assert without_running_heads(pages) == [f"Text of page {name}\nand {name} again." for name in "abc"]


def test_the_text_of_a_pdf_is_that_of_its_pages() -> None:
    assert (
        text_of_pdf(pdf("The Nile is long.", "So is the Amazon.")) == "The Nile is long.\nSo is the Amazon."
    )


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (pdf("", ""), SCANNED),
        (pdf("The Nile is long.", password="secret"), LOCKED),
        (pdf(*["Page"] * (MOST_PAGES + 1)), f"This PDF has more than {MOST_PAGES} pages"),
    ],
    ids=["scanned", "locked", "too many pages"],
)
def test_a_pdf_without_text_to_read_is_refused_in_words(file: io.BytesIO, why: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        text_of_pdf(file)
    assert refusal.value.why.startswith(why)

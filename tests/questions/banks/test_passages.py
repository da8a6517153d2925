"""Paragraphs of briefs and documents, and quotes in them."""

from __future__ import annotations

import pytest

from questions.banks.entry import Findings
from questions.banks.passages import on_one_line, paragraphs_of, read_brief, wording_in
from questions.facts import Locator


def told(brief: str) -> list[str]:
    findings = Findings()
    read_brief(brief, findings)
    return [str(remark) for remark in findings.in_order()]


def test_a_gap_in_the_numbers_is_told_once() -> None:
    brief = "\n\n".join(f"{number}. Words. [a]" for number in (1, 2, 4, 5, 6))
    assert told(brief) == ["brief.md:5: ¶ 4: paragraph 4 stands where 3 should; count without a gap"]


@pytest.mark.parametrize("words", ["2 * 3 * 4 are 24", "the file a_b_c", "5 % of [sic] it"])
def test_signs_that_mark_nothing_up_are_left_alone(words: str) -> None:
    assert told(f"1. It says {words} here. [a]") == []


def test_a_paragraph_is_a_run_of_non_blank_lines() -> None:
    assert paragraphs_of("\n\nOne\nline.\n \t\nTwo.\r\n\r\n\r\nThree.\n") == ["One line.", "Two.", "Three."]
    assert paragraphs_of(" \n\n") == []


@pytest.mark.parametrize(
    "quote",
    ["said: “no”", 'said:  "no"', "said:\n«no»", "cafe\u0301 said"],
)
def test_white_space_and_the_shape_of_quote_marks_do_not_matter(quote: str) -> None:
    text = on_one_line("The caf\u00e9 said:\u00a0“no”  to ‘it’.")
    wording = wording_in(text, quote)
    assert wording
    assert wording in text


@pytest.mark.parametrize("quote", ["said no", "Said: “no”", "it’s"])
def test_other_words_are_not_a_quote(quote: str) -> None:
    assert wording_in("The café said: “no” to ‘it’.", quote) == ""


def test_a_heading_may_stand_right_above_a_paragraph() -> None:
    findings = Findings()
    found = read_brief("# Title\n\n## Part\n1. One. [a ¶ 1]\n# New title\n\n2. Two. [a: x y]\n", findings)
    assert findings.in_order() == ()
    assert [(found[n][0].heading, found[n][0].text, found[n][1]) for n in (1, 2)] == [
        ("Part", "One.", 4),
        ("", "Two.", 7),
    ]
    assert found[2][0].rests_on == (Locator("a", record="x y"),)


def test_a_missing_blank_line_is_named() -> None:
    assert told("1. One. [a ¶ 1]\n2. Two. [a ¶ 2]") == ["brief.md:2: put a blank line before paragraph 2"]


def test_a_year_at_the_start_of_a_line_is_no_paragraph() -> None:
    assert told("1. It began in\n1665. That is all. [a ¶ 1]") == []


def test_a_paragraph_without_a_number_is_named() -> None:
    assert told("Introduction.\n\n1. One. [a ¶ 1]\n\nTwo.") == [
        "brief.md:5: a paragraph without a number; begin it with 2."
    ]


def test_a_place_that_is_none_is_named() -> None:
    assert told("1. One. [a ¶ 1; some where]") == [
        'brief.md:1: ¶ 1: "some where" names no place; write source ¶ number, source: record or source'
    ]


def test_a_brief_without_paragraphs_is_named() -> None:
    assert told("# Title\n\nWords.") == [
        "brief.md:1: the brief has no numbered paragraph; begin the first with 1."
    ]

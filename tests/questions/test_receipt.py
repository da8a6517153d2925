"""Receipts: what of a passage proves, what rules out, and what stays unmarked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from questions.facts import Passage
from questions.question import Asked, Citation, Option, Text
from questions.receipt import Note, Segment, receipts_of, segments_of

ASKED = Asked("single_choice", Text("Who?"), (Option("a", "Ghani"), Option("b", "Russia")))
PASSAGES = {
    ("brief", 3): Passage("brief", 3, "Russia backed the idea."),
    ("brief", 2): Passage("brief", 2, "Ghani turned it down."),
    ("own", 1): Passage("own", 1, "Another text."),
}


def test_a_quote_is_marked_where_it_stands():
    assert segments_of("He said no, twice.", [("said no", True)]) == (
        Segment("He "),
        Segment("said no", "proof"),
        Segment(", twice."),
    )


def test_white_space_and_the_shape_of_quote_marks_do_not_hide_a_quote():
    marked = segments_of("He said “no” twice.", [('said \n "no"', False)])
    assert Segment("said “no”", "refutation") in marked


def test_where_quotes_overlap_proof_shows_over_refutation():
    assert segments_of("abcdef", [("abcd", True), ("cdef", False)]) == (
        Segment("abcd", "proof"),
        Segment("ef", "refutation"),
    )


def test_a_quote_that_does_not_occur_marks_nothing():
    assert segments_of("abc", [("xyz", True), ("  ", True)]) == (Segment("abc"),)


@given(st.text(), st.lists(st.tuples(st.text(max_size=5), st.booleans())))
def test_the_segments_are_the_text_again(text, quotes):
    segments = segments_of(text, quotes)
    assert "".join(segment.text for segment in segments) == text
    assert all(segment.text for segment in segments)


def test_paragraphs_are_grouped_by_source_and_say_what_they_do():
    citations = [
        Citation("brief", 3, quote="backed", proves=False, about="b"),
        Citation("brief", 2, quote="turned it down"),
        Citation("brief", 2, quote="Ghani", about="a"),
        Citation("own", 1),
    ]
    brief, own = receipts_of(citations, PASSAGES, ASKED)
    assert [one.number for one in brief.paragraphs] == [2, 3]
    assert brief.paragraphs[0].notes == (Note(True), Note(True, "Ghani"))
    assert brief.paragraphs[1].notes == (Note(False, "Russia"),)
    assert own.paragraphs[0].segments == (Segment("Another text."),)


def test_the_stub_names_the_paragraph_that_proves():
    citations = [Citation("brief", 2, proves=False, about="b"), Citation("brief", 3)]
    (receipt,) = receipts_of(citations, PASSAGES, ASKED)
    assert receipt.number == 3


def test_a_citation_of_a_text_that_we_do_not_hold_shows_no_paragraph():
    assert receipts_of([Citation("dw", 20), Citation("brief", record="x")], PASSAGES, ASKED) == ()

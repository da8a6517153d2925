"""Receipts in words: whose text it is, what it rests on, and where to look further."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questions.facts import Locator, Passage, Source
from questions.question import Asked, Citation, Option, Text
from questions.when import When
from quizapp.library.receipts import Shelf, imprint, place_in_words

SOURCES = {
    "brief": Source("brief", "brief", "Our brief: the talks"),
    "dw": Source(
        "dw", "news report", "Talks in Moscow", "DW", When(2021, 3, 18), url="https://dw.example/talks"
    ),
    "essay": Source("essay", "opinion piece", "An essay", "The Essayist", url="javascript:alert(1)"),
    "nuncius": Source("nuncius", "book", "Sidereus Nuncius", "Tommaso Baglioni", When(1610)),
    "own~k7": Source("own~k7", "teacher's text", "My notes"),
}
PASSAGES = {
    ("brief", 5): Passage("brief", 5, "Ghani said no.", "", (Locator("dw", 20), Locator("essay", 17))),
    ("brief", 4): Passage("brief", 4, "Russia said yes.", "", (Locator("dw", 19),)),
    ("own~k7", 1): Passage("own~k7", 1, "A note."),
}
ASKED = Asked("single_choice", Text("Who said no?"), (Option("a", "Ghani"), Option("b", "Russia")))
BRIEF = (Citation("brief", 5, quote="said no"), Citation("brief", 4, proves=False, about="b"))


@pytest.fixture
def shelf():
    return Shelf("Much changed afterwards.", SOURCES, PASSAGES)


@pytest.fixture(autouse=True)
def in_a_request(app):
    with app.test_request_context():
        yield


def test_a_passage_of_the_brief_is_called_our_summary(shelf):
    (slip,) = shelf.slips(BRIEF, ASKED, "Ghani")
    assert slip.head.label == "¶ 5"
    assert slip.head.title == "Our summary of DW, 18 March 2021; The Essayist"
    assert slip.head.kind == "News report, opinion piece"
    assert slip.foot == (
        "In our own words, not a quotation. Cited: DW, 18 March 2021, ¶ 20; The Essayist, ¶ 17. "
        "Much changed afterwards."
    )


def test_each_paragraph_says_what_it_proves_or_rules_out(shelf):
    (slip,) = shelf.slips(BRIEF, ASKED, "Ghani")
    assert [(one.number, one.notes[0].sign, one.notes[0].text) for one in slip.paragraphs] == [
        ("4", "rules_out", "Rules out Russia"),
        ("5", "proves", "Proves Ghani"),
    ]


def test_a_true_or_false_statement_is_ruled_out_as_such(shelf):
    asked = Asked("true_false", Text("Ghani said yes."))
    (slip,) = shelf.slips([Citation("brief", 5), Citation("brief", 4, proves=False)], asked, "False")
    assert [one.notes[0].text for one in slip.paragraphs] == ["Rules out the statement", "Proves the answer"]


def test_an_option_that_is_a_clause_is_named_in_quotation_marks(shelf):
    asked = replace(ASKED, options=(Option("a", "Said no"), Option("b", "The Kremlin")))
    (slip,) = shelf.slips(BRIEF, asked, "Said no")
    assert [one.notes[0].text for one in slip.paragraphs] == ["Rules out The Kremlin", "Proves “Said no”"]


def test_places_that_we_do_not_hold_are_named_with_their_source_once(shelf):
    cited = (*BRIEF, Citation("dw", 20), Citation("dw", 3), Citation("essay", 17), Citation("dw", 20))
    (slip,) = shelf.slips(cited, ASKED)
    assert "Cited: DW, 18 March 2021, ¶ 3 and 20; The Essayist, ¶ 17." in slip.foot


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ([], "Sidereus Nuncius, 1610"),
        ([Locator("nuncius")], "Sidereus Nuncius, 1610"),
        ([Locator("nuncius", 1)], "Sidereus Nuncius, 1610, ¶ 1"),
        ([Locator("nuncius", record="Jupiter")], "Sidereus Nuncius, 1610, Jupiter"),
    ],
)
def test_a_book_goes_by_its_title_and_not_by_its_printer(places, words):
    assert place_in_words(SOURCES["nuncius"], *places) == words
    assert imprint(SOURCES["nuncius"]) == "Tommaso Baglioni, 1610"


@pytest.mark.parametrize("kind", ["News report", "opinion piece", "press release", "newspaper article"])
def test_what_appears_day_by_day_goes_by_its_publisher(kind):
    assert place_in_words(Source("a", kind, "A headline", "A Paper")) == "A Paper"
    assert place_in_words(Source("a", kind, "A headline")) == "A headline"


def test_a_work_cited_as_a_whole_has_a_slip_that_names_it(shelf):
    (slip,) = shelf.slips([Citation("nuncius")], ASKED)
    assert slip.head.title == "Sidereus Nuncius, 1610"
    assert slip.foot == "Cited: Sidereus Nuncius, 1610."


def test_only_web_addresses_become_links(shelf):
    (slip,) = shelf.slips(BRIEF, ASKED)
    assert [(link.label, link.href) for link in slip.links] == [("Read it at DW", "https://dw.example/talks")]


def test_a_teachers_text_is_not_called_our_summary(shelf):
    (slip,) = shelf.slips([Citation("own~k7", 1)], ASKED)
    assert (slip.head.title, slip.head.kind) == ("My notes", "Teacher's text")
    assert "our own words" not in slip.foot


def test_a_question_that_cites_outside_only_still_has_a_slip(shelf):
    (slip,) = shelf.slips([Citation("dw", 20)], ASKED)
    assert (slip.head.label, slip.head.title) == ("¶ 20", "DW, 18 March 2021")
    assert slip.paragraphs == ()


def test_a_question_without_citations_has_no_slip(shelf):
    assert shelf.slips([], ASKED) == ()
    assert shelf.slips([Citation("gone", 1)], ASKED) == ()


def test_words_that_came_with_a_question_are_shown_under_the_title_that_came_with_them(shelf):
    cited = [
        Citation("talks", 2, quote="said no", title="The talks"),
        Citation("talks", 2, quote="Ghani said no", title="The talks"),
        Citation("talks", 2, quote="not yes", title="The talks", proves=False, about="b"),
    ]
    (slip,) = shelf.slips(cited, ASKED, "Ghani")
    assert (slip.head.label, slip.head.title, slip.head.kind) == ("¶ 2", "The talks", "Cited work")
    (paragraph,) = slip.paragraphs
    assert [(one.text, one.mark) for one in paragraph.segments] == [
        ("Ghani said no", "proof"), (" … ", ""), ("not yes", "refutation"),
    ]  # fmt: skip
    assert slip.foot == "Cited: The talks, ¶ 2. Only the words cited are kept here. Much changed afterwards."


def test_another_source_of_the_same_name_lends_neither_its_title_nor_its_words(shelf):
    (slip,) = shelf.slips([Citation("brief", 5, quote="Rome", title="Capitals, a brief")], ASKED)
    assert slip.head.title == "Capitals, a brief"
    assert [one.text for one in slip.paragraphs[0].segments] == ["Rome"]


def test_the_same_source_lends_its_whole_passage(shelf):
    (slip,) = shelf.slips([Citation("brief", 5, quote="said no", title="Our brief: the talks")], ASKED)
    assert [one.text for one in slip.paragraphs[0].segments] == ["Ghani ", "said no", "."]


def test_a_cited_work_without_words_is_named(shelf):
    (slip,) = shelf.slips([Citation("talks", 2, title="The talks")], ASKED)
    assert (slip.head.title, slip.paragraphs, slip.foot) == ("The talks", (), "Cited: The talks, ¶ 2.")
    assert shelf.label(Citation("talks", 2, title="The talks")) == "The talks, ¶ 2"


def test_words_without_a_title_are_shown_as_those_of_a_source_that_is_not_kept(shelf):
    (slip,) = shelf.slips([Citation("gone", 1, quote="So.")], ASKED)
    assert (slip.head.title, slip.paragraphs[0].segments[0].text) == ("A source that is not kept here", "So.")

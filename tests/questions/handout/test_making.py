"""Questions made of chosen words can be asked, and their receipts highlight these words."""

from __future__ import annotations

import pytest

from questions.handout.making import (
    Marked,
    WrongOption,
    choice_of,
    cloze_of,
    gap_count,
    gapped,
    short_answer_of,
    stem_of,
)
from questions.handout.quoting import quote_at
from questions.handout.sentences import Span
from questions.question import Citation, Question
from questions.receipt import segments_of
from questions.types import TYPES
from tests.questions.handout.texts import RIVERS, at


def marked(paragraph: int, words: str) -> Marked:
    return Marked("own~rivers", paragraph + 1, RIVERS[paragraph], at(RIVERS[paragraph], words))


def made(one: Marked) -> list[Question]:
    wrong = [
        WrongOption("Chad", "It is a lake.", Citation("own~rivers", 3, quote="Egypt")),
        WrongOption("Oder", "No."),
    ]
    return [
        cloze_of(gapped(one), [one.words], one, "en"),
        short_answer_of(stem_of(one), [one.words], one, "en"),
        choice_of(stem_of(one), one.words, wrong, one, "en"),
    ]


@pytest.mark.parametrize("words", ["6,650", "James Bruce", "Nile", "Lake Victoria", "The White Nile"])
def test_any_words_make_questions_that_can_be_asked(words: str) -> None:
    for question in made(marked(0, words)):
        assert TYPES[question.type].problems(question) == []
        order = [option.id for option in question.asked.options]
        for specimen in TYPES[question.type].specimens(question, order):
            assert TYPES[question.type].mark(question, specimen.given) == specimen.mark


def test_the_gap_stands_where_the_words_stood() -> None:
    one = marked(0, "6,650")
    assert gapped(one) == "It is _____ km long and was first mapped in 1770 by James Bruce."
    assert made(one)[0].asked.stem.value == gapped(one).replace("_____", "{{1}}")


def test_a_gap_may_be_chosen_from_the_wrong_options_with_their_reasons() -> None:
    one = marked(0, "Nile")
    wrong = [WrongOption("Chad", "It is a lake.", Citation("own~rivers", 3, quote="Egypt"))]
    question = cloze_of(gapped(one), [one.words, "the Nile"], one, "en", wrong)
    assert TYPES["cloze"].problems(question) == []
    assert [option.text for option in question.asked.options] == ["Chad", "Nile"]
    for specimen in TYPES["cloze"].specimens(question, [option.id for option in question.asked.options]):
        assert TYPES["cloze"].mark(question, specimen.given) == specimen.mark
    assert [(why.option, why.text) for why in question.sealed.whys] == [("1:a", "It is a lake.")]
    assert [(one.proves, one.about) for one in question.sealed.citations] == [(True, ""), (False, "a")]


def test_lines_of_the_text_itself_are_no_gaps() -> None:
    text = "Name: ______ {{1}} lives in Cairo."
    one = Marked("own~x", 1, text, at(text, "Cairo"))
    assert gap_count(gapped(one)) == 1
    question = made(one)[0]
    assert TYPES["cloze"].problems(question) == []
    assert question.asked.stem.value.endswith("{{1}} lives in {{2}}.")


@pytest.mark.parametrize(
    ("paragraph", "words", "stem"),
    [
        (0, "Nile", "Who or what is a river in Africa?"),
        (
            0,
            "1770",
            "Which year is missing? “It is 6,650 km long and was first mapped in _____ by James Bruce.”",
        ),
        (2, "3 May 1999", "Which date is missing? “On _____ a dam was opened.”"),
        (2, "in the south", "Which words are missing? “It stands _____ of the country.”"),
        (2, "Jinja", "Which name is missing? “In _____ stands a dam.”"),
    ],
)
def test_a_stem_asks_where_it_can_and_else_says_what_is_missing(
    paragraph: int, words: str, stem: str
) -> None:
    assert stem_of(marked(paragraph, words)) == stem


def test_wrong_options_keep_their_reasons_and_places() -> None:
    question = made(marked(0, "Nile"))[2]
    texts = question.asked.texts
    assert {texts[why.option]: why.text for why in question.sealed.whys} == {
        "Chad": "It is a lake.",
        "Oder": "No.",
    }
    ruled_out = [one for one in question.sealed.citations if not one.proves]
    assert [(texts[one.about], one.paragraph, one.quote) for one in ruled_out] == [("Chad", 3, "Egypt")]


def test_a_quote_takes_neighbours_along_until_it_means_this_place() -> None:
    text = "The cat saw the cat. A dog saw the cat."
    start = text.rindex("cat")
    quote = quote_at(text, Span(start, start + 3))
    assert quote == "dog saw the cat"
    proof = next(one for one in segments_of(text, [(quote, True)]) if one.mark)
    assert text.index("dog") == "".join(one.text for one in segments_of(text, [(quote, True)])).index(
        proof.text
    )


def test_what_is_made_of_one_sentence_stands_on_that_sentence() -> None:
    length, discoverer = marked(0, "6,650"), marked(0, "James Bruce")
    assert {question.facts for one in (length, discoverer) for question in made(one)} == {(length.statement,)}
    assert marked(0, "Nile").statement != length.statement
    assert len(length.statement) <= 80

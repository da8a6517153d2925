"""What a review says of the answer given: its reason, its part of the whole, and the text around it."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from questions.question import (
    ChoiceKey,
    NumberKey,
    Option,
    OrderKey,
    PairsKey,
    Question,
    TextKey,
    VerdictKey,
    Why,
)
from questions.response import Blank, Response, Unreadable
from quizapp.quizzes.given import dump_given, load_given
from tests import builders
from tests.questions.builders import a_question, example_questions, options_of
from tests.quizapp.quizzes.answers import item, save
from tests.quizapp.quizzes.conftest import Desk

HALF = Fraction(1, 2)
WEIGHED = ChoiceKey(("o1",), (("o1", Fraction(1)), ("o2", HALF)))


@pytest.fixture
def reviewed(rows, sign_in):
    """`reviewed(question, fields)` → the words of the review of one answer to it, and of the list above."""

    def answer(question: Question, fields: dict[str, list[str]]) -> tuple[str, str]:
        with rows() as session:
            teacher, student = builders.teacher(session), builders.user(session)
            bank = builders.bank(session)
            asks = [builders.question(session, bank, question)]
            quiz = builders.quiz(session, bank, teacher, asks=asks, mode="test", review="at_once")
            attempt = builders.attempt(session, student, quiz)
        desk = Desk(rows, teacher, student, sign_in(student), bank, asks, quiz, attempt)
        assert save(desk.browser, attempt, item(1, 0, fields)).status_code == 200
        desk.browser.post(desk.url("submit"))
        return tuple(_words(desk.browser.get(desk.url(page)).text) for page in ("review/1", "review"))

    return answer


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def saying(question: Question, **whys: str) -> Question:
    said = tuple(Why(option.replace("_", ":"), text, "written") for option, text in whys.items())
    return replace(question, sealed=replace(question.sealed, whys=said))


@pytest.mark.parametrize(
    ("question", "fields", "said", "unsaid"),
    [
        (
            saying(
                a_question("short_answer", TextKey(("Paris",), (), (("Lyon", HALF),))),
                Lyon="Close.",
                Paris="!",
            ),
            {"text": ["lyon"]},
            ["Close.", "Partly right.", "Your answer: partly right"],
            "Your answer: wrong",
        ),
        (
            saying(a_question("numeric", NumberKey(Fraction(7))), **{"7": "Luck."}),
            {"text": ["7"]},
            ["Luck."],
            "x y",
        ),
        (
            saying(a_question("true_false", VerdictKey(True)), true="Indeed.", false="It is."),
            {"verdict": ["false"]},
            ["It is."],
            "Indeed.",
        ),
        (
            saying(example_questions("cloze")[0], **{"2_37": "Counted.", "1_o1": "In Cologne."}),
            {"gap-2": ["37"]},
            ["Counted.", "Paris lies on the _____ Seine and has 37 bridges"],
            "In Cologne.",
        ),
    ],
)
def test_a_review_gives_the_reason_of_what_was_answered(reviewed, question, fields, said, unsaid):
    page, _list = reviewed(question, fields)
    assert [words for words in said if words not in page] == []
    assert unsaid not in page


def test_what_is_said_of_an_answer_is_shown_with_its_looks(reviewed):
    choice = a_question("single_choice", ChoiceKey(("o1",)), options_of("best", "worst"))
    typed = a_question("short_answer", TextKey(("Paris",)))
    for question, name, fields in (
        (choice, "o1", {"choice": ["1"]}),
        (typed, "Paris", {"text": ["Paris"]}),
    ):
        why = Why(name, "**So** it is $x^2$.", "entailed", "markdown")
        sealed = replace(question.sealed, whys=(why,))
        page, _list = reviewed(replace(question, sealed=sealed), fields)
        assert "So it is x 2 ." in page
        assert "**" not in page


def test_an_option_that_earns_a_part_is_not_called_wrong(reviewed):
    question = a_question("single_choice", WEIGHED, options_of("best", "second best"), pick=None)
    pages = {reviewed(question, {"choice": [token]})[0] for token in ("1", "2")}
    assert {"Your answer: partly right" in page for page in pages} == {True, False}
    assert not any("Your answer: wrong" in page for page in pages)


def test_formulas_to_order_and_to_match_are_rendered(reviewed):
    options = options_of("$x^2$", "$x^3$", "**x**")
    ordering = a_question("ordering", OrderKey(("o1", "o2", "o3")), options, options_format="markdown")
    prompts = (Option("p1", "$y_1$"), Option("p2", "*two*"))
    matching = a_question(
        "matching",
        PairsKey((("p1", "o1"), ("p2", "o2"))),
        options,
        prompts=prompts,
        options_format="markdown",
    )
    for question, fields in (
        (ordering, {"place-1": ["2"], "place-2": ["1"], "place-3": ["3"]}),
        (matching, {"pair-1": ["2"], "pair-2": ["3"]}),
    ):
        page = reviewed(question, fields)[0].partition("Receipt")[0]
        assert "x 2" in page
        assert [sign for sign in ("x^2", "x^3", "**", "y_1", "*two*", "&lt;") if sign in page] == []


def test_lists_show_no_gap_by_its_id_and_no_markup_of_options(reviewed):
    question = example_questions("cloze")[2]
    page, above = reviewed(question, {"gap-2": ["2"]})
    assert "{{a}}" not in page + above
    assert "_____ conduct" in above
    assert "*wood*" not in page + above


@pytest.mark.parametrize(
    "given",
    [
        Unreadable("Gap 2: Type a number.", "gap-2=x", (("1", "o2"), ("1", "o3"))),
        Unreadable("No."),
        Response((("1", "o2"), ("2", "37"))),
        Blank(declared=True),
    ],
)
def test_what_was_given_is_stored_whole(given):
    assert load_given(dump_given(given)) == given

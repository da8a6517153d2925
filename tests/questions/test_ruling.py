"""Marking anew: what a ruling makes of an answer, and which key may mark what was answered to another."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from questions.marks import DROPPED, Mark
from questions.question import ChoiceKey, Option, Question, Text, TextKey
from questions.response import Blank, Response, Unreadable
from questions.ruling import misfit_of, rule
from questions.types import JUDGED, TYPES
from tests.questions.builders import example_question

ASKED = [type for type in TYPES if type not in JUDGED]


def with_key(question: Question, key: ChoiceKey | TextKey) -> Question:
    return replace(question, sealed=replace(question.sealed, key=key, whys=()))


def other_option(question: Question) -> str:
    key = question.sealed.key
    assert isinstance(key, ChoiceKey)
    return next(option.id for option in question.asked.options if option.id not in key.right)


@pytest.mark.parametrize("type", ASKED)
def test_by_the_key_that_was_asked_every_answer_keeps_its_mark(type: str) -> None:
    question = example_question(type)
    order = [option.id for option in question.asked.options]
    for one in TYPES[type].specimens(question, order):
        ruled = rule("as_asked", question, None, one.given)
        assert (ruled.mark, ruled.tells) == (one.mark, True)
        assert rule("new_key", question, question, one.given).mark == one.mark
        assert rule("better", question, question, one.given).mark == one.mark


@pytest.mark.parametrize("type", ASKED)
def test_the_key_of_the_same_question_fits(type: str) -> None:
    question = example_question(type)
    assert misfit_of(question, question) is None


def test_a_new_key_marks_what_was_chosen_and_is_what_the_review_shows() -> None:
    question = example_question("single_choice")
    chosen = other_option(question)
    corrected = with_key(question, ChoiceKey((chosen,)))
    ruled = rule("new_key", question, corrected, Response((chosen,)))
    assert ruled.mark.verdict == "right"
    assert ruled.question.sealed.key == ChoiceKey((chosen,))
    assert ruled.question.asked == question.asked


def test_the_better_of_both_keys_counts() -> None:
    question = example_question("short_answer")
    corrected = with_key(question, TextKey(("quite another",)))
    right = next(one.given for one in TYPES["short_answer"].specimens(question, ()) if one.name == "right")
    for given in (right, Response("quite another")):
        assert rule("better", question, corrected, given).mark.verdict == "right"
    assert rule("better", question, corrected, Response("neither of them")).mark.verdict == "wrong"


def test_what_the_corrected_key_says_is_kept_beside_a_mark_that_stays() -> None:
    question = example_question("short_answer")
    corrected = with_key(question, TextKey(("quite another",)))
    right = next(one.given for one in TYPES["short_answer"].specimens(question, ()) if one.name == "right")
    stays, rises = (rule("better", question, corrected, one) for one in (right, Response("quite another")))
    assert stays.by_key is not None
    assert stays.by_key.verdict == "wrong"
    assert rises.by_key is None
    assert rule("new_key", question, corrected, right).by_key is None


@pytest.mark.parametrize("given", [Response("x"), Blank(), Blank(declared=True), Unreadable("why", "raw")])
def test_full_marks_and_no_marks_ask_nothing_of_the_answer_and_tell_nothing(given: object) -> None:
    question = example_question("short_answer")
    full, dropped = (rule(way, question, None, given) for way in ("full", "dropped"))  # type: ignore[arg-type]
    assert full.mark == Mark(Fraction(1), "right")
    assert dropped.mark == DROPPED
    assert not full.tells
    assert not dropped.tells


def test_a_key_for_options_that_read_otherwise_fits_nothing_that_was_chosen() -> None:
    question = example_question("single_choice")
    first, second, *rest = question.asked.options
    swapped = (replace(first, text=second.text), replace(second, text=first.text), *rest)
    fewer, more = question.asked.options[1:], (*question.asked.options, Option("new", "Something new"))
    for options in (swapped, fewer, more):
        other = replace(question, asked=replace(question.asked, options=options))
        assert misfit_of(question, other) == "options"


def test_the_order_of_options_and_the_words_of_a_stem_may_differ() -> None:
    question = example_question("single_choice")
    options = tuple(reversed(question.asked.options))
    other = replace(question, asked=replace(question.asked, options=options, stem=Text("Which is it, now?")))
    assert misfit_of(question, other) is None


def test_the_truth_of_one_statement_marks_no_other() -> None:
    question = example_question("true_false")
    other = replace(question, asked=replace(question.asked, stem=Text("Quite another statement.")))
    assert misfit_of(question, other) == "statement"


@pytest.mark.parametrize(
    ("answered", "corrected", "misfit"),
    [
        ("open_answer", "open_answer", "judged"),
        ("short_answer", "open_answer", "judged"),
        ("short_answer", "numeric", "type"),
    ],
)
def test_answers_of_one_kind_are_not_marked_by_the_key_of_another(
    answered: str, corrected: str, misfit: str
) -> None:
    assert misfit_of(example_question(answered), example_question(corrected)) == misfit


def test_another_unit_asks_for_another_number() -> None:
    question = example_question("numeric")
    other = replace(question, asked=replace(question.asked, unit="furlongs"))
    assert misfit_of(question, other) == "unit"


def test_a_key_that_names_what_was_not_there_fits_nothing() -> None:
    question = example_question("single_choice")
    assert misfit_of(question, with_key(question, ChoiceKey(("nowhere",)))) == "key"

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.question import ChoiceKey, Option, Question, TextKey, VerdictKey
from questions.response import Blank, Response, Unreadable
from questions.types import TYPES
from tests.questions.builders import a_question, example_question, example_questions, options_of

SINGLE, MULTIPLE, VERDICT = TYPES["single_choice"], TYPES["multiple_response"], TYPES["true_false"]
PICK_THREE = example_question("multiple_response")
PICK_ANY = example_questions("multiple_response")[1]
FALSE_STATEMENT, TRUE_STATEMENT = example_questions("true_false")[:2]
SIX = ["o1", "o2", "o3", "o4", "o5", "o6"]


def share(question: Question, *chosen: str) -> Fraction:
    return TYPES[question.type].mark(question, Response(chosen)).share


def test_a_token_is_the_place_on_the_page_and_tells_nothing_else() -> None:
    question = example_question("single_choice")
    for order in (["o1", "o2", "o3"], ["o3", "o1", "o2"]):
        for place, option in enumerate(order, start=1):
            assert SINGLE.read(question.asked, order, {"choice": [str(place)]}) == Response((option,))


@pytest.mark.parametrize("token", ["0", "4", "-1", "01", "1.0", "１", "o1", "1 1", "9" * 1_999])
def test_what_is_no_token_of_this_page_is_unreadable(token: str) -> None:
    question = example_question("single_choice")
    given_ = SINGLE.read(question.asked, ["o1", "o2", "o3"], {"choice": [token]})
    assert isinstance(given_, Unreadable)


def test_an_option_that_is_not_on_the_page_is_not_shown_as_another() -> None:
    question, given_ = example_question("single_choice"), Response(("gone",))
    assert SINGLE.fields(question.asked, ["o1", "o2", "o3"], given_) == {"choice": ["0"]}


def test_two_different_choices_where_one_is_asked_are_unreadable_and_the_same_twice_is_one() -> None:
    question = example_question("single_choice")
    assert isinstance(SINGLE.read(question.asked, ["o1", "o2"], {"choice": ["1", "2"]}), Unreadable)
    assert SINGLE.read(question.asked, ["o1", "o2"], {"choice": ["2", " 2 "]}) == Response(("o2",))


def test_a_wrong_single_choice_names_what_was_missed() -> None:
    assert SINGLE.mark(example_question("single_choice"), Response(("o3",))).parts == (
        ("o2", False),
        ("o3", False),
    )


def test_an_option_that_a_later_version_dropped_is_wrong() -> None:
    mark = SINGLE.mark(example_question("single_choice"), Response(("gone",)))
    assert (mark.verdict, mark.parts) == ("wrong", (("o2", False),))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (("o1", "o3", "o4"), Fraction(1)),
        (("o1", "o3"), Fraction(2, 3)),
        (("o1", "o3", "o2"), Fraction(1, 3)),
        (("o1", "o2"), Fraction(0)),
        (("o1", "o2", "o5"), Fraction(0)),
        (("o2", "o5", "o6"), Fraction(0)),
    ],
)
def test_each_mistake_takes_back_what_one_right_choice_earned(
    chosen: tuple[str, ...], expected: Fraction
) -> None:
    assert share(PICK_THREE, *chosen) == expected


@given(st.sets(st.sampled_from(SIX)), st.sampled_from(SIX))
def test_one_more_right_choice_never_costs_and_one_more_wrong_never_earns(
    chosen: set[str], more: str
) -> None:
    before, after = share(PICK_THREE, *sorted(chosen)), share(PICK_THREE, *sorted(chosen | {more}))
    if more in ("o1", "o3", "o4"):
        assert after >= before
    else:
        assert after <= before


def test_more_choices_than_asked_are_handed_back_with_the_number() -> None:
    given_ = MULTIPLE.read(PICK_THREE.asked, SIX, {"choice": ["1", "2", "3", "4"]})
    assert isinstance(given_, Unreadable)
    assert given_.reason == "Choose 3; you chose 4."
    assert MULTIPLE.fields(PICK_THREE.asked, SIX, given_) == {"choice": ["1", "2", "3", "4"]}


def test_where_no_number_is_told_any_number_may_be_chosen() -> None:
    given_ = MULTIPLE.read(PICK_ANY.asked, SIX[:4], {"choice": ["4", "3", "2", "1"]})
    assert given_ == Response(("o1", "o2", "o3", "o4"))
    assert MULTIPLE.mark(PICK_ANY, given_).share == Fraction(2, 3)


def test_chances_of_blind_luck() -> None:
    assert SINGLE.guess_chance(example_question("single_choice").asked) == 1 / 3
    assert MULTIPLE.guess_chance(PICK_THREE.asked) == 1 / 20
    assert MULTIPLE.guess_chance(PICK_ANY.asked) == 1 / 15
    assert VERDICT.guess_chance(FALSE_STATEMENT.asked) == (1 / 2 + 1 / 6) / 2
    assert VERDICT.guess_chance(example_questions("true_false")[2].asked) == 1 / 2


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("false", "o2"), Fraction(1)),
        (("false", "o1"), Fraction(1, 2)),
        (("false",), Fraction(1, 2)),
        (("true",), Fraction(0)),
    ],
)
def test_a_false_statement_gives_half_for_seeing_it_and_half_for_its_part(
    said: tuple[str, ...], expected: Fraction
) -> None:
    assert share(FALSE_STATEMENT, *said) == expected


def test_a_true_statement_is_all_or_nothing() -> None:
    assert [share(TRUE_STATEMENT, *said) for said in (("true",), ("false",), ("false", "o1"))] == [1, 0, 0]


def test_a_part_counts_only_beside_false() -> None:
    order = ["o2", "o1", "o3"]
    read = lambda **fields: VERDICT.read(FALSE_STATEMENT.asked, order, {k: [v] for k, v in fields.items()})  # noqa: E731
    assert read(verdict="true", part="1") == Response(("true",))
    assert read(verdict="false", part="1") == Response(("false", "o2"))
    assert isinstance(read(part="1"), Unreadable)
    assert isinstance(read(verdict="false", part="4"), Unreadable)
    assert read(verdict="", part="") == Blank()
    assert isinstance(read(verdict="maybe"), Unreadable)
    two_parts = {"verdict": ["false"], "part": ["1", "2"]}
    assert isinstance(VERDICT.read(FALSE_STATEMENT.asked, order, two_parts), Unreadable)


def test_where_no_parts_are_shown_seeing_what_is_false_is_all() -> None:
    assert share(a_question("true_false", VerdictKey(False, "o2")), "false") == 1


def test_a_wrong_part_says_of_both_parts_how_they_were_handled() -> None:
    right = FALSE_STATEMENT.sealed.key.wrong_part  # type: ignore[union-attr]
    other = next(option.id for option in FALSE_STATEMENT.asked.options if option.id != right)
    mark = VERDICT.mark(FALSE_STATEMENT, Response(("false", other)))
    assert dict(mark.parts) == {other: False, right: False}
    assert VERDICT.mark(FALSE_STATEMENT, Response(("false", right))).parts == ((right, True),)


def test_true_and_false_at_once_are_unreadable() -> None:
    given_ = VERDICT.read(FALSE_STATEMENT.asked, ["o1", "o2", "o3"], {"verdict": ["true", "false"]})
    assert isinstance(given_, Unreadable)


def test_the_review_says_what_was_called_wrong() -> None:
    reveal = VERDICT.reveal(FALSE_STATEMENT, Response(("false", "o1")))
    assert (reveal.given, reveal.right) == ("False: in Moscow", "False: in March")


@pytest.mark.parametrize(("value", "part"), [(("false",), ""), (("false", "o1"), "in Moscow")])
def test_who_sees_what_is_false_but_not_why_reads_that_false_is_right(
    value: tuple[str, ...], part: str
) -> None:
    seen, missed = VERDICT.reveal(FALSE_STATEMENT, Response(value)).lines
    assert (seen.given, seen.is_right) == ("False", True)
    assert (missed.given, missed.right, missed.is_right) == (part, "in March", False)


def with_key(question: Question, **key: object) -> Question:
    return replace(question, sealed=replace(question.sealed, key=replace(question.sealed.key, **key)))  # type: ignore[type-var]


def with_asked(question: Question, **asked: object) -> Question:
    return replace(question, asked=replace(question.asked, **asked))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (
            with_asked(example_question("single_choice"), stem=replace(PICK_ANY.asked.stem, value=" ")),
            "stem is empty",
        ),
        (with_key(example_question("single_choice"), right=()), "Exactly one"),
        (with_key(example_question("single_choice"), right=("o1", "o2")), "Exactly one"),
        (with_key(example_question("single_choice"), right=("o9",)), "not among"),
        (a_question("single_choice", TextKey(("a",)), options_of("a", "b")), "ChoiceKey is needed"),
        (a_question("single_choice", ChoiceKey(("o1",)), options_of("only")), "at least two"),
        (a_question("single_choice", ChoiceKey(("o1",)), options_of("The US", "The  US")), "read alike"),
        (a_question("single_choice", ChoiceKey(("o1",)), options_of("a", " ")), "One option has no text"),
        (a_question("single_choice", ChoiceKey(("x",)), (Option("x", "a"), Option("x", "b"))), "same id"),
        (with_key(PICK_THREE, right=("o1", "o3")), "asks for 3, but 2"),
        (a_question("multiple_response", TextKey(("a",)), options_of("a", "b")), "ChoiceKey is needed"),
        (with_key(PICK_ANY, right=()), "No option is right"),
        (with_key(PICK_ANY, right=("o1", "o1")), "twice"),
        (with_key(PICK_ANY, right=("o1", "o2", "o3", "o4")), "must be wrong"),
        (a_question("true_false", TextKey(("true",))), "VerdictKey is needed"),
        (with_key(FALSE_STATEMENT, wrong_part="o9"), "wrong part is not among"),
        (with_key(TRUE_STATEMENT, wrong_part="o1"), "no wrong part"),
        (a_question("true_false", VerdictKey(False, "o1"), options_of("one")), "at least two, or none"),
    ],
)
def test_a_broken_question_says_what_is_wrong_with_it(broken: Question, words: str) -> None:
    assert any(words in problem for problem in TYPES[broken.type].problems(broken))


def test_options_that_differ_only_in_an_accent_can_be_told_apart() -> None:
    question = a_question("single_choice", ChoiceKey(("o1",)), options_of("más", "mas"))
    assert SINGLE.problems(question) == []


WEIGHED_SINGLE = example_questions("single_choice")[3]
WEIGHED_MULTIPLE = example_questions("multiple_response")[4]


@pytest.mark.parametrize(("option", "expected"), [("o1", Fraction(1, 2)), ("o2", 1), ("o3", 0), ("o4", 1)])
def test_a_weighed_option_earns_its_share_and_never_less_than_nothing(
    option: str, expected: Fraction
) -> None:
    assert share(WEIGHED_SINGLE, option) == expected


def test_a_second_option_that_earns_the_whole_was_handled_rightly() -> None:
    assert SINGLE.mark(WEIGHED_SINGLE, Response(("o4",))).parts == (("o4", True),)


def test_a_review_shows_as_right_the_options_of_the_key_and_no_others() -> None:
    key = PICK_THREE.sealed.key
    assert isinstance(key, ChoiceKey)
    texts = [option.text for option in PICK_THREE.asked.options if option.id in key.right]
    assert MULTIPLE.reveal(PICK_THREE, Blank()).right == "; ".join(texts)


def test_a_review_shows_as_right_what_earns_the_whole_and_no_half() -> None:
    assert SINGLE.reveal(WEIGHED_SINGLE, Blank()).right == "Paris; Bern"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (("o1",), Fraction(1, 2)),
        (("o3", "o4"), Fraction(1, 2)),
        (("o1", "o3", "o4"), Fraction(1)),
        (("o1", "o2"), Fraction(0)),
        (("o1", "o2", "o3", "o4"), Fraction(0)),
    ],
)
def test_weighed_options_earn_their_sum(chosen: tuple[str, ...], expected: Fraction) -> None:
    assert share(WEIGHED_MULTIPLE, *chosen) == expected


def test_an_option_that_was_given_no_weight_or_none_earns_nothing_and_is_not_right() -> None:
    weights = (("o1", Fraction(1, 2)), ("o2", Fraction(1, 2)), ("o3", Fraction(0)))
    key = ChoiceKey(("o1", "o2"), weights)
    question = a_question("multiple_response", key, options_of("a", "b", "c", "d"))
    assert MULTIPLE.problems(question) == []
    assert [share(question, *chosen) for chosen in (("o3",), ("o4",), ("o1", "o4"))] == [0, 0, Fraction(1, 2)]


def test_no_sum_of_weights_earns_more_than_the_whole() -> None:
    generous = ChoiceKey(("o1", "o2"), (("o1", Fraction(1)), ("o2", Fraction(1))))
    question = a_question("multiple_response", generous, options_of("a", "b", "c"))
    assert MULTIPLE.problems(question) == []
    assert share(question, "o1", "o2", "o3") == 1


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (with_key(WEIGHED_SINGLE, right=("o1",)), "less than the whole"),
        (with_key(WEIGHED_SINGLE, shares=(("o2", Fraction(1)), ("o9", Fraction(1)))), "not among"),
        (
            with_key(WEIGHED_SINGLE, shares=(("o2", Fraction(1)), ("o2", Fraction(0)))),
            "weighs an option twice",
        ),
        (with_key(WEIGHED_SINGLE, shares=(("o2", Fraction(1)), ("o1", Fraction(-2)))), "at most the whole"),
        (with_key(WEIGHED_SINGLE, shares=(("o2", Fraction(1)), ("o1", Fraction(2)))), "at most the whole"),
        (with_key(WEIGHED_MULTIPLE, right=("o1", "o3")), "and no others"),
        (
            with_key(WEIGHED_MULTIPLE, shares=tuple((id, Fraction(1, 4)) for id in ("o1", "o3", "o4"))),
            "together",
        ),
    ],
)
def test_weights_that_do_not_add_up_are_named(broken: Question, words: str) -> None:
    assert any(words in problem for problem in TYPES[broken.type].problems(broken))

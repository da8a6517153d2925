from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.question import Option, OrderKey, PairsKey, Question
from questions.response import Blank, Response, Unreadable
from questions.types import TYPES
from tests.questions.builders import a_question, example_question, example_questions, options_of

ORDERING, MATCHING = TYPES["ordering"], TYPES["matching"]
FIVE = a_question("ordering", OrderKey(("o1", "o2", "o3", "o4", "o5")), options_of("a", "b", "c", "d", "e"))
CAPITALS = example_question("matching")
PLACES = ["o1", "o2", "o3", "o4", "o5"]


def share(*sequence: str) -> Fraction:
    return ORDERING.mark(FIVE, Response(sequence)).share


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        ("12345", Fraction(1)),
        ("23451", Fraction(3, 4)),
        ("13452", Fraction(1, 2)),
        ("21345", Fraction(1, 2)),
        ("21435", Fraction(0)),
        ("54321", Fraction(0)),
    ],
)
def test_neighbours_that_rightly_follow_each_other_earn_their_share(
    sequence: str, expected: Fraction
) -> None:
    assert share(*(f"o{digit}" for digit in sequence)) == expected


def test_only_the_right_order_earns_all() -> None:
    assert [order for order in permutations(PLACES) if share(*order) == 1] == [tuple(PLACES)]


@given(st.permutations(PLACES))
def test_moving_the_first_wrong_thing_to_its_place_costs_one_neighbour_at_most(
    sequence: list[str],
) -> None:
    wrong = next((place for place, option in enumerate(sequence) if option != PLACES[place]), None)
    if wrong is not None:
        mended = [option for option in sequence if option != PLACES[wrong]]
        mended.insert(wrong, PLACES[wrong])
        assert share(*mended) >= share(*sequence) - Fraction(1, 4)


def test_each_thing_is_right_where_its_predecessor_is() -> None:
    parts = ORDERING.mark(FIVE, Response(("o2", "o3", "o4", "o5", "o1"))).parts
    assert parts == (("o1", False), ("o2", False), ("o3", True), ("o4", True), ("o5", True))


def test_places_are_read_by_the_tokens_of_the_page() -> None:
    order = ["o3", "o1", "o2"]
    fields = {"place-1": ["2"], "place-2": ["3"], "place-3": ["1"]}
    question = example_question("ordering")
    assert ORDERING.read(question.asked, order, fields) == Response(("o2", "o3", "o1"))
    assert ORDERING.fields(question.asked, order, Response(("o2", "o3", "o1"))) == {
        "place-3": ["1"],
        "place-1": ["2"],
        "place-2": ["3"],
    }


@pytest.mark.parametrize(
    ("places", "reason"),
    [
        (("2", "2", "1"), "Place 2 is used twice."),
        (("1", "2", ""), "Give everything a place."),
        (("1", "2", "4"), "Use the places 1 to 3."),
        (("0", "1", "2"), "Use the places 1 to 3."),
        (("1", "2", "-3"), "Use the places 1 to 3."),
        (("1", "2", "x"), "Use the places 1 to 3."),
    ],
)
def test_an_order_that_does_not_come_out_is_handed_back(places: tuple[str, ...], reason: str) -> None:
    question = example_question("ordering")
    fields = {f"place-{token}": [place] for token, place in enumerate(places, start=1)}
    given_ = ORDERING.read(question.asked, ["o1", "o2", "o3"], fields)
    assert isinstance(given_, Unreadable)
    assert given_.reason == reason
    shown = {name: values for name, values in fields.items() if values != [""]}
    assert ORDERING.fields(question.asked, ["o1", "o2", "o3"], given_) == shown


def test_two_places_for_one_thing_are_handed_back() -> None:
    fields = {"place-1": ["1", "2"], "place-2": ["3"], "place-3": ["2"]}
    given_ = ORDERING.read(example_question("ordering").asked, ["o1", "o2", "o3"], fields)
    assert isinstance(given_, Unreadable)
    assert given_.reason == "Use the places 1 to 3."


def test_two_options_for_one_prompt_are_handed_back() -> None:
    given_ = MATCHING.read(CAPITALS.asked, ["o1", "o2", "o3", "o4"], {"pair-1": ["1", "2"]})
    assert isinstance(given_, Unreadable)


def test_the_review_of_an_order_goes_place_by_place() -> None:
    lines = ORDERING.reveal(FIVE, Response(("o2", "o1", "o3", "o4", "o5"))).lines
    assert [(line.label, line.given, line.right, line.is_right) for line in lines[:3]] == [
        ("1", "b", "a", False),
        ("2", "a", "b", False),
        ("3", "c", "c", True),
    ]
    assert [line.right for line in ORDERING.reveal(FIVE, Blank()).lines] == ["a", "b", "c", "d", "e"]


def test_each_right_pair_earns_its_share_and_an_open_one_nothing() -> None:
    def earned(**pairs: str) -> Fraction:
        return MATCHING.mark(CAPITALS, Response(tuple(pairs.items()))).share

    assert earned(p0="o1", p1="o2", p2="o3") == 1
    assert earned(p0="o1", p1="o2") == Fraction(2, 3)
    assert earned(p0="o1", p1="o2", p2="o4") == Fraction(2, 3)
    assert earned(p0="o2", p1="o1", p2="o3") == Fraction(1, 3)
    assert earned(p0="o2", p1="o3", p2="o1") == 0


@given(st.permutations(["o1", "o2", "o3", "o4"]), st.integers(0, 3), st.integers(0, 2))
def test_one_more_right_pair_never_costs(options: list[str], count: int, prompt: int) -> None:
    pairs = {f"p{number}": option for number, option in enumerate(options[:count])}
    mended = {**pairs, f"p{prompt}": f"o{prompt + 1}"}
    before, after = (MATCHING.mark(CAPITALS, Response(tuple(p.items()))).share for p in (pairs, mended))
    assert after >= before


def test_an_option_belongs_to_one_prompt_only() -> None:
    given_ = MATCHING.read(CAPITALS.asked, ["o4", "o1", "o2", "o3"], {"pair-1": ["2"], "pair-3": ["2"]})
    assert isinstance(given_, Unreadable)
    assert given_.reason == "“Oslo” is used twice."


def test_pairs_are_read_by_the_number_of_the_prompt_and_the_token_of_the_option() -> None:
    order = ["o4", "o1", "o2", "o3"]
    given_ = MATCHING.read(
        CAPITALS.asked, order, {"pair-1": ["2"], "pair-2": [""], "pair-3": ["1"], "pair-9": ["3"]}
    )
    assert given_ == Response((("p0", "o1"), ("p2", "o4")))


def test_the_review_of_a_matching_goes_prompt_by_prompt() -> None:
    reveal = MATCHING.reveal(CAPITALS, Response((("p0", "o2"),)))
    assert reveal.given == "Norway: Paris"
    assert reveal.right == "Norway: Oslo; France: Paris; Italy: Rome"
    assert [(line.label, line.given, line.right) for line in reveal.lines[:2]] == [
        ("Norway", "Paris", "Oslo"),
        ("France", "", "Paris"),
    ]


def test_chances_of_blind_luck() -> None:
    assert ORDERING.guess_chance(FIVE.asked) == 1 / 120
    assert MATCHING.guess_chance(CAPITALS.asked) == 1 / 24


def pairs_question(pairs: PairsKey, prompts: int = 3, options: int = 4) -> Question:
    asked = replace(
        CAPITALS.asked, prompts=CAPITALS.asked.prompts[:prompts], options=CAPITALS.asked.options[:options]
    )
    return replace(CAPITALS, asked=asked, sealed=replace(CAPITALS.sealed, key=pairs))


RIGHT = PairsKey((("p0", "o1"), ("p1", "o2"), ("p2", "o3")))


DIRECTIONS = example_questions("matching")[2]


def test_where_options_are_reused_one_may_belong_to_several_prompts() -> None:
    fields = {"pair-1": ["1"], "pair-2": ["2"], "pair-3": ["1"]}
    given_ = TYPES["matching"].read(DIRECTIONS.asked, ["o1", "o2"], fields)
    assert TYPES["matching"].mark(DIRECTIONS, given_).share == 1
    assert TYPES["matching"].guess_chance(DIRECTIONS.asked) == 1 / 8


def test_one_option_for_all_prompts_is_no_question() -> None:
    key = PairsKey((("p0", "o1"), ("p1", "o1"), ("p2", "o1")))
    alike = replace(DIRECTIONS, asked=replace(DIRECTIONS.asked, options=DIRECTIONS.asked.options[:1]))
    question = replace(alike, sealed=replace(alike.sealed, key=key))
    assert TYPES["matching"].problems(question) == ["A matching needs at least 2 options."]


def test_as_many_options_as_prompts_are_enough() -> None:
    assert TYPES["matching"].problems(pairs_question(RIGHT, options=3)) == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (a_question("ordering", OrderKey(("o1", "o2")), options_of("a", "b")), "at least 3"),
        (a_question("ordering", OrderKey(("o1", "o2", "o2")), options_of("a", "b", "c")), "each thing once"),
        (a_question("ordering", RIGHT, options_of("a", "b", "c")), "OrderKey is needed"),
        (pairs_question(PairsKey((("p0", "o1"),)), prompts=1), "at least 2"),
        (pairs_question(RIGHT, options=2), "fewer options"),
        (pairs_question(PairsKey(RIGHT.pairs[:2])), "each prompt once"),
        (pairs_question(PairsKey((*RIGHT.pairs[:2], ("p2", "o2")))), "uses an option twice"),
        (pairs_question(PairsKey((*RIGHT.pairs[:2], ("p2", "o9")))), "not among"),
        (
            replace(
                CAPITALS,
                asked=replace(CAPITALS.asked, prompts=(Option("o1", "x"), *CAPITALS.asked.prompts[1:])),
            ),
            "same id",
        ),
    ],
)
def test_a_broken_question_says_what_is_wrong_with_it(broken: Question, words: str) -> None:
    assert any(words in problem for problem in TYPES[broken.type].problems(broken))

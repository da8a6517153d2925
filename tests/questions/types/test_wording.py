from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.question import TextKey
from questions.types import TYPES
from questions.types.wording import answer_of
from tests.questions.builders import a_question

HALF = Fraction(1, 2)
PARIS = TextKey(
    ("Paris",),
    ("Perish",),
    (("Par*", HALF), ("Parma", Fraction(0)), ("Lyon", HALF), ("*", Fraction(0))),
    has_wildcards=True,
)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Paris", "Paris"),
        ("PARIS.", "Paris"),
        ("Pariss", "Par*"),
        ("Parma", "Parma"),
        ("parking", "Par*"),
        ("Pxris", "Paris"),
        ("Lyon", "Lyon"),
        ("Rome", "*"),
    ],
)
def test_the_nearest_answer_is_what_was_meant(typed: str, answer: str) -> None:
    found = answer_of(typed, PARIS)
    assert found is not None
    assert found.text == answer


@pytest.mark.parametrize(
    ("pattern", "typed", "fits"),
    [
        ("*", "", True),
        ("a*", "A", True),
        ("a*c", "abc", True),
        ("a*c", "ac", True),
        ("a*a", "a", False),
        ("*b*", "abc", True),
        ("*b*", "b", True),
        ("*b*b*", "abc", False),
        ("a*b*b", "ab", False),
        ("blue * red", "Blue and red", True),
        ("blue * red", "blue  but not  red", True),
        ("blue * red", "bluered", False),
        ("  blue*", "blue", True),
        ("U.S. *", "U.S. of A", True),
        ("caf\u00e9*", "cafe\u0301 noir", True),
        (r"2\*3", "2*3", True),
        (r"2\*3", "2x3", False),
        (r"\**", "*!", True),
        (r"\**", "!", False),
        ("(a|b)+*", "(a|b)+", True),
        ("(a|b)+*", "aab", False),
        ("100% of .*", "100% of .7", True),
    ],
)
def test_an_asterisk_stands_for_any_text(pattern: str, typed: str, fits: bool) -> None:
    assert (answer_of(typed, TextKey((pattern,), has_wildcards=True)) is not None) == fits


def test_without_wildcards_an_asterisk_is_an_asterisk() -> None:
    key = TextKey(("5*",), is_exact=True)
    assert answer_of("5*", key) is not None
    assert answer_of("51", key) is None
    assert answer_of("51", TextKey(("*",))) is None


@given(
    st.lists(st.sampled_from(["a", "b", "*", " ", "\\*", "é", "."]), min_size=1, max_size=8),
    st.text("xyb é.", min_size=1).filter(str.strip),
)
def test_a_pattern_takes_what_it_was_filled_from(parts: list[str], filling: str) -> None:
    key = TextKey(("".join(parts),), has_wildcards=True, is_exact=True)
    typed = "".join(filling if part == "*" else part.removeprefix("\\") for part in parts)
    assert answer_of(typed, key) is not None


def test_a_hostile_pattern_is_looked_at_once() -> None:
    key = TextKey(("*a" * 1_000 + "b",), has_wildcards=True)
    started = time.process_time()
    assert answer_of("a" * 2_000, key) is None
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("Print(x)", True), (" Print(x) ", True), ("print(x)", False), ("Print(x).", False), ("Prin(x)", False)],
)
def test_where_wording_is_exact_only_spaces_are_forgiven(typed: str, fits: bool) -> None:
    assert (answer_of(typed, TextKey(("Print(x)",), is_exact=True)) is not None) == fits


def test_an_accent_that_makes_the_difference_is_seen() -> None:
    key = TextKey(("José",), (), (("Jose", HALF),))
    for typed, earned in [("José", 1), ("jose\u0301.", 1), ("Jose", HALF), ("JOSE!", HALF)]:
        found = answer_of(typed, key)
        assert found is not None
        assert found.share == earned


@pytest.mark.parametrize(
    ("nearer", "farther", "typed"),
    [
        ("US", "U.S.", "us"),
        ("Jose!", "José", "jose"),
        ("José", "Jos*", "Jose"),
        ("Jos*", "Joseph", "Josephh"),
    ],
)
def test_the_nearer_of_two_answers_counts_though_it_earns_less(nearer: str, farther: str, typed: str) -> None:
    found = answer_of(typed, TextKey((farther,), partly=((nearer, HALF),), has_wildcards=True))
    assert found is not None
    assert found.share == HALF


def test_of_two_patterns_that_fit_the_one_that_earns_more_counts() -> None:
    for patterns in (("Par*", "*is"), ("*is", "Par*")):
        found = answer_of("Paris", TextKey(patterns[:1], partly=((patterns[1], HALF),), has_wildcards=True))
        assert found is not None
        assert found.share == 1


def test_a_slip_between_two_answers_earns_what_both_of_them_earn() -> None:
    key = TextKey(("affection",), (), (("affecting", HALF),))
    found = answer_of("affectiog", key)
    assert found is not None
    assert found.share == HALF


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (TextKey(("*",), has_wildcards=True), "asterisks alone"),
        (TextKey(("a",), partly=(("**", HALF),), has_wildcards=True), "asterisks alone"),
        (TextKey(("a",), partly=(("b", Fraction(1)),)), "less than the whole"),
        (TextKey(("a",), partly=(("b", Fraction(-1)),)), "not less than nothing"),
        (TextKey(("a",), partly=(("A", HALF),)), "partly right, yet it reads like"),
        (TextKey(("a",), partly=((" ", HALF),)), "no text"),
    ],
)
def test_answers_that_contradict_each_other_are_named(key: TextKey, words: str) -> None:
    assert any(
        words in problem for problem in TYPES["short_answer"].problems(a_question("short_answer", key))
    )


def test_an_exact_key_tells_capital_letters_apart() -> None:
    key = TextKey(("a",), partly=(("A", HALF),), is_exact=True)
    assert TYPES["short_answer"].problems(a_question("short_answer", key)) == []

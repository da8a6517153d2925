from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.text import (
    MAX_TYPED,
    distance,
    edit_distance,
    folded,
    is_storable,
    nearest,
    plain,
    same_text,
    storable,
    typos_allowed,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The United Nations", "united nations"),
        ("an Envoy", "envoy"),
        ("U.S.", "us"),
        ("Zürich", "zurich"),
        ("Zu\u0308rich", "Zürich"),
        ("ﬁnland", "Finland"),
        ("STRASSE", "straße"),
        ("İstanbul", "istanbul"),
        ("Diyarbakır", "diyarbakir"),
        ("Łódź", "Lodz"),
        ("al‑Qaida", "Al Qaida"),
        ("alqaida", "al-Qaida"),
        ("“peace”", '"peace"'),
        ("Sana’a", "Sana'a"),
        ("Sanaa", "Sana'a"),
        ("1,000", "1000"),
        ("  two\t words\u00a0", "two words"),
        ("\u202eword\u202c", "word"),
        ("wo\u200drd\ufeff", "word"),
        ("Ｔｏｋｙｏ", "tokyo"),
        ("yes!", "Yes"),
    ],
)
def test_a_fair_reader_takes_these_for_the_same(one: str, other: str) -> None:
    assert same_text(one, other)
    assert same_text(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.5", "35"),
        ("-5", "5"),
        ("1,5", "15"),
        ("C", "C++"),
        ("C#", "C"),
        ("5%", "5"),
        ("Iran", "Iraq"),
        ("कि", "क"),
        ("が", "か"),
        ("?", "!"),
        ("?", ""),
        ("a", ""),
        ("10:30", "1030"),
    ],
)
def test_these_are_different_words(one: str, other: str) -> None:
    assert not same_text(one, other)


def test_points_and_quotes_vanish_and_other_marks_part_words() -> None:
    assert folded("The U.S. (D.C.)/al-Qaida’s") == "us dc al qaidas"


def test_accents_can_be_made_to_count() -> None:
    assert same_text("más", "mas")
    assert not same_text("más", "mas", accents=True)
    assert same_text("ma\u0301s", "MÁS", accents=True)


def test_an_article_alone_is_a_word() -> None:
    assert folded("The") == "the"
    assert folded("the a") == "a"


def test_plain_text_has_single_spaces_and_no_invisible_characters() -> None:
    assert plain(" a\u200b \n b\u202e ") == "a b"


@pytest.mark.parametrize(("length", "typos"), [(0, 0), (4, 0), (5, 1), (8, 1), (9, 2), (500, 2)])
def test_longer_answers_may_hold_more_slips(length: int, typos: int) -> None:
    assert typos_allowed(length) == typos


@pytest.mark.parametrize(
    ("typed", "accepted", "typos"),
    [
        ("Ghani", "Ghani", 0),
        ("the ghani", "Ghani", 0),
        ("Gahni", "Ghani", 1),
        ("Gani", "Ghani", 1),
        ("Gni", "Ghani", None),
        ("Irna", "Iran", None),
        ("Asraf Gani", "Ashraf Ghani", 2),
        ("Ashraf Ghaniiii", "Ashraf Ghani", None),
        ("1979 treaty", "1989 treaty", None),
        ("1989 traety", "1989 treaty", 1),
        ("ni 1989", "in 1989", 1),
    ],
)
def test_small_slips_are_counted_but_never_in_digits(typed: str, accepted: str, typos: int | None) -> None:
    assert distance(typed, accepted) == typos


def test_the_nearest_of_several_answers_counts() -> None:
    assert nearest("Rusia", ["Germany", "Russia", "Russian Federation"]) == 1
    assert nearest("Peru", ["Germany"]) is None
    assert nearest("Peru", []) is None


def full_distance(one: str, other: str) -> int:
    """The textbook's whole table, to compare with."""
    table = [[row + column for column in range(len(other) + 1)] for row in range(len(one) + 1)]
    for row in range(1, len(one) + 1):
        for column in range(1, len(other) + 1):
            table[row][column] = min(
                table[row - 1][column] + 1,
                table[row][column - 1] + 1,
                table[row - 1][column - 1] + (one[row - 1] != other[column - 1]),
            )
            if row > 1 and column > 1 and one[row - 2 : row] == other[column - 2 : column][::-1]:
                table[row][column] = min(table[row][column], table[row - 2][column - 2] + 1)
    return table[-1][-1]


@given(st.text("abc", max_size=9), st.text("abc", max_size=9), st.integers(0, 4))
def test_edits_are_counted_as_in_the_whole_table(one: str, other: str, limit: int) -> None:
    whole = full_distance(one, other)
    assert edit_distance(one, other, limit) == (whole if whole <= limit else None)


@given(ANY_TEXT, ANY_TEXT)
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert same_text(one, one)
    assert same_text(one, other) == same_text(other, one)
    assert distance(one, one) == 0
    distance(one, other)


@given(ANY_TEXT)
def test_what_is_stored_can_be_stored(text: str) -> None:
    assert is_storable(storable(text))
    if is_storable(text):
        assert storable(text) == text


def test_nul_and_half_characters_are_not_storable() -> None:
    assert storable("a\0b\ud83dc") == "a�b�c"
    assert not is_storable("\udfff")
    assert not is_storable("\ud800")
    assert is_storable("\ud7ff\ue000🎓")
    assert len(storable("x" * 9_999)) == MAX_TYPED


@pytest.mark.parametrize(
    "text",
    [
        "a" * MAX_TYPED,
        "ﷺ" * MAX_TYPED,
        "a" + "\u0316\u0301" * 1_000,
        "." * MAX_TYPED,
        "1," * 1_000,
        "-" * MAX_TYPED,
    ],
)
def test_the_longest_text_is_compared_in_well_under_a_second(text: str) -> None:
    started = time.process_time()
    distance(text, text[1:] + "b")
    assert time.process_time() - started < 0.4

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.numerals import NO_NUMBER, TOO_LONG, in_digits, read_number
from questions.response import Unreadable
from questions.text import MAX_TYPED


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("20", "20"),
        ("0", "0"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("+5", "5"),
        ("1,000", "1000"),
        ("1 000", "1000"),
        ("1\u202f000\u00a0000", "1000000"),
        ("1'000", "1000"),
        ("1’000", "1000"),
        ("1,000,000.25", "4000001/4"),
        ("1.000.000", "1000000"),
        ("1.000,5", "2001/2"),
        ("3.142", "3142/1000"),
        ("3,142", "3142"),
        ("3,5", "7/2"),
        ("0,500", "1/2"),
        ("0.500", "1/2"),
        ("1.2500", "5/4"),
        (".5", "1/2"),
        ("5.", "5"),
        ("1e3", "1000"),
        ("1.5E-3", "3/2000"),
        ("2 × 10³", "2000"),
        ("2x10^-2", "1/50"),
        ("½", "1/2"),
        ("1½", "3/2"),
        ("1 1/2", "3/2"),
        ("3/4", "3/4"),
        ("٣", "3"),
        ("２０", "20"),
        ("2 million", "2000000"),
        ("1.5 billion", "1500000000"),
        ("zero", "0"),
        ("Twenty", "20"),
        ("twenty-one", "21"),
        ("twenty one", "21"),
        ("a hundred", "100"),
        ("one hundred and five", "105"),
        ("nineteen hundred", "1900"),
        ("two thousand and twenty-one", "2021"),
        ("three million two hundred thousand", "3200000"),
    ],
)
def test_a_number_is_read_in_the_notations_people_use(typed: str, number: str) -> None:
    assert read_number(typed) == Fraction(number)


def test_small_numbers_are_read_in_words() -> None:
    words = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty"
    )
    assert [read_number(word) for word in words.split()] == list(range(21))


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("20 years", "years"),
        ("20 year", "years"),
        ("20years", "years"),
        ("twenty years", "years"),
        ("$20", "$"),
        ("20 dollars", "$"),
        ("20 %", "%"),
        ("20 per cent", "%"),
        ("20%", "percent"),
        ("20 m²", "m²"),
        ("20 km/h", "km/h"),
        ("20 °C", "°C"),
        ("20", "years"),
        ("20 million dollars", "million dollars"),
        ("twenty million dollars", "million dollars"),
        ("20 million", "million"),
        ("twenty", "million"),
        ("20 Earth days", "Earth days"),
        ("20 earth days", "Earth days"),
        ("20 days", "Earth days"),
        ("twenty days", "Earth days"),
        ("20 days.", "Earth days"),
        ("about 20 days", "Earth days"),
    ],
)
def test_the_unit_may_stand_with_the_number_or_not(typed: str, unit: str) -> None:
    assert read_number(typed, unit) == 20


@pytest.mark.parametrize(
    "typed",
    ["about 88", "About 88", "ca. 88", "ca 88", "c. 88", "circa 88", "approx. 88", "around 88", "roughly 88",
     "~88", "~ 88", "≈88", "88.", " about eighty-eight"],
)  # fmt: skip
def test_a_number_given_as_about_so_many_is_that_number(typed: str) -> None:
    assert read_number(typed) == 88


@pytest.mark.parametrize("typed", ["about", "about about 88", "cat 88", "almost 88", "~~88"])
def test_other_words_before_a_number_are_handed_back(typed: str) -> None:
    assert isinstance(read_number(typed), Unreadable)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [("4 years", "light years"), ("687 km", "Earth days"), ("5 dollars", "Million dollars")],
)
def test_a_unit_that_only_ends_alike_is_another(typed: str, unit: str) -> None:
    assert read_number(typed, unit) == Unreadable(f"Give the number in {unit}.", typed)


def test_another_unit_is_handed_back_rather_than_marked() -> None:
    assert read_number("20 months", "years") == Unreadable("Give the number in years.", "20 months")
    assert read_number("twenty months", "years") == Unreadable("Give the number in years.", "twenty months")
    assert read_number("20 months") == Unreadable("Type the number alone.", "20 months")
    assert read_number("5-6") == Unreadable("Type the number alone.", "5-6")


@pytest.mark.parametrize("typed", ["1.000", "20.000", "2.500", "9.810"])
def test_a_point_that_may_group_thousands_is_handed_back_with_both_readings(typed: str) -> None:
    reading = read_number(typed)
    assert isinstance(reading, Unreadable)
    assert typed.replace(".", "") in reading.reason
    assert in_digits(Fraction(typed)) in reading.reason


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "NaN", "inf", "-", ".", "one two", "ten one", "zero one", "and", "twenty ten", "1/0", "1 2/x",
     "12 34", "1..5", "thousand thousand", "million billion", "hundred hundred", "\0", "\ud800"],
)  # fmt: skip
def test_what_is_no_number_is_unreadable(typed: str) -> None:
    assert isinstance(read_number(typed), Unreadable)


def test_the_reason_says_what_to_type() -> None:
    assert read_number("a few") == Unreadable(NO_NUMBER, "a few")


@pytest.mark.parametrize("typed", ["9" * 101, "1e301", "1e-301", "1e99999", "1/" + "9" * 101, "9" * 5_000])
def test_numbers_nobody_means_are_too_long(typed: str) -> None:
    reading = read_number(typed)
    assert isinstance(reading, Unreadable)
    assert reading.reason == TOO_LONG


@given(st.text(st.characters(exclude_categories=()), max_size=40), st.sampled_from(["", "years", "m²", "%"]))
def test_any_text_is_a_number_or_unreadable(typed: str, unit: str) -> None:
    assert isinstance(read_number(typed, unit), Fraction | Unreadable)


@given(st.text("0123456789.,' -+e/x^½²m%", max_size=20))
def test_any_heap_of_digits_and_signs_is_a_number_or_unreadable(typed: str) -> None:
    assert isinstance(read_number(typed), Fraction | Unreadable)


@pytest.mark.parametrize(
    ("number", "written"),
    [("0", "0"), ("1989", "1989"), ("20000", "20,000"), ("-1234567", "-1,234,567"), ("5/2", "2.5"),
     ("-1/8", "-0.125"), ("1/3", "1/3"), ("12345.05", "12,345.05"), ("1/1000", "0.001")],
)  # fmt: skip
def test_numbers_are_written_as_the_page_shows_them(number: str, written: str) -> None:
    assert in_digits(Fraction(number)) == written


@given(st.one_of(st.fractions(), st.decimals(allow_nan=False, allow_infinity=False, places=4).map(Fraction)))
def test_what_is_written_is_read_again(number: Fraction) -> None:
    assert read_number(in_digits(number)) == number


@pytest.mark.parametrize(
    "piece", ["1 ", "1,", "one ", " ", "x", "½", "ﷺ", "-", "1/", "x 10", "1e", "hundred ", "²", "' "]
)
def test_the_longest_text_is_read_in_well_under_a_second(piece: str) -> None:
    started = time.process_time()
    read_number((piece * MAX_TYPED)[:MAX_TYPED], "years")
    assert time.process_time() - started < 0.4

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.facts import Quantity
from questions.generation.values import Value, in_order, invented, is_near, measure, nearest, place
from questions.overlap import Overlaps
from questions.when import When

OVERLAPS = Overlaps({})
dates = st.one_of(
    st.builds(When, st.integers(100, 3000)),
    st.builds(When, st.integers(100, 3000), st.integers(1, 12)),
    st.builds(When, st.integers(100, 3000), st.integers(1, 12), st.integers(1, 28)),
)
quantities = st.builds(
    Quantity,
    st.fractions(min_value=1, max_value=10**7, max_denominator=20),
    st.sampled_from(["", "years", "%"]),
    st.fractions(min_value=0, max_value=3, max_denominator=4),
)


@given(dates | quantities, st.integers(1, 3))
def test_invented_values_can_be_compared_with_the_key_and_told_from_it(key: Value, difficulty: int) -> None:
    values = list(invented(key, difficulty))
    assert len(values) >= 3
    for value in values:
        assert measure(value) == measure(key)
        assert not OVERLAPS.between(value, key)
        assert isinstance(value, When) or value.number > 0


@given(dates | quantities)
def test_hard_facts_get_nearer_values_than_easy_ones(key: Value) -> None:
    hard, easy = (list(invented(key, difficulty))[-1] for difficulty in (3, 1))
    assert abs(place(hard) - place(key)) <= abs(place(easy) - place(key))


@pytest.mark.parametrize(
    ("number", "difficulty", "values"),
    [(20, 3, [15, 25, 10, 30, 5, 35]), (27, 3, [24, 30, 21, 33, 18, 36]), (1000, 2, [500, 1500, 2000, 2500])],
)
def test_invented_numbers_are_as_round_as_the_key(number: int, difficulty: int, values: list[int]) -> None:
    made = invented(Quantity(Fraction(number)), difficulty)
    assert [value.number for value in made if isinstance(value, Quantity)] == values


def test_one_is_not_invented_where_the_unit_is_plural() -> None:
    made = list(invented(Quantity(Fraction(2), "moons"), 3))
    assert Quantity(Fraction(1), "moons") not in made
    assert Quantity(Fraction(1)) in invented(Quantity(Fraction(2)), 3)


def test_the_nearest_come_first_from_both_sides() -> None:
    row = in_order(When(year) for year in (1995, 1950, 2000, 1970, 1980, 1900))
    assert nearest(row, When(1980), 1) == [When(1980), When(1970), When(1995)]
    assert nearest(row, When(1980), 2) == [When(year) for year in (1980, 1970, 1995, 2000, 1950)]


def test_what_lies_far_off_is_taken_for_nothing() -> None:
    assert is_near(When(1990), When(2000))
    assert not is_near(When(1900), When(2000))
    assert not is_near(When(2018, 5), When(2021, 3))
    assert is_near(Quantity(Fraction(5)), Quantity(Fraction(20)))
    assert not is_near(Quantity(Fraction(4)), Quantity(Fraction(20)))
    assert not is_near(Quantity(Fraction(0)), Quantity(Fraction(0)))

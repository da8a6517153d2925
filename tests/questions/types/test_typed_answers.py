from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.marks import UNREADABLE
from questions.question import DateKey, NumberAnswer, NumberKey, Question, Text, TextKey
from questions.response import Blank, Response, Unreadable
from questions.types import TYPES
from questions.when import When
from tests.questions.builders import a_question, example_question, example_questions


def verdict(question: Question, typed: str) -> str:
    one = TYPES[question.type]
    return one.mark(question, one.read(question.asked, (), {"text": [typed]})).verdict


GHANI = a_question("short_answer", TextKey(("Ashraf Ghani", "Ghani"), ("Ghana", "Abdul Ghani Baradar")))


@pytest.mark.parametrize(
    "typed", ["Ashraf Ghani", "ashraf  GHANI!", "Gahni", "Gani", "Ashref Gani", "the Ghani"]
)
def test_an_accepted_answer_counts_with_its_small_slips(typed: str) -> None:
    assert verdict(GHANI, typed) == "right"


@pytest.mark.parametrize(
    "typed", ["Ghana", "Ghan", "Ghanai", "Abdul Ghani Baradar", "Ashraf", "President", "Ghanistan"]
)
def test_a_slip_that_is_as_near_to_something_else_does_not_count(typed: str) -> None:
    assert verdict(GHANI, typed) == "wrong"


def test_short_names_allow_no_slip() -> None:
    iran = a_question("short_answer", TextKey(("Iran",)))
    assert verdict(iran, "iran") == "right"
    assert verdict(iran, "Iraq") == "wrong"
    assert verdict(iran, "Irna") == "wrong"


def test_a_year_within_an_answer_must_be_right_to_the_digit() -> None:
    treaty = a_question("short_answer", TextKey(("the treaty of 1989",)))
    assert verdict(treaty, "teraty of 1989") == "right"
    assert verdict(treaty, "treaty of 1979") == "wrong"


def test_punctuation_alone_is_a_wrong_answer_and_spaces_are_none() -> None:
    assert verdict(GHANI, "?") == "wrong"
    assert verdict(GHANI, " \u00a0\t") == "blank"


def test_a_typed_text_is_kept_as_it_was_typed() -> None:
    typed = "  Zürich, <b>“Stadt”</b> 👩‍👩‍👧 "
    given_ = TYPES["short_answer"].read(GHANI.asked, (), {"text": [typed]})
    assert given_ == Response(typed.strip())
    assert TYPES["short_answer"].fields(GHANI.asked, (), given_) == {"text": [typed.strip()]}


@pytest.mark.parametrize("type", ["short_answer", "numeric", "date"])
def test_a_text_of_two_thousand_characters_is_read_and_a_longer_one_refused(type: str) -> None:
    question, one = example_question(type), TYPES[type]
    longest = one.read(question.asked, (), {"text": ["x" * 2_000]})
    assert "at most" not in getattr(longest, "reason", "")
    longer = one.read(question.asked, (), {"text": ["x" * 2_001]})
    assert longer == Unreadable("Write at most 2,000 characters.", "x" * 2_000)


def test_an_open_answer_may_have_ten_thousand_characters() -> None:
    question, one = example_question("open_answer"), TYPES["open_answer"]
    longest = "x" * 10_000
    assert one.read(question.asked, (), {"text": [longest]}) == Response(longest)
    assert isinstance(one.read(question.asked, (), {"text": [longest + "x"]}), Unreadable)


@pytest.mark.parametrize("type", ["short_answer", "numeric", "date"])
def test_two_texts_for_one_field_are_refused_and_both_kept(type: str) -> None:
    given_ = TYPES[type].read(example_question(type).asked, (), {"text": ["2020", "2021"]})
    assert given_ == Unreadable("Give one answer only.", "2020\n2021")


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_characters_that_cannot_be_stored_are_refused(text: str) -> None:
    given_ = TYPES["short_answer"].read(GHANI.asked, (), {"text": [text]})
    assert isinstance(given_, Unreadable)
    assert "�" in given_.raw


def test_both_ends_of_the_tolerance_count() -> None:
    question = a_question("numeric", NumberKey(Fraction(20), Fraction(1, 2)))
    for typed, expected in [("19.5", "right"), ("20.5", "right"), ("19.49", "wrong"), ("20.51", "wrong")]:
        assert verdict(question, typed) == expected


@given(st.fractions(), st.fractions(min_value=0, max_value=100), st.fractions())
def test_a_number_nearer_to_the_key_is_never_worth_less(
    value: Fraction, tolerance: Fraction, typed: Fraction
) -> None:
    question = a_question("numeric", NumberKey(value, tolerance))
    nearer = value + (typed - value) / 2
    text = f"{typed.numerator}/{typed.denominator}"
    nearer_text = f"{nearer.numerator}/{nearer.denominator}"
    assert (verdict(question, text) == "right") <= (verdict(question, nearer_text) == "right")


def test_a_number_is_right_in_every_notation_and_unit_that_fits() -> None:
    question = a_question("numeric", NumberKey(Fraction(1000)), unit="years")
    for typed in ("1000", "1,000", "1 000", "1e3", "a thousand", "1,000 years", "one thousand years"):
        assert verdict(question, typed) == "right"
    assert verdict(question, "1000 months") == "unreadable"
    assert verdict(question, "999") == "wrong"


def test_a_thousandth_of_a_third_is_exact() -> None:
    question = a_question("numeric", NumberKey(Fraction(1, 3)))
    assert verdict(question, "1/3") == "right"
    assert verdict(question, "0.333333333333333333333333") == "wrong"


MARCH = a_question("date", DateKey(When(2021, 3)), precision="month")
FIRST_OF_MAY = a_question("date", DateKey(When(2021, 5, 1)), precision="day")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("March 2021", "right"),
        ("3/2021", "right"),
        ("18 March 2021", "right"),
        ("31 March 2021", "right"),
        ("1 April 2021", "wrong"),
        ("March 2020", "wrong"),
        ("2021", "unreadable"),
    ],
)
def test_a_more_precise_date_counts_where_it_agrees(typed: str, expected: str) -> None:
    assert verdict(MARCH, typed) == expected


@pytest.mark.parametrize(
    ("stem", "typed", "expected"),
    [
        ("According to reports of March 2021, for which month was it planned?", "April", "right"),
        ("According to reports of March 2021, for which month was it planned?", "april 2021", "right"),
        ("According to reports of March 2021, for which month was it planned?", "May", "wrong"),
        ("According to reports of March 2021, for which month was it planned?", "2021", "unreadable"),
        ("In March 2021, in which month and year was it planned?", "April", "unreadable"),
        ("Between 2020 and 2022, when was it planned?", "April", "unreadable"),
        ("When was it planned?", "April", "unreadable"),
    ],
)
def test_a_month_alone_counts_where_the_stem_names_its_year(stem: str, typed: str, expected: str) -> None:
    asked = a_question("date", DateKey(When(2021, 4)), precision="month")
    assert verdict(replace(asked, asked=replace(asked.asked, stem=Text(stem))), typed) == expected


def test_a_day_without_its_year_is_handed_back_even_where_the_stem_names_a_year() -> None:
    """The year of the stem may be that of something else, and a wrong day would be counted."""
    stem = Text("On which day after the treaty of 2020 was it signed?")
    assert (
        verdict(replace(FIRST_OF_MAY, asked=replace(FIRST_OF_MAY.asked, stem=stem)), "1 May") == "unreadable"
    )


@pytest.mark.parametrize(
    ("precision", "example"),
    [("year", "a year, such as 1969"), ("month", "July 1969"), ("day", "1 May 2021")],
)
def test_what_is_no_date_is_answered_with_an_example_of_what_is_asked(precision: str, example: str) -> None:
    asked = a_question("date", DateKey(When(2021, 5, 1)), precision=precision)
    answer = TYPES["date"].read(asked.asked, (), {"text": ["yesterday"]})
    assert isinstance(answer, Unreadable)
    assert example in answer.reason


def test_a_date_that_no_calendar_has_is_handed_back_with_its_own_reason() -> None:
    answer = TYPES["date"].read(FIRST_OF_MAY.asked, (), {"text": ["31 February 2021"]})
    assert isinstance(answer, Unreadable)
    assert answer.reason == "There is no such day in the calendar."


def test_a_date_that_is_not_precise_enough_is_handed_back() -> None:
    read = TYPES["date"].read
    assert read(FIRST_OF_MAY.asked, (), {"text": ["May 2021"]}) == Unreadable("Give the day too.", "May 2021")
    assert read(FIRST_OF_MAY.asked, (), {"text": ["2021"]}) == Unreadable("Give the day too.", "2021")
    assert read(MARCH.asked, (), {"text": ["2021"]}) == Unreadable("Give the month too.", "2021")


def test_a_date_of_no_stated_precision_is_read_as_it_comes() -> None:
    question = a_question("date", DateKey(When(2021)))
    assert TYPES["date"].read(question.asked, (), {"text": ["2021"]}) == Response("2021")


def test_any_day_counts_where_only_its_year_is_asked() -> None:
    question = a_question("date", DateKey(When(2021, 3, 18)), precision="year")
    assert verdict(question, "2021") == "right"
    assert verdict(question, "1 May 2021") == "right"
    assert verdict(question, "2020") == "wrong"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("28 April 2021", "right"),
        ("4 May 2021", "right"),
        ("27 April 2021", "wrong"),
        ("5 May 2021", "wrong"),
    ],
)
def test_days_within_the_tolerance_count(typed: str, expected: str) -> None:
    question = a_question("date", DateKey(When(2021, 5, 1), tolerance_days=3), precision="day")
    assert verdict(question, typed) == expected


def test_the_ends_of_the_calendar_hold() -> None:
    for year, other in ((1, "0002"), (9999, "9998")):
        question = a_question("date", DateKey(When(year), tolerance_days=400), precision="year")
        assert verdict(question, f"{year:04d}") == "right"
        assert verdict(question, other) == "right"


def test_an_answer_that_a_later_version_cannot_read_earns_nothing_and_is_not_called_wrong() -> None:
    month_given = Response("March 2021")
    asked_for_a_day = a_question("date", DateKey(When(2021, 3, 18)), precision="day")
    assert TYPES["date"].mark(asked_for_a_day, month_given) == UNREADABLE
    other_unit = a_question("numeric", NumberKey(Fraction(20)), unit="months")
    assert TYPES["numeric"].mark(other_unit, Response("20 years")) == UNREADABLE
    assert TYPES["numeric"].answers(other_unit, Response("20 years")) == ()


@pytest.mark.parametrize("type", ["short_answer", "numeric", "date"])
def test_the_review_shows_what_was_typed_beside_what_is_right(type: str) -> None:
    question, one = example_question(type), TYPES[type]
    assert one.reveal(question, Response("1999")).given == "1999"
    assert one.reveal(question, Blank()).given == ""
    assert one.reveal(question, Unreadable("Why.", "raw")).given == "raw"


def test_the_right_answer_is_told_in_words() -> None:
    rights = [
        TYPES[type].reveal(example_question(type), Blank()).right
        for type in ("short_answer", "numeric", "date")
    ]
    assert rights == ["the United Nations", "20 years", "1 May 2021"]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (a_question("short_answer", TextKey(())), "No answer is accepted"),
        (a_question("short_answer", TextKey((" ",))), "No answer is accepted"),
        (a_question("short_answer", TextKey(("The U.S.",), ("US",))), "reads like"),
        (a_question("numeric", NumberKey(Fraction(1), Fraction(-1))), "negative"),
        (a_question("numeric", TextKey(("1",))), "NumberKey is needed"),
        (a_question("date", TextKey(("2021",)), precision="year"), "DateKey is needed"),
        (a_question("date", DateKey(When(2021))), "how exact"),
        (a_question("date", DateKey(When(2021)), precision="day"), "names only the year"),
        (a_question("date", DateKey(When(2021), -1), precision="year"), "negative"),
    ],
)
def test_a_broken_question_says_what_is_wrong_with_it(broken: Question, words: str) -> None:
    assert any(words in problem for problem in TYPES[broken.type].problems(broken))


def test_marking_a_question_with_the_wrong_kind_of_key_is_an_error_of_the_program() -> None:
    broken = replace(example_question("numeric"), sealed=GHANI.sealed)
    with pytest.raises(TypeError, match="NumberKey"):
        TYPES["numeric"].mark(broken, Response("20"))


TEN = example_questions("numeric")[4]


@pytest.mark.parametrize(
    ("typed", "share", "answer"),
    [
        ("10", 1, ("10",)),
        ("12", Fraction(1, 2), ("10 ± 2",)),
        ("11", Fraction(1, 2), ("10 ± 2",)),
        ("-10", 1, ("-10",)),
        ("13", 0, ("*",)),
    ],
)
def test_of_several_numbers_within_reach_the_best_counts(
    typed: str, share: Fraction, answer: tuple[str, ...]
) -> None:
    one = TYPES["numeric"]
    assert one.mark(TEN, Response(typed)).share == share
    assert one.answers(TEN, Response(typed)) == answer


@pytest.mark.parametrize(("typed", "answer"), [("11", "10"), ("12", "13")])
def test_of_two_numbers_that_earn_the_same_the_nearer_was_meant(typed: str, answer: str) -> None:
    others = tuple(NumberAnswer(Fraction(value), Fraction(2), Fraction(1, 2)) for value in (10, 13))
    question = a_question("numeric", NumberKey(Fraction(50), others=others))
    assert TYPES["numeric"].answers(question, Response(typed)) == (answer,)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (NumberAnswer(Fraction(1), Fraction(-1)), "tolerance is negative"),
        (NumberAnswer(Fraction(1), share=Fraction(3, 2)), "between nothing and the whole"),
    ],
)
def test_other_numbers_are_checked_too(other: NumberAnswer, words: str) -> None:
    question = a_question("numeric", NumberKey(Fraction(0), others=(other,)))
    assert any(words in problem for problem in TYPES["numeric"].problems(question))


def test_a_typed_answer_that_earns_a_part_says_so_in_the_review() -> None:
    key = TextKey(("Kabul",), (), (("Afghanistan", Fraction(1, 2)),))
    question = a_question("short_answer", key)
    shown = [
        TYPES["short_answer"].reveal(question, Response(typed)).lines[0]
        for typed in ("Kabul", "Afghanistan", "Doha")
    ]
    assert [(line.is_right, line.is_partly) for line in shown] == [
        (True, False),
        (False, True),
        (False, False),
    ]

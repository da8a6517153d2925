"""The figures of a class by the formulas, and files that spreadsheets open without harm."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from fractions import Fraction

import pytest

from questions.question import ChoiceKey
from questions.response import Blank, Response, Unreadable
from questions.score import Score
from quizapp.progress.class_queries import Person
from quizapp.progress.class_results import (
    QuestionResult,
    results_of,
    spread_of,
    summary_of,
    wrong_choices,
)
from quizapp.progress.csv_file import csv_of
from quizapp.quizzes.models import Attempt
from tests.builders import NOW
from tests.questions.builders import example_question

POINT = 1_000_000
ANN, BOB, EVE = (Person(id, name, name.lower()) for id, name in enumerate(("Ann", "Bob", "Eve"), 1))


def attempt(person: Person, number: int = 1, *, points: float | None = None, of: int = 10) -> Attempt:
    """A finished attempt that earned so many points; without points one that is not handed in."""
    return Attempt(
        id=100 * person.id + number,
        user_id=person.id,
        number=number,
        state="open" if points is None else "submitted",
        started_at=NOW,
        finished_at=None if points is None else NOW + dt.timedelta(minutes=7),
        earned=None if points is None else round(points * POINT),
        available=of * POINT,
    )


def test_a_student_has_handed_in_writes_or_has_not_started():
    results = results_of([ANN, BOB, EVE], [attempt(ANN, points=4), attempt(BOB)])
    assert [one.state for one in results] == ["handed_in", "writing", "not_started"]


def test_a_second_attempt_under_way_leaves_the_first_handed_in():
    (result,) = results_of([ANN], [attempt(ANN, points=4), attempt(ANN, 2)])
    assert (result.state, result.score, len(result.attempts)) == (
        "handed_in",
        Score(4 * POINT, 10 * POINT),
        2,
    )


def test_the_best_attempt_counts_and_the_earlier_of_two_equals():
    attempts = [attempt(ANN, 1, points=4), attempt(ANN, 2, points=7), attempt(ANN, 3, points=7)]
    (result,) = results_of([ANN], attempts)
    assert result.best is attempts[1]
    assert result.minutes == 7


def test_the_head_counts_present_students_only():
    gone = dataclasses.replace(EVE, is_member=False)
    results = results_of([ANN, BOB, gone], [attempt(ANN, points=4), attempt(gone, points=10)])
    summary = summary_of(results)
    assert (summary.students, summary.handed_in, summary.not_started) == (2, 1, (BOB,))
    assert (summary.mean, summary.available) == (4 * POINT, 10 * POINT)


def test_where_papers_differ_in_points_the_mean_is_of_per_cents():
    results = results_of([ANN, BOB], [attempt(ANN, points=5, of=10), attempt(BOB, points=8, of=8)])
    assert (summary_of(results).mean, summary_of(results).available) == (75.0, None)


def test_without_a_score_there_is_no_mean():
    assert summary_of(results_of([ANN], [])).mean is None


def test_scores_spread_over_whole_points():
    columns = spread_of([Score(round(one * POINT), 4 * POINT) for one in (0, 1.5, 1, 4)])
    assert [(one.label, one.value) for one in columns] == [("0", 1), ("1", 2), ("2", 0), ("3", 0), ("4", 1)]


def test_many_points_spread_over_tenths_and_full_marks_are_in_the_last():
    columns = spread_of([Score(one * POINT, 20 * POINT) for one in (0, 3, 18, 20)])
    assert [one.value for one in columns] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert columns[-1].label == "90–100 %"


def test_wrong_options_are_told_in_words_and_right_ones_are_not():
    question = example_question("multiple_response")
    assert isinstance(question.sealed.key, ChoiceKey)
    right = question.sealed.key.right
    (wrong, *_) = [one for one in question.asked.options if one.id not in right]
    assert wrong_choices(question, Response((right[0], wrong.id))) == [wrong.text]


@pytest.mark.parametrize("given", [Blank(), Blank(declared=True), Unreadable("why", "raw")])
def test_what_is_no_answer_is_no_wrong_choice(given):
    assert wrong_choices(example_question("single_choice"), given) == []


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\u00a0="]
)
def test_words_that_a_spreadsheet_would_run_stay_words(sign):
    evil = f'{sign}HYPERLINK("http://example.org","x")'
    (_, (cell, number)) = cells(csv_of(["name", "points"], [[evil, -2.5]]))
    assert cell == f"'{evil}".replace("\r\n", "\n")
    assert number == "-2.5"


def test_words_with_commas_quotes_lines_and_emoji_come_back_as_they_were():
    words = 'a, "b"\nc; 👩‍🏫 ü'
    assert cells(csv_of(["words"], [[words]]))[1] == [words]


def test_the_file_begins_with_a_byte_order_mark_and_ends_its_lines_as_spreadsheets_expect():
    assert csv_of(["a"], [[None]]).encode() == b'\xef\xbb\xbfa\r\n""\r\n'


def test_a_question_is_wholly_right_only_where_nobody_missed_any_of_it():
    shares = [(Fraction(999), 1000), (Fraction(1), 1000), (Fraction(3), 3), (Fraction(0), 3)]
    percents = [QuestionResult("q", "Which?", asked, earned).right_percent for earned, asked in shares]
    assert percents == [99, 1, 100, 0]

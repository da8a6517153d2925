from __future__ import annotations

import datetime as dt

import pytest

from questions.memory.log import Kind
from questions.memory.state import UNMET, Memory, Rating
from questions.memory.tally import NOTHING, Contribution, band_of, contribution

DAY = dt.date(2026, 3, 10)
YOUNG = Memory(
    queue="review", stability=9.0, difficulty=5.0, last_on=DAY - dt.timedelta(days=9), interval=9, reps=3
)
MATURE = YOUNG._replace(interval=21)


def test_the_first_answer_ever_introduces_a_card_and_is_no_test_of_memory() -> None:
    assert contribution("learn", Rating.GOOD, UNMET, DAY, 4_000, None) == Contribution(
        answers=1, introduced=1, duration_ms=4_000
    )


def test_a_second_step_introduces_nothing() -> None:
    learning = Memory(queue="learning", stability=0.2, difficulty=6.0, last_on=DAY, reps=1)
    assert contribution("learn", Rating.AGAIN, learning, DAY, None, None) == Contribution(answers=1, again=1)


def test_what_quizzes_had_shown_is_reviewed_and_not_introduced() -> None:
    kept = YOUNG._replace(reps=0)
    found = contribution("review", Rating.GOOD, kept, DAY, None, None)
    assert (found.introduced, found.reviewed) == (0, 1)


def test_a_review_counts_for_true_retention_by_the_age_of_the_card() -> None:
    young = contribution("review", Rating.HARD, YOUNG, DAY, 0, None)
    mature = contribution("review", Rating.AGAIN, MATURE, DAY, 0, None)
    assert young == Contribution(answers=1, reviewed=1, young_asked=1, young_kept=1)
    assert mature == Contribution(answers=1, reviewed=1, again=1, mature_asked=1)


def test_only_the_first_review_of_a_day_tests_the_memory() -> None:
    again = YOUNG._replace(last_on=DAY)
    assert contribution("review", Rating.GOOD, again, DAY, 0, 1.0) == Contribution(answers=1, reviewed=1)


def test_a_day_before_the_last_evidence_tests_nothing() -> None:
    flown = YOUNG._replace(last_on=DAY + dt.timedelta(days=1))
    assert contribution("review", Rating.GOOD, flown, DAY, 0, 1.0) == Contribution(answers=1, reviewed=1)


def test_relearning_counts_as_work_and_not_for_true_retention() -> None:
    forgotten = YOUNG._replace(queue="relearning")
    assert contribution("relearn", Rating.GOOD, forgotten, DAY, 900, 0.9) == Contribution(
        answers=1, duration_ms=900
    )


def test_what_was_foreseen_stands_beside_what_happened() -> None:
    kept = contribution("review", Rating.GOOD, YOUNG, DAY, 0, 0.8765432)
    lost = contribution("review", Rating.AGAIN, YOUNG, DAY, 0, 0.8765432)
    assert (kept.band, kept.kept, kept.foreseen) == (17, 1, 876_543)
    assert (lost.band, lost.kept, lost.foreseen) == (17, 0, 876_543)


@pytest.mark.parametrize(
    ("predicted", "band"), [(0.0, 0), (0.049, 0), (0.05, 1), (0.949, 18), (0.95, 19), (1.0, 19)]
)
def test_there_are_twenty_bands_and_certainty_is_in_the_last(predicted: float, band: int) -> None:
    assert band_of(predicted) == band


@pytest.mark.parametrize("kind", ["cram", "quiz", "manual", "undo"])
def test_what_is_not_scheduled_study_adds_nothing(kind: Kind) -> None:
    assert contribution(kind, Rating.GOOD, YOUNG, DAY, 5_000, 0.9) == NOTHING


def test_an_entry_without_a_rating_adds_nothing() -> None:
    assert contribution("review", None, YOUNG, DAY, 5_000, 0.9) == NOTHING

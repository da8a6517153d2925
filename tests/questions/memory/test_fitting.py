"""A set fitted to one learner is kept where it foresees her better than luck explains, and only there."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from dataclasses import replace
from itertools import count
from types import SimpleNamespace

import pytest

from questions.memory import fitting
from questions.memory.evidence import Evidence
from questions.memory.fitting import FEWEST_CARDS, FEWEST_REVIEWS, Fitted, fit, within_bounds
from questions.memory.log import Entry, applied
from questions.memory.plan import DEFAULT_PLAN
from questions.memory.state import UNMET, Rating
from questions.memory.tally import is_tested
from tests.questions.memory.histories import FIRST_DAY, moment
from tests.questions.memory.learners import STANDARD, forgetful, logs_of_learner

Logs = dict[int, list[Entry]]


@pytest.fixture(scope="module")
def forgetful_logs() -> Logs:
    return logs_of_learner(forgetful(), 150)


def fitted(logs: Logs, old=STANDARD) -> Fitted:
    found = fit(lambda: logs.items(), old)
    assert found is not None
    return found


def reviews_in(log: list[Entry]) -> list[Entry]:
    return [entry for entry in log if is_tested(entry.kind, entry.rating, entry.before, entry.day)]


def with_reviews(logs: Logs, reviews: int) -> Logs:
    """The earliest entries that hold so many reviews."""
    tests = sorted((entry for log in logs.values() for entry in reviews_in(log)), key=lambda one: one.at)
    until = tests[reviews - 1].at
    found = {target: [entry for entry in log if entry.at <= until] for target, log in logs.items()}
    # Others at the very moment of the last are too many.
    extra = sum(len(reviews_in(log)) for log in found.values()) - reviews
    for entry in [entry for entry in tests if entry.at == until][:extra]:
        for log in found.values():
            if entry in log:
                del log[log.index(entry) :]
    return found


def test_who_forgets_otherwise_than_most_is_foreseen_better_by_a_set_of_her_own(forgetful_logs) -> None:
    found = fitted(forgetful_logs)
    assert found.is_kept
    assert found.new_loss < found.old_loss - 0.005
    # New things are forgotten sooner than the standard set holds.
    assert found.new.values[2] < STANDARD.values[2] / 2
    assert found.held_out == found.reviews // 5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_forgets_like_most_keeps_the_standard_set(seed: int) -> None:
    assert not fitted(logs_of_learner(STANDARD, 120, seed=seed)).is_kept


def test_a_set_that_is_better_by_luck_alone_is_not_kept() -> None:
    better = Fitted(STANDARD, forgetful(), reviews=400, held_out=80, old_loss=0.31, new_loss=0.30, doubt=0.02)
    assert not better.is_kept
    assert replace(better, doubt=0.009).is_kept


def test_fitting_again_gives_the_same_set_and_changes_nothing(forgetful_logs) -> None:
    first = fitted(forgetful_logs)
    again = fitted(forgetful_logs, old=first.new)
    assert again.new == first.new
    assert again.old_loss == again.new_loss == first.new_loss
    assert not again.is_kept


def test_four_hundred_reviews_are_enough_and_one_fewer_is_not(forgetful_logs) -> None:
    assert fitted(with_reviews(forgetful_logs, FEWEST_REVIEWS)).reviews == FEWEST_REVIEWS
    fewer = with_reviews(forgetful_logs, FEWEST_REVIEWS - 1)
    assert fit(lambda: fewer.items(), STANDARD) is None


def test_what_is_only_recognised_or_crammed_or_taken_back_says_nothing_to_the_fitting(forgetful_logs) -> None:
    plain = fitted(forgetful_logs)
    numbers = count(1_000_000)
    noisy = {}
    for target, log in forgetful_logs.items():
        extra: list[Entry] = []
        for entry in reviews_in(log):
            same_day = replace(entry, before=UNMET, days=None, at=moment(entry.day, 1))
            chosen = Evidence(0.0, 0.25, "choice")
            wrong = replace(same_day, id=next(numbers), kind="quiz", rating=None, evidence=chosen)
            undo = replace(same_day, id=next(numbers), kind="undo", rating=None, undoes=wrong.id)
            cram = replace(same_day, id=next(numbers), kind="cram")
            extra += [wrong, undo, cram]
        noisy[target] = log + extra
    assert fitted(noisy) == plain
    recognised = {
        target: [
            *log,
            *(
                replace(
                    entry,
                    id=next(numbers),
                    kind="quiz",
                    rating=None,
                    evidence=Evidence(1.0, 0.25, "choice"),
                    at=moment(entry.day, 1_400),
                )
                for entry in reviews_in(log)
            ),
        ]
        for target, log in forgetful_logs.items()
    }
    found = fitted(recognised)
    assert (found.new, found.reviews) == (plain.new, plain.reviews)


def test_a_state_of_another_program_is_no_history_to_fit_to(forgetful_logs) -> None:
    adopted = {}
    for target, log in forgetful_logs.items():
        first = log[0]
        state = reviews_in(log)[0].before if reviews_in(log) else UNMET
        vouched = replace(
            first, id=0, kind="manual", rating=None, at=moment(first.day, 1), adopted=state, days=None
        )
        adopted[target] = [vouched, *log] if target % 2 else log
    found, plain = fitted(adopted), fitted(forgetful_logs)
    assert found.reviews == plain.reviews
    assert found.new != plain.new


def test_another_program_s_word_for_when_a_card_is_due_ends_no_history(forgetful_logs) -> None:
    adopted = {}
    for target, log in forgetful_logs.items():
        last = log[-1]
        moved = last.before._replace(due_on=last.day, interval=3)
        vouched = replace(last, id=0, kind="manual", rating=None, adopted=moved, days=None)
        adopted[target] = [*log[:-1], replace(vouched, at=moment(last.day, 1)), last]
    assert fitted(adopted).new == fitted(forgetful_logs).new


def test_a_card_answered_daily_for_years_takes_no_room_that_grows_with_its_square(forgetful_logs) -> None:
    log: list[Entry] = []
    memory = UNMET
    for number in range(1_000_000, 1_002_000):
        day, rating = FIRST_DAY + dt.timedelta(days=len(log)), Rating.GOOD if number % 7 else Rating.AGAIN
        log.append(Entry(number, "review", moment(day), day, DEFAULT_PLAN, rating, days=1, before=memory))
        memory = applied(memory, log[-1], target=1_000)
    tracemalloc.start()
    try:
        fitted({**forgetful_logs, 1_000: log})
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


def test_answers_to_few_cards_are_not_fitted_to_however_many_there_are(forgetful_logs) -> None:
    logs = {target: log for target, log in forgetful_logs.items() if reviews_in(log)}
    enough = dict(list(logs.items())[:FEWEST_CARDS])
    fewer = dict(list(enough.items())[1:])
    assert sum(len(reviews_in(log)) for log in fewer.values()) >= FEWEST_REVIEWS
    assert fitted(enough).reviews >= FEWEST_REVIEWS
    assert fit(lambda: fewer.items(), STANDARD) is None


def test_a_panic_of_the_library_is_an_error_like_any_other(forgetful_logs, monkeypatch) -> None:
    real = fitting.fsrs_rs_python
    without_gaps = SimpleNamespace(
        FSRS=real.FSRS,
        FSRSReview=real.FSRSReview,
        DEFAULT_PARAMETERS=real.DEFAULT_PARAMETERS,
        FSRSItem=lambda reviews: real.FSRSItem(reviews[:1]),
    )
    monkeypatch.setattr(fitting, "fsrs_rs_python", without_gaps)
    with pytest.raises(ValueError, match="broke down: Invalid FSRS item"):
        fitted(forgetful_logs)


@pytest.mark.parametrize("spoilt", [-1.0, float("nan"), 1e9])
def test_a_set_out_of_the_bounds_of_fsrs_is_known_as_such(spoilt: float) -> None:
    assert within_bounds(STANDARD.values)
    assert not within_bounds(STANDARD.values[:-1])
    for place in range(len(STANDARD.values)):
        values = list(STANDARD.values)
        values[place] = spoilt
        assert not within_bounds(values)

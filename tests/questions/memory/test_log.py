"""The log explains the state: folding, undoing, arriving late."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.memory.evidence import Evidence, Form
from questions.memory.log import Action, Entry, applied, effective, fold, met_under
from questions.memory.plan import Plan
from questions.memory.scheduling import offers
from questions.memory.spread import Load
from questions.memory.state import UNMET, Memory, Rating
from tests.questions.memory.histories import FIRST_DAY, GAPS, days_and_ratings, moment
from tests.questions.memory.journal import TARGET, Journal
from tests.questions.memory.learners import STANDARD, forgetful

RIGHT = Evidence(1.0, 0.25, "choice")

ratings = st.sampled_from(Rating)
actions: st.SearchStrategy[Action] = st.sampled_from(get_args(Action))
evidences = st.builds(
    Evidence,
    st.sampled_from((0.0, 1 / 3, 1.0)),
    st.sampled_from((0.0, 0.25, 0.5)),
    st.sampled_from(get_args(Form)),
    st.booleans(),
)
happenings = st.one_of(
    st.tuples(st.just("answer"), ratings),
    st.tuples(st.just("act"), actions),
    st.tuples(st.just("cram"), ratings),
)


@st.composite
def journals(draw: st.DrawFn) -> Journal:
    """Lives of answers, acts, cramming and quizzes (one a day), with days that fill up meanwhile."""
    journal = Journal(Plan(retention=draw(st.sampled_from((0.8, 0.9, 0.95)))))
    rng = Random(draw(st.integers(0, 1_000)))
    for _ in range(draw(st.integers(1, 14))):
        gap = draw(st.sampled_from(GAPS))
        journal.day += dt.timedelta(days=gap)
        load = Load({journal.day + dt.timedelta(days=ahead): rng.randint(0, 30) for ahead in range(1, 60)})
        if gap and draw(st.booleans()):
            journal.learn(draw(evidences))
        what, how = draw(happenings)
        if what == "act":
            journal.act(how)
        else:
            journal.answer(how, is_cram=what == "cram", load=load)
    return journal


@given(journals(), st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_the_log_rebuilds_the_state_bit_for_bit_in_whatever_order_it_is_read(
    journal: Journal, rng: Random
) -> None:
    assert journal.folded == journal.memory
    shuffled = list(journal.entries)
    rng.shuffle(shuffled)
    assert fold(shuffled, target=TARGET) == journal.memory


@given(journals(), st.data())
@settings(max_examples=80)
def test_undoing_a_suffix_restores_the_exact_state_before_it(journal: Journal, data: st.DataObject) -> None:
    kept = data.draw(st.integers(0, len(journal.entries)))
    taken_back = data.draw(st.permutations(journal.entries[kept:]))
    assert fold(journal.undoing(*taken_back), target=TARGET) == journal.states[kept]


@given(journals(), st.data())
@settings(max_examples=60)
def test_undoing_any_entry_is_as_if_it_had_never_been_written(journal: Journal, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(journal.entries))
    left = [entry for entry in journal.entries if entry is not gone]
    assert fold(journal.undoing(gone), target=TARGET) == fold(left, target=TARGET)


@given(journals(), st.data())
@settings(max_examples=40)
def test_an_undo_can_itself_be_undone(journal: Journal, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(journal.entries))
    log = journal.undoing(gone)
    again = replace(log[-1], id=log[-1].id + 1, undoes=log[-1].id)
    assert fold([*log, again], target=TARGET) == journal.memory


@given(st.lists(st.tuples(st.sampled_from(GAPS), ratings), min_size=2, max_size=10), st.data())
@settings(max_examples=60)
def test_an_answer_that_arrives_late_finds_its_place(
    history: list[tuple[int, Rating]], data: st.DataObject
) -> None:
    """Two devices: what one learnt offline is told after the other went on."""
    in_order, told = Journal(), Journal()
    late = data.draw(st.integers(0, len(history) - 2))
    for number, (gap, rating) in enumerate(history):
        in_order.day += dt.timedelta(days=gap)
        in_order.answer(rating)
        told.day = in_order.day
        if number != late:
            at = in_order.entries[-1].at
            told.entries.append(replace(told.answer(rating), at=at))
            told.entries.pop(-2)
    missed = in_order.entries[late]
    told.entries.append(replace(missed, id=len(told.entries) + 1, before=told.memory, days=None))
    assert told.folded == in_order.memory


def test_a_replay_keeps_the_interval_that_a_full_calendar_gave() -> None:
    journal = Journal()
    journal.answer(
        Rating.EASY, load=Load({FIRST_DAY + dt.timedelta(days=n): 50 for n in range(20) if n != 9})
    )
    assert journal.memory.interval == 9
    assert journal.folded == journal.memory


@pytest.mark.parametrize("action", ["flag", "bury", "suspend"])
def test_taking_back_a_mark_on_a_card_moves_no_due_date(action: Action) -> None:
    journal = Journal()
    mark = journal.act(action)
    journal.answer(
        Rating.EASY, load=Load({FIRST_DAY + dt.timedelta(days=n): 50 for n in range(20) if n != 6})
    )
    left = fold(journal.undoing(mark), target=TARGET)
    assert (left.due_on, left.interval) == (journal.memory.due_on, journal.memory.interval)


def test_of_two_entries_of_one_moment_the_first_written_comes_first() -> None:
    journal = Journal()
    journal.act("suspend")
    resumed = replace(journal.act("resume"), at=journal.entries[0].at)
    assert not fold([resumed, journal.entries[0]], target=TARGET).is_suspended


def test_cramming_leaves_the_schedule_alone() -> None:
    journal = Journal()
    journal.answer(Rating.EASY)
    before = journal.memory
    journal.day += dt.timedelta(days=2)
    journal.answer(Rating.AGAIN, is_cram=True)
    assert journal.memory == before


def test_a_card_set_aside_flagged_and_buried_says_so_until_it_is_taken_back() -> None:
    journal = Journal()
    setting: tuple[Action, ...] = ("suspend", "flag", "bury")
    clearing: tuple[Action, ...] = ("resume", "unflag", "unbury")
    for action in setting:
        journal.act(action)
    assert journal.memory == Memory(is_suspended=True, is_flagged=True, buried_on=FIRST_DAY)
    for action in clearing:
        journal.act(action)
    assert journal.memory == UNMET


def test_forgetting_a_card_starts_anew_and_keeps_its_marks() -> None:
    journal = Journal()
    journal.act("flag")
    journal.answer(Rating.EASY)
    journal.act("forget")
    assert journal.memory == Memory(is_flagged=True)


def test_what_a_quiz_has_shown_is_put_in_review_when_it_is_kept() -> None:
    journal = Journal()
    journal.learn(Evidence(1.0, 0.0, "recall"))
    assert not journal.memory.is_studied
    journal.day += dt.timedelta(days=1)
    journal.act("keep")
    assert journal.memory.queue == "review"
    assert journal.memory.due_on == FIRST_DAY + dt.timedelta(days=journal.memory.interval)


def test_what_is_kept_long_after_the_quiz_is_due_on_that_day_and_not_in_the_past() -> None:
    journal = Journal()
    journal.learn(Evidence(1.0, 0.0, "recall"))
    journal.day += dt.timedelta(days=100)
    journal.act("keep")
    assert journal.memory.due_on == journal.day


def test_keeping_what_is_studied_or_never_met_changes_nothing() -> None:
    journal = Journal()
    journal.act("keep")
    assert journal.memory == UNMET
    journal.answer(Rating.GOOD)
    before = journal.memory
    journal.act("keep")
    assert journal.memory == before


def quiz(number: int, evidence: Evidence, day: dt.date = FIRST_DAY) -> Entry:
    return Entry(number, "quiz", moment(day, 600 + number), day, Plan(), evidence=evidence)


@pytest.mark.parametrize(
    ("first", "second", "moves"),
    [
        (RIGHT, Evidence(0.0, 0.25, "choice"), 1),
        (RIGHT, Evidence(1.0, 0.0, "recall"), 2),
        (Evidence(1.0, 0.0, "recall"), RIGHT, 1),
        (Evidence(1.0, 0.0, "recall"), Evidence(0.0, 0.0, "recall"), 2),
        (Evidence(0.0, 0.0, "recall"), Evidence(1.0, 0.0, "recall"), 1),
        (Evidence(1.0, 0.25, "choice", was_guessed=True), Evidence(1.0, 0.5, "true_false"), 2),
    ],
)
def test_of_a_days_quiz_answers_only_the_strongest_moves_a_memory(
    first: Evidence, second: Evidence, moves: int
) -> None:
    entries = [quiz(1, first), quiz(2, second)]
    assert [entry.id for entry in effective(entries)] == [moves]
    tomorrow = quiz(3, RIGHT, FIRST_DAY + dt.timedelta(days=1))
    assert [entry.id for entry in effective([*entries, tomorrow])] == [moves, 3]


def test_when_the_strongest_is_taken_back_the_next_one_counts() -> None:
    entries = [quiz(1, RIGHT), quiz(2, Evidence(0.0, 0.0, "recall"))]
    undo = Entry(3, "undo", moment(FIRST_DAY, 700), FIRST_DAY, Plan(), undoes=2)
    assert fold([*entries, undo], target=TARGET) == applied(UNMET, entries[0], target=TARGET)


def test_under_other_parameters_what_is_known_is_told_anew_and_nothing_falls_due_otherwise() -> None:
    journal = Journal()
    for gap in (0, 1, 4, 11):
        journal.day += dt.timedelta(days=gap)
        journal.answer(Rating.GOOD)
    told = fold(journal.entries, target=TARGET, parameters=forgetful())
    (*_earlier, (_end, always)) = met_under(effective(journal.entries), forgetful(), target=TARGET)
    assert (told.stability, told.difficulty) == (always.stability, always.difficulty)
    assert told.stability != journal.memory.stability
    assert told == journal.memory._replace(stability=told.stability, difficulty=told.difficulty)
    assert fold(journal.entries, target=TARGET, parameters=STANDARD) == journal.memory


@pytest.mark.parametrize("seed", range(40))
def test_step_by_step_under_changing_parameters_is_what_the_log_folds_to(seed: int) -> None:
    """Whoever changes her parameters has her memory told anew at once, and goes on from there."""
    rng = Random(seed)
    journal = Journal()
    for number, (day, rating) in enumerate(days_and_ratings(rng)):
        is_new_day = day > journal.day
        journal.day = max(day, journal.day)
        if number % 3 == 2:
            journal.change_parameters(rng.choice((STANDARD, forgetful())))
        if is_new_day and rng.random() < 0.5:
            journal.learn(Evidence(rng.choice((0.0, 1.0)), 0.25, rng.choice(("choice", "true_false"))))
        journal.answer(rating)
        assert fold(journal.entries, target=TARGET, parameters=journal.plan.parameters) == journal.memory


def test_an_answer_taken_back_from_before_a_change_of_parameters_leaves_no_trace() -> None:
    journal = Journal()
    for gap in (0, 0, 3):
        journal.day += dt.timedelta(days=gap)
        last = journal.answer(Rating.GOOD)
    kept = journal.states[-2]
    journal.change_parameters(forgetful())
    left = fold(journal.undoing(last), target=TARGET, parameters=forgetful())
    assert left == fold(journal.entries[:-1], target=TARGET, parameters=forgetful())
    assert left == kept._replace(stability=left.stability, difficulty=left.difficulty)


def test_an_interval_promised_before_a_change_of_parameters_is_kept_by_every_replay() -> None:
    journal = Journal()
    for gap in (0, 0, 3):
        journal.day += dt.timedelta(days=gap)
        journal.answer(Rating.GOOD)
    assert journal.memory.due_on is not None
    journal.day = journal.memory.due_on
    promised = offers(journal.memory, target=TARGET, day=journal.day, plan=journal.plan)[2].days
    journal.change_parameters(forgetful())
    freely = journal.answer(Rating.GOOD).days
    assert freely != promised
    entry = replace(journal.entries[-1], days=promised)
    after = fold([*journal.entries[:-1], entry], target=TARGET, parameters=forgetful())
    assert after.interval == promised

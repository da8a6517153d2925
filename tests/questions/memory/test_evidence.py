"""What quiz answers say about memories, rule by rule."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.marks import BLANK, Mark
from questions.memory.evidence import (
    CHOICE_SHOWS,
    CHOICE_STRENGTHENS,
    RECALL_AT_FIRST_SIGHT,
    Evidence,
    Form,
    evidence_in,
    weighed,
)
from questions.memory.model import graduated_after, recall_after
from questions.memory.plan import DEFAULT_PLAN
from questions.memory.state import UNMET, Memory, Queue, Rating
from tests.questions.builders import example_question
from tests.questions.memory.histories import FIRST_DAY, moment

DAY = FIRST_DAY + dt.timedelta(days=12)
KNOWN = Memory(
    queue="review", stability=12.0, difficulty=5.0, last_on=FIRST_DAY, due_on=DAY, interval=12, reps=4
)
IDLE = KNOWN._replace(queue="idle", due_on=None, interval=0)
TYPED, CHOSEN, JUDGED = (
    Evidence(1.0, 0.0, "recall"),
    Evidence(1.0, 0.25, "choice"),
    Evidence(1.0, 0.5, "true_false"),
)
CAPITAL, SEAT, RIVER = ("paris", "object"), ("oslo", "object"), ("rome", "object")


def after(memory: Memory, evidence: Evidence, day: dt.date = DAY) -> Memory:
    return weighed(memory, evidence, target=1, day=day, plan=DEFAULT_PLAN)


def stability(memory: Memory) -> float:
    assert memory.stability is not None
    return memory.stability


def rated(memory: Memory, rating: Rating, day: dt.date = DAY) -> tuple[float, float]:
    then = graduated_after(memory, rating, day, DEFAULT_PLAN)
    return then.stability, then.difficulty


@pytest.mark.parametrize("memory", [UNMET, KNOWN, IDLE])
@pytest.mark.parametrize("form", ["recall", "choice"])
def test_wrong_and_blank_are_forgotten(memory: Memory, form: Form) -> None:
    found = after(memory, Evidence(0.0, 0.25, form))
    assert (found.stability, found.difficulty) == rated(memory, Rating.AGAIN)
    assert found.last_on == DAY


@pytest.mark.parametrize("memory", [UNMET, KNOWN, IDLE])
def test_a_right_typed_answer_is_recalled(memory: Memory) -> None:
    found = after(memory, TYPED)
    assert (found.stability, found.difficulty) == rated(memory, Rating.GOOD)


def test_partial_credit_mixes_remembered_and_forgotten_without_dice() -> None:
    (good, easy), (again, hard) = rated(KNOWN, Rating.GOOD), rated(KNOWN, Rating.AGAIN)
    found = after(KNOWN, Evidence(1 / 3, 0.0, "recall"))
    assert stability(found) == pytest.approx(math.exp(math.log(good) / 3 + 2 * math.log(again) / 3))
    assert found.difficulty == pytest.approx(easy / 3 + 2 * hard / 3)


@pytest.mark.parametrize("guess", [0.1, 0.5, 0.9])
def test_a_right_answer_is_weakened_by_the_chance_of_a_guess(guess: float) -> None:
    known = recall_after(12.0, 12, DEFAULT_PLAN.parameters)
    share = known / (known + (1 - known) * guess)
    (good, easy), (again, hard) = rated(KNOWN, Rating.GOOD), rated(KNOWN, Rating.AGAIN)
    found = after(KNOWN, Evidence(1.0, guess, "recall"))
    assert stability(found) == pytest.approx(math.exp(share * math.log(good) + (1 - share) * math.log(again)))
    assert found.difficulty == pytest.approx(share * easy + (1 - share) * hard)


def test_at_first_sight_knowing_and_not_knowing_are_as_likely() -> None:
    assert RECALL_AT_FIRST_SIGHT == 0.5
    good, again = rated(UNMET, Rating.GOOD)[0], rated(UNMET, Rating.AGAIN)[0]
    found = after(UNMET, Evidence(1.0, 0.25, "recall"))
    assert stability(found) == pytest.approx(good**0.8 * again**0.2)


def test_choosing_strengthens_a_little_and_never_as_much_as_the_mean_with_a_recall() -> None:
    good = rated(KNOWN, Rating.GOOD)[0]
    found = stability(after(KNOWN, CHOSEN))
    assert found == pytest.approx(12.0 ** (1 - CHOICE_STRENGTHENS) * good**CHOICE_STRENGTHENS)
    assert 12.0 < found <= math.sqrt(12.0 * good)


def test_choosing_at_first_sight_shows_half_of_what_recalling_would() -> None:
    good, again = rated(UNMET, Rating.GOOD)[0], rated(UNMET, Rating.AGAIN)[0]
    assert CHOICE_SHOWS == 0.5
    assert stability(after(UNMET, CHOSEN)) == pytest.approx(math.sqrt(again * good))


known_memories = st.builds(
    lambda strength, difficulty, interval, queue: (KNOWN if queue == "review" else IDLE)._replace(
        stability=strength,
        difficulty=difficulty,
        interval=interval if queue == "review" else 0,
        due_on=FIRST_DAY + dt.timedelta(days=interval) if queue == "review" else None,
    ),
    st.floats(0.1, 500),
    st.floats(1, 10),
    st.integers(1, 400),
    st.sampled_from(("review", "idle")),
)
gaps = st.integers(0, 500)
guesses = st.floats(0, 0.9)


@given(known_memories, gaps, guesses, st.floats(0, 1))
def test_recognising_is_never_worth_more_than_recalling(
    memory: Memory, gap: int, guess: float, share: float
) -> None:
    day = FIRST_DAY + dt.timedelta(days=gap)
    by_form = [stability(after(memory, Evidence(share, guess, form), day)) for form in ("choice", "recall")]
    assert by_form[0] <= by_form[1]


@given(known_memories, gaps, guesses, st.lists(st.floats(0, 1), min_size=2, max_size=5))
def test_more_credit_never_means_a_weaker_memory(
    memory: Memory, gap: int, guess: float, shares: list[float]
) -> None:
    day = FIRST_DAY + dt.timedelta(days=gap)
    found = [stability(after(memory, Evidence(share, guess, "choice"), day)) for share in sorted(shares)]
    assert all(more >= less - 1e-9 * less for less, more in pairwise(found))


@given(known_memories, gaps, st.booleans())
def test_true_or_false_never_puts_a_review_off(memory: Memory, gap: int, is_right: bool) -> None:
    found = after(memory, Evidence(float(is_right), 0.5, "true_false"), FIRST_DAY + dt.timedelta(days=gap))
    assert stability(found) <= stability(memory)
    if memory.due_on is not None:
        assert found.due_on is not None
        assert found.due_on <= memory.due_on


def test_true_or_false_judged_rightly_shows_nothing_and_wrongly_shows_forgetting() -> None:
    assert after(KNOWN, JUDGED) == KNOWN
    assert after(UNMET, JUDGED) == UNMET
    wrong = Evidence(0.0, 0.5, "true_false")
    assert after(UNMET, wrong).stability == rated(UNMET, Rating.AGAIN)[0]
    assert after(KNOWN, wrong).stability == rated(KNOWN, Rating.AGAIN)[0]


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("form", ["recall", "choice", "true_false"])
def test_an_answer_declared_a_guess_changes_nothing(share: float, form: Form) -> None:
    assert after(KNOWN, Evidence(share, 0.25, form, was_guessed=True)) == KNOWN


@pytest.mark.parametrize("queue", ["learning", "relearning"])
@pytest.mark.parametrize("evidence", [TYPED, CHOSEN, Evidence(0.0, 0.25, "choice")])
def test_learning_steps_are_not_touched(queue: Queue, evidence: Evidence) -> None:
    learning = KNOWN._replace(queue=queue, step=1, due_on=None, due_at=moment(DAY, 900), interval=0)
    found = after(learning, evidence)
    assert (found.queue, found.step, found.due_at, found.due_on) == (queue, 1, moment(DAY, 900), None)
    assert found.stability != learning.stability


def test_what_is_not_studied_gets_a_memory_and_no_due_day() -> None:
    for evidence in (TYPED, CHOSEN, Evidence(0.0, 0.0, "recall")):
        found = after(UNMET, evidence)
        assert (found.queue, found.due_on, found.due_at) == ("idle", None, None)
        assert found.is_known


def test_a_quiz_answer_is_no_repetition_and_no_lapse() -> None:
    for evidence in (TYPED, Evidence(0.0, 0.0, "recall")):
        found = after(KNOWN, evidence)
        assert (found.reps, found.lapses) == (KNOWN.reps, KNOWN.lapses)


def test_a_right_answer_puts_a_review_off_and_a_wrong_one_brings_it_near() -> None:
    typed, chosen, wrong = (after(KNOWN, one) for one in (TYPED, CHOSEN, Evidence(0.0, 0.25, "choice")))
    assert typed.due_on is not None
    assert chosen.due_on is not None
    assert wrong.due_on is not None
    assert DAY < wrong.due_on < chosen.due_on < typed.due_on


def test_an_answer_told_late_moves_no_last_day_back() -> None:
    earlier = FIRST_DAY - dt.timedelta(days=3)
    assert after(KNOWN, TYPED, earlier).last_on == FIRST_DAY


def test_a_question_on_one_fact_tells_what_its_mark_says() -> None:
    short = replace(example_question("short_answer"), targets=(CAPITAL,))
    assert list(evidence_in(short, Mark.of(1))) == [(CAPITAL, Evidence(1.0, 0.0, "recall"))]
    assert list(evidence_in(short, BLANK)) == [(CAPITAL, Evidence(0.0, 0.0, "recall"))]
    choice = replace(example_question("single_choice"), targets=(CAPITAL,))
    count = len(choice.asked.options)
    assert list(evidence_in(choice, Mark.of(1))) == [(CAPITAL, Evidence(1.0, 1 / count, "choice"))]
    judged = replace(example_question("true_false"), targets=(CAPITAL,))
    assert [one.form for _, one in evidence_in(judged, Mark.of(1))] == ["true_false"]


@pytest.mark.parametrize("type", ["multiple_response", "ordering", "short_answer"])
@pytest.mark.parametrize("share", [Fraction(0), Fraction(1, 2)])
def test_a_question_on_several_facts_that_is_not_right_blames_none(type: str, share: Fraction) -> None:
    question = replace(example_question(type), targets=(CAPITAL, SEAT, RIVER))
    assert list(evidence_in(question, Mark.of(share))) == []


def test_a_question_on_several_facts_that_is_right_speaks_for_each_of_them_once() -> None:
    question = replace(example_question("ordering"), targets=(CAPITAL, SEAT, CAPITAL))
    found = dict(evidence_in(question, Mark.of(1)))
    assert set(found) == {CAPITAL, SEAT}
    assert all(one.share == 1 and one.form == "choice" for one in found.values())


def test_matching_counts_pair_by_pair_and_only_what_was_matched_rightly() -> None:
    question = replace(example_question("matching"), targets=(SEAT, CAPITAL, RIVER))
    first, second, third = (prompt.id for prompt in question.asked.prompts)
    mark = Mark.of(Fraction(2, 3), ((first, True), (second, False), (third, True)))
    guess = 1 / len(question.asked.options)
    assert list(evidence_in(question, mark)) == [
        (SEAT, Evidence(1.0, guess, "choice")),
        (RIVER, Evidence(1.0, guess, "choice")),
    ]


def test_a_question_of_no_documented_fact_tells_nothing() -> None:
    question = replace(example_question("short_answer"), targets=(("", ""),))
    assert list(evidence_in(question, Mark.of(1))) == []

"""Practice: an answer is locked by its check, and what was missed comes back until it is right once."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from questions.types import JUDGED, TYPES
from quizapp.bank.models import Question, QuestionVersion
from quizapp.bank.operations import add_versions
from quizapp.bank.version_cache import forget_versions
from quizapp.quizzes.integrity import check as differences
from quizapp.quizzes.models import QuestionTally
from quizapp.quizzes.queries import get_own_attempt
from tests import builders
from tests.questions.builders import example_question
from tests.quizapp.quizzes.answers import Fields, item, post_form, save
from tests.quizapp.quizzes.conftest import Desk

MANY = ("single_choice", "short_answer", "numeric", "date", "single_choice", "numeric")


def check(desk: Desk, number: int, name: str, *, answer: Fields | None = None):
    """Answer a question of the practice and ask for its feedback."""
    fields = desk.answer(number, name) if answer is None else answer
    seq = desk.stored().slots[number].seq
    return post_form(desk.browser, desk.attempt, number, seq, fields, go="check", number=str(number))


def next_number(desk: Desk, number: int) -> int | None:
    """Where the feedback page of a question leads."""
    page = desk.browser.get(desk.url(number)).text
    numbers = [other for other in desk.stored().slots if f'href="{desk.url(other)}"' in page]
    return numbers[0] if numbers else None


@pytest.fixture
def related(desk_of, rows):
    """A practice of six, with a second form for what the first one asks."""
    desk = desk_of(*MANY, mode="practise")
    with rows() as session:
        first = desk.stored().slots[1]
        version = session.get(QuestionVersion, first.version_id)
        twin = builders.question(
            session, desk.bank, "short_answer", fact=version.targets[0][0], role=version.targets[0][1]
        )
    return desk, twin


def test_a_checked_answer_is_locked(practice):
    assert check(practice, 2, "wrong").status_code == 303
    reply = save(practice.browser, practice.attempt, item(2, 1, practice.answer(2, "right")))
    assert (reply.status_code, reply.json["reason"], reply.json["state"]) == (409, "closed", "open")
    assert check(practice, 2, "right").status_code == 409
    slot = practice.stored().slots[2]
    assert (slot.checked_as, slot.earned, slot.verdict) == (1, 0, "wrong")


def test_a_second_check_of_the_same_answer_changes_nothing(practice):
    check(practice, 2, "wrong")
    before = practice.stored().kinds
    again = post_form(
        practice.browser, practice.attempt, 2, 1, practice.answer(2, "wrong"), go="check", number="2"
    )
    assert again.status_code == 303
    assert practice.stored().kinds == before


def test_feedback_says_why_and_shows_the_passage(practice):
    check(practice, 1, "wrong")
    page = practice.browser.get(practice.url(1)).text
    assert "Not this time. It is: Paris." in page
    assert "Because it is so." in page
    assert "<mark" in page
    assert "It comes back after 2 others:" in page


def test_what_was_left_open_is_not_checked_but_asked_for(practice):
    assert check(practice, 1, "", answer={}).location == practice.url(1)
    assert "Answer first, or say that you don’t know." in practice.browser.get(practice.url(1)).text
    slot = practice.stored().slots[1]
    assert (slot.checked_as, slot.verdict) == (None, None)


def test_i_do_not_know_is_always_an_answer(desk_of):
    desk = desk_of(*MANY, mode="practise")
    for number in range(1, len(MANY) + 1):
        assert check(desk, number, "", answer={"unknown": ["1"]}).status_code == 303
        assert "Now you know." in desk.browser.get(desk.url(number)).text


@pytest.mark.parametrize("type", sorted(TYPES))
def test_who_does_not_know_sees_what_is_right_and_nothing_crossed_out(desk_of, type):
    desk = desk_of(type, mode="practise")
    check(desk, 1, "", answer={"unknown": ["1"]})
    page = desk.browser.get(desk.url(1)).text
    assert ("What a good answer holds" if type in JUDGED else "Right answer") in page
    assert "answer-wrong" not in page


def test_the_right_half_of_an_answer_is_not_called_wrong(desk_of):
    desk = desk_of("true_false", mode="practise")
    check(desk, 1, "", answer={"verdict": ["false"]})
    page = desk.browser.get(desk.url(1)).text
    assert "False is right; the wrong part is:" in page
    assert page.count("Your answer: right") == 1
    assert "Your answer: wrong" not in page


def test_pairs_left_open_are_told_in_the_list_of_the_result(desk_of):
    desk = desk_of("matching", mode="practise")
    check(desk, 1, "", answer={"unknown": ["1"]})
    desk.browser.post(desk.url("submit"))
    assert "Right: <b>" in desk.browser.get(desk.url("review")).text


def test_in_a_test_nothing_can_be_checked(desk):
    post_form(desk.browser, desk.attempt, 2, 0, {"text": ["EU"]}, go="check", number="2")
    assert desk.stored().slots[2].checked_as is None
    assert "Not this time" not in desk.browser.get(desk.url(2)).text


def test_what_was_missed_returns_after_three_others_in_another_form(related):
    desk, twin = related
    check(desk, 1, "wrong")
    visited, here = [], 1
    for _ in range(4):
        here = next_number(desk, here)
        visited.append(here)
        check(desk, here, "right")
    returned = 7
    assert visited == [2, 3, 4, returned]
    assert "Question 5 of 7" in desk.browser.get(desk.url(returned)).text
    assert "(6 questions + 1 that comes back)" in desk.browser.get(desk.url(returned)).text
    slot = desk.stored().slots[returned]
    with desk.rows() as session:
        assert session.get(QuestionVersion, slot.version_id).question_id == twin.id
    assert (slot.returns, slot.counts) == (1, False)


def test_it_returns_until_it_is_right_once(practice):
    check(practice, 1, "wrong")
    check(practice, 4, "wrong")
    check(practice, 5, "right")
    assert [slot.returns for slot in practice.stored().slots.values()] == [None, None, None, 1, 4]


def test_where_there_are_no_others_it_returns_at_once(desk_of):
    desk = desk_of("single_choice", mode="practise")
    check(desk, 1, "wrong")
    assert next_number(desk, 1) == 2


@pytest.fixture
def free_practice(rows, sign_in):
    """`free_practice(count)` → a practice of five questions that was drawn from a bank of so many."""

    def begin(count: int) -> Desk:
        with rows() as session:
            teacher, student = builders.teacher(session), builders.user(session)
            bank = builders.bank(session)
            asks = [builders.question(session, bank, "numeric") for _ in range(count)]
        browser = sign_in(student)
        number = int(browser.post(f"/quizzes/start/{bank.slug}").location.split("/")[2])
        with rows() as session:
            attempt = get_own_attempt(session, student.id, number)
        return Desk(rows, teacher, student, browser, bank, asks, attempt.quiz, attempt)

    return begin


def practise_on(desk: Desk, number: int, name: str = "right") -> list[int]:
    """Where the practice leads from the feedback of a question on, each answered alike."""
    visited = []
    while (number := next_number(desk, number)) is not None:
        visited.append(number)
        check(desk, number, name)
    return visited


def test_what_is_missed_last_returns_after_three_others_from_the_bank(free_practice, rows):
    desk = free_practice(8)
    for number in range(1, 5):
        check(desk, number, "right")
    check(desk, 5, "wrong")
    assert "It comes back in another form after a few others" in desk.browser.get(desk.url(5)).text
    assert "In between" in desk.browser.get(desk.url(7)).text
    assert practise_on(desk, 5) == [7, 8, 9, 6]
    slots = desk.stored().slots
    assert len({slot.version_id for slot in slots.values()}) == 8
    assert [(slot.returns, slot.counts) for slot in slots.values()][5:] == [(5, False), *[(None, False)] * 3]
    desk.browser.post(desk.url("submit"))
    assert "4 of 5" in desk.browser.get(desk.url("review")).text
    with rows() as session:
        assert list(differences(session)) == []


def test_what_only_stood_between_does_not_return_when_missed(free_practice):
    desk = free_practice(8)
    for number in range(1, 5):
        check(desk, number, "right")
    check(desk, 5, "wrong")
    for number in (7, 8, 9):
        check(desk, number, "wrong")
    assert len(desk.stored().slots) == 9
    assert practise_on(desk, 9) == [6]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (6, "It comes back after 1 other:"),
        (7, "It comes back after 2 others:"),
        (5, "It comes back at once:"),
    ],
)
def test_where_the_bank_has_fewer_others_the_page_says_so(free_practice, count, words):
    desk = free_practice(count)
    for number in range(1, 5):
        check(desk, number, "right")
    check(desk, 5, "wrong")
    assert words in desk.browser.get(desk.url(5)).text
    assert len(practise_on(desk, 5)) == count - 4


def test_only_first_answers_count(practice):
    check(practice, 1, "wrong")
    for number in (2, 3, 4):
        check(practice, number, "right")
    practice.browser.post(practice.url("submit"))
    attempt = practice.stored().attempt
    assert (attempt.earned, attempt.available) == (2_000_000, 3_000_000)
    assert "2 of 3" in practice.browser.get(practice.url("review")).text


def test_a_question_mended_meanwhile_still_returns(practice, rows):
    with rows() as session:
        row = session.get(Question, practice.questions[0].id)
        row.current_number = 2
        add_versions(
            session, [(row, replace(example_question("single_choice"), difficulty=3))], None, builders.NOW
        )
    check(practice, 1, "wrong")
    assert practice.stored().slots[4].returns == 1


def test_no_form_that_an_exam_reserves_returns(practice, rows):
    with rows() as session:
        first = practice.stored().slots[1]
        version = session.get(QuestionVersion, first.version_id)
        exam = builders.question(
            session, practice.bank, "numeric", fact=version.targets[0][0], role=version.targets[0][1]
        )
        quiz = builders.quiz(session, practice.bank, practice.teacher, asks=[exam], review="after_close")
        room = builders.classroom(session, practice.teacher, students=[practice.student])
        closing = builders.NOW + dt.timedelta(days=1)
        builders.assignment(session, quiz, room, practice.teacher, close_at=closing)
    check(practice, 1, "wrong")
    drawn = {slot.version_id for slot in practice.stored().slots.values()}
    with rows() as session:
        assert all(session.get(QuestionVersion, id).question_id != exam.id for id in drawn)


def test_practice_of_what_was_missed_ends_when_all_is_right(practice, rows):
    url = f"/quizzes/missed/{practice.bank.slug}"
    assert practice.browser.post(url).status_code == 409
    check(practice, 1, "wrong")
    practice.browser.post(practice.url("submit"))
    started = practice.browser.post(url)
    assert started.status_code == 303
    again = practice.browser.post(url)
    assert again.location == started.location
    with rows() as session:
        tally = session.get(QuestionTally, (practice.student.id, practice.questions[0].id))
        assert (tally.answers, tally.right, tally.last_right) == (1, 0, False)


def test_result_and_home_promise_as_many_as_the_button_asks(related):
    desk, _twin = related
    check(desk, 1, "wrong")
    for number in (2, 3, 4):
        check(desk, number, "wrong" if number == 2 else "right")
    check(desk, 7, "wrong")
    desk.browser.post(desk.url("submit"))
    assert "You missed 2 questions last time." in desk.browser.get("/").text
    for url in (desk.url("review"), "/"):
        assert (
            "Practise these 2<" in desk.browser.get(url).text
            or "Practise 2 that" in desk.browser.get(url).text
        )
    location = desk.browser.post(f"/quizzes/missed/{desk.bank.slug}").location
    assert "Question 1 of 2" in desk.browser.get(location).text
    assert "You missed" not in desk.browser.get("/").text


def test_questions_without_facts_are_practised_again_beside_those_with(desk_of, rows):
    desk = desk_of("single_choice", "numeric", mode="practise")
    with rows() as session:
        version = session.get(QuestionVersion, desk.stored().slots[2].version_id)
        version.targets, version.facts = [], []
    forget_versions()
    for number in (1, 2):
        check(desk, number, "wrong")
    desk.browser.post(desk.url("submit"))
    location = desk.browser.post(f"/quizzes/missed/{desk.bank.slug}").location
    assert "Question 1 of 2" in desk.browser.get(location).text


def test_what_is_stored_of_a_practice_agrees_with_its_log(practice, rows):
    for number, name in zip(range(1, 7), itertools.cycle(["wrong", "right", "declared blank"]), strict=False):
        if number in practice.stored().slots:
            check(practice, number, name)
    practice.browser.post(practice.url("submit"))
    with rows() as session:
        assert list(differences(session)) == []

"""What an exam asks is told nowhere until it has closed, not even by a practice begun before."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from quizapp.bank.models import QuestionVersion
from quizapp.classrooms.models import Membership
from quizapp.commands.ticking import tick
from quizapp.quizzes.models import Assignment, Quiz
from quizapp.quizzes.operations import close_overdue
from quizapp.quizzes.queries import GRACE
from quizapp.quizzes.reserved_queries import reserved_for
from tests import builders
from tests.quizapp.quizzes.answers import item, post_form, save
from tests.quizapp.quizzes.conftest import Desk

CLOSES = dt.timedelta(hours=1)
SKIPPED = "That question is part of a test that is still open"
WAITS = "part of a test that is still open. Until that has closed"


@pytest.fixture
def give_exam(rows):
    """`give_exam(desk, number)` → the id of an exam, now given to the student, of what that slot asks."""

    def give(desk: Desk, number: int, *, asks: str = "itself", students=None, **settings) -> int:
        with rows() as session:
            version = session.get(QuestionVersion, desk.stored().slots[number].version_id)
            question = next(one for one in desk.questions if one.id == version.question_id)
            if asks != "itself":
                fact, role = version.targets[0]
                question = builders.question(session, desk.bank, asks, fact=fact, role=role)
            quiz = builders.quiz(
                session, desk.bank, desk.teacher, asks=[question], review="after_close", **settings
            )
            takers = [desk.student] if students is None else students
            room = builders.classroom(session, desk.teacher, students=takers)
            builders.assignment(session, quiz, room, desk.teacher, close_at=builders.NOW + CLOSES)
            return quiz.id

    return give


def check(desk: Desk, number: int, name: str = "right"):
    answer = desk.answer(number, name)
    seq = desk.stored().slots[number].seq
    return post_form(desk.browser, desk.attempt, number, seq, answer, go="check", number=str(number))


@pytest.mark.parametrize("asks", ["itself", "numeric"])
def test_what_an_exam_asks_in_any_form_is_not_checked_but_skipped(practice, give_exam, asks):
    give_exam(practice, 1, asks=asks)
    reply = check(practice, 1)
    assert reply.location == practice.url(2)
    assert SKIPPED in practice.browser.get(reply.location).text
    slot = practice.stored().slots[1]
    assert (slot.seq, slot.checked_as, slot.verdict) == (1, None, None)


def test_the_way_through_the_practice_leads_past_it(practice, give_exam):
    give_exam(practice, 1)
    check(practice, 2)
    page = practice.browser.get(practice.url(2)).text
    assert f'href="{practice.url(3)}" ' in page
    assert practice.browser.get(practice.url("").rstrip("/")).location == practice.url(3)
    check(practice, 3)
    assert "See your result" in practice.browser.get(practice.url(3)).text
    assert check(practice, 1).location == practice.url("summary")


def test_it_is_checked_again_once_the_exam_and_its_grace_are_over(practice, give_exam, clock):
    give_exam(practice, 1)
    clock.moment += CLOSES + GRACE - dt.timedelta(seconds=1)
    check(practice, 1)
    assert practice.stored().slots[1].checked_as is None
    clock.forward(seconds=1)
    assert check(practice, 1).location == practice.url(1)
    assert practice.stored().slots[1].verdict == "right"


def test_the_exam_of_a_class_that_she_is_not_in_keeps_nothing_back(practice, give_exam, rows):
    with rows() as session:
        stranger = builders.user(session)
    give_exam(practice, 1, students=[stranger])
    check(practice, 1)
    assert practice.stored().slots[1].verdict == "right"


def test_who_leaves_the_class_does_not_get_at_its_exam_sooner(practice, give_exam, rows):
    give_exam(practice, 1)
    with rows() as session:
        session.execute(update(Membership).values(left_at=builders.NOW))
    check(practice, 1)
    assert practice.stored().slots[1].checked_as is None


def test_an_exam_of_which_nobody_knows_when_it_closes_is_kept_back(practice, give_exam, rows, clock):
    """None is given so, but what says nothing must not tell the key."""
    give_exam(practice, 1)
    with rows() as session:
        session.execute(update(Assignment).values(close_at=None))
    clock.forward(hours=9)
    assert SKIPPED in practice.browser.get(check(practice, 1).location).text
    assert practice.stored().slots[1].checked_as is None


def test_a_practice_seals_nothing_whatever_its_review_says(practice, give_exam, rows):
    quiz_id = give_exam(practice, 1)
    with rows() as session:
        session.get(Quiz, quiz_id).mode = "practise"
    check(practice, 1)
    assert practice.stored().slots[1].verdict == "right"


@pytest.mark.parametrize("mode", ["practise", "test"])
def test_handing_in_tells_nothing_before_the_exam_has_closed(app, desk_of, give_exam, clock, mode):
    desk = desk_of("single_choice", "short_answer", mode=mode)
    give_exam(desk, 1)
    desk.browser.post(desk.url("submit"))
    page = desk.browser.get(desk.url("review")).text
    assert WAITS in page
    assert "Paris" not in page
    assert desk.browser.get(desk.url("review/1")).location == desk.url("review")
    assert desk.browser.get(desk.url("report/1")).status_code == 404
    attempt = desk.stored().attempt
    assert (attempt.review_at, attempt.is_tallied) == (builders.NOW + CLOSES + GRACE, False)
    clock.moment = attempt.review_at
    with app.app_context():
        tick("holder")
    assert "0 of 2" in desk.browser.get(desk.url("review")).text
    assert desk.stored().attempt.is_tallied


def test_a_review_waits_on_where_the_exam_closes_later_than_it_was_to(app, practice, give_exam, rows, clock):
    quiz_id = give_exam(practice, 1)
    practice.browser.post(practice.url("submit"))
    with rows() as session:
        exam = session.get(Quiz, quiz_id)
        room = builders.classroom(session, practice.teacher, students=[practice.student])
        builders.assignment(session, exam, room, practice.teacher, close_at=builders.NOW + 2 * CLOSES)
    clock.moment += CLOSES + GRACE
    with app.app_context():
        tick("holder")
    assert WAITS in practice.browser.get(practice.url("review")).text
    assert practice.stored().attempt.review_at == builders.NOW + 2 * CLOSES + GRACE


def test_a_review_that_has_opened_stays_open(practice, give_exam):
    practice.browser.post(practice.url("submit"))
    give_exam(practice, 1)
    assert "0 of 3" in practice.browser.get(practice.url("review")).text


def test_time_that_runs_out_tells_nothing_either(desk_of, give_exam, rows, clock):
    desk = desk_of("single_choice", limit_seconds=60)
    give_exam(desk, 1)
    save(desk.browser, desk.attempt, item(1, 0, desk.answer(1, "right")))
    clock.forward(seconds=120)
    assert WAITS in desk.browser.get(desk.url("review")).text
    with rows() as session:
        close_overdue(session, now=clock())
    assert WAITS in desk.browser.get(desk.url("review")).text


def test_what_past_exams_reserved_is_not_read_any_more(practice, give_exam, rows, statements):
    give_exam(practice, 1)
    later = builders.NOW + CLOSES + dt.timedelta(days=1)
    with rows() as session, statements() as sent:
        assert not reserved_for(session, practice.student.id, practice.bank.id, later)
    assert len(sent) == 1


def test_two_exams_of_one_question_keep_it_until_the_later_has_closed(practice, give_exam, rows):
    first = give_exam(practice, 1)
    with rows() as session:
        quiz = session.get(Quiz, first)
        other = builders.quiz(
            session, practice.bank, practice.teacher, asks=practice.questions, review="after_close"
        )
        room = builders.classroom(session, practice.teacher, students=[practice.student])
        builders.assignment(session, other, room, practice.teacher, close_at=builders.NOW + 2 * CLOSES)
        reserved = reserved_for(session, practice.student.id, practice.bank.id, builders.NOW)
        (asked,) = quiz.plan["question_ids"]
    assert reserved.questions[asked] == builders.NOW + 2 * CLOSES + GRACE

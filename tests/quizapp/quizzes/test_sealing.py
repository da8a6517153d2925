"""Until the review of an exam opens, nothing a student can see differs between right and wrong answers."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from questions.attempt import GRACE_S
from quizapp.cards.models import MemoryRow, Review
from quizapp.commands.ticking import tick
from quizapp.quizzes.models import Assignment, Attempt, QuestionTally, TopicTally
from tests import builders
from tests.quizapp.quizzes.answers import answer_of, item, page_of, save, stored
from tests.quizapp.quizzes.conftest import Desk

TYPES = ("short_answer", "numeric", "true_false", "single_choice", "date", "short_answer")
CLOSES = dt.timedelta(hours=1)
PAGES = ("/", "/quizzes", "/progress", "/cards/", "/cards/decks", "/cards/figures")
# What differs between two students whatever they answer.
OWN = re.compile(r"person-\d+|/attempts/\d+", re.IGNORECASE)


@pytest.fixture
def exam(rows, sign_in, clock):
    """`exam("right")` → a student of the same class who has handed in such answers to the same exam."""
    with rows() as session:
        teacher = builders.teacher(session)
        bank = builders.bank(session)
        asks = [builders.question(session, bank, type) for type in TYPES]
        quiz = builders.quiz(session, bank, teacher, asks=asks, review="after_close")
        room = builders.classroom(session, teacher)
        given = builders.assignment(session, quiz, room, teacher, close_at=clock() + CLOSES)

    def sit(name: str) -> Desk:
        with rows() as session:
            student = builders.user(session)
            builders.enrol(session, room, student)
        browser = sign_in(student)
        number = int(browser.post(f"/assignments/{given.id}/start").location.split("/")[2])
        with rows() as session:
            attempt = session.get(Attempt, number)
            answers = {
                n: answer_of(session, slot, name) for n, slot in stored(session, attempt).slots.items()
            }
        for slot, answer in answers.items():
            assert save(browser, attempt, item(slot, 0, answer)).status_code == 200
        browser.post(f"/attempts/{number}/submit")
        return Desk(rows, teacher, student, browser, bank, asks, quiz, attempt)

    return sit


def seen(desk: Desk) -> dict[str, str]:
    urls = [*PAGES, desk.url("review"), desk.url("review/1"), desk.url("report/1"), desk.url(1)]
    return {OWN.sub("…", url): OWN.sub("…", page_of(desk.browser, url)) for url in urls}


def tallies(desk: Desk) -> int:
    """How many rows hold what her answers told: for each question, memory and log entry, and the topic."""
    with desk.rows() as session:
        return sum(
            session.query(row).filter_by(user_id=desk.student.id).count()
            for row in (QuestionTally, TopicTally, MemoryRow, Review)
        )


def test_right_and_wrong_look_the_same_until_it_has_closed_for_all(app, exam, clock):
    right, wrong = exam("right"), exam("wrong")
    for seconds in (0, -1, 1, GRACE_S - 1):
        clock.moment = builders.NOW + (CLOSES + dt.timedelta(seconds=seconds) if seconds else dt.timedelta())
        with app.app_context():
            tick("holder")
        assert seen(right) == seen(wrong)
        assert tallies(right) == tallies(wrong) == 0
    assert right.stored().attempt.earned != wrong.stored().attempt.earned


def test_the_close_and_its_grace_open_it_and_a_tick_counts_it(app, exam, clock):
    right, wrong = exam("right"), exam("wrong")
    clock.forward(seconds=CLOSES.total_seconds() + GRACE_S)
    assert "6 of 6" in right.browser.get(right.url("review")).text
    assert "0 of 6" in wrong.browser.get(wrong.url("review")).text
    assert "100 %" in right.browser.get("/progress").text
    assert tallies(right) == 0
    with app.app_context():
        assert tick("holder") == 2
    assert tallies(right) == tallies(wrong) == 3 * len(TYPES) + 1
    assert "Practise these 6" in wrong.browser.get("/").text
    assert "You missed" not in right.browser.get("/").text


def test_somebody_elses_later_close_keeps_it_sealed_for_all(app, rows, exam, clock):
    early, late = exam("right"), exam("wrong")
    with rows() as session:
        given = session.get(Attempt, late.attempt.id).assignment_id
        builders.override(
            session, session.get(Assignment, given), late.student, late.teacher, extra_seconds=600
        )
    clock.forward(seconds=CLOSES.total_seconds() + 590)
    assert "6 of 6" not in early.browser.get(early.url("review")).text
    clock.forward(seconds=10 + GRACE_S)
    assert "6 of 6" in early.browser.get(early.url("review")).text


def test_an_exams_questions_are_not_practised_before_it_closes(exam, clock):
    desk = exam("right")
    assert desk.browser.post(f"/quizzes/start/{desk.bank.slug}").status_code == 422
    clock.forward(seconds=CLOSES.total_seconds() + GRACE_S)
    assert desk.browser.post(f"/quizzes/start/{desk.bank.slug}").status_code == 303


def test_a_review_taken_in_late_leaves_what_younger_answers_said(app, exam, rows, clock):
    desk = exam("wrong")
    clock.forward(seconds=CLOSES.total_seconds() + GRACE_S)
    location = desk.browser.post(f"/quizzes/start/{desk.bank.slug}").location
    number = int(location.split("/")[2])
    with rows() as session:
        attempt = session.get(Attempt, number)
        slot = stored(session, attempt).slots[1]
        answer = answer_of(session, slot, "right")
    desk.browser.post(
        f"/attempts/{number}/answers",
        data={"writer": "w", "s1-seq": "0", "go": "check", "number": "1"}
        | {f"s1-{name}": values for name, values in answer.items()},
    )
    with app.app_context():
        tick("holder")
    with rows() as session:
        rights = [row.last_right for row in session.query(QuestionTally).filter_by(user_id=desk.student.id)]
    assert sorted(rights) == [False] * 5 + [True]


def test_a_review_compares_with_no_score_that_is_sealed_yet(app, rows, sign_in, clock):
    with rows() as session:
        teacher, student = builders.teacher(session), builders.user(session)
        bank = builders.bank(session)
        asks = [builders.question(session, bank)]
        quiz = builders.quiz(session, bank, teacher, asks=asks, review="after_close")
        begin = []
        for closes in (2 * CLOSES, CLOSES):
            room = builders.classroom(session, teacher, students=[student])
            given = builders.assignment(session, quiz, room, teacher, close_at=clock() + closes)
            begin.append(f"/assignments/{given.id}/start")
    browser = sign_in(student)
    for url in begin:
        attempt = browser.post(url).location.rsplit("/", 1)[0]
        browser.post(f"{attempt}/submit")
    clock.forward(seconds=CLOSES.total_seconds() + GRACE_S)
    first_open = browser.get(f"{attempt}/review").text
    assert "0 of 1" in first_open
    assert "last time." not in first_open
    clock.forward(seconds=CLOSES.total_seconds())
    with app.app_context():
        tick("holder")
    assert "The same as last time." in browser.get(f"{attempt}/review").text

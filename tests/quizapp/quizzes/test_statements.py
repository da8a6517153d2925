"""How many statements each request of a learner sends: exactly, and no more for fifty rows than for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp.library.models import Topic
from quizapp.quizzes.models import Attempt, Quiz, TopicTally
from tests import builders
from tests.builders import NOW
from tests.quizapp.quizzes.answers import OTHER, item, post_form, save

TYPES = ("single_choice", "short_answer", "numeric", "date", "ordering", "matching", "true_false") * 2

# Of what is answered, six are for memory; more where nobody was asked about a fact before, and where it is
# the first that a learner is remembered by.
OF_A_TEST = {
    "question page": 3,
    "all on one page": 3,
    "save": 5,
    "the same save again": 4,
    "save of thirteen": 5,
    "superseded save": 5,
    "save by form": 5,
    "summary": 3,
    "hand in": 26,
    "hand in again": 4,
    "review": 13,
    "review of one": 8,
    "today": 15,
    "progress": 5,
    "quizzes": 5,
}
OF_A_PRACTICE = {
    "question page": 3,
    "wrong answer, checked": 29,
    "its feedback": 7,
    "right answer, checked": 26,
    "hand in": 9,
}


@pytest.fixture
def costs(statements) -> Callable[[dict[str, Callable[[], TestResponse]]], dict[str, int]]:
    """`costs(requests)` → how many statements each of these sends, one after the other."""

    def count(requests: dict[str, Callable[[], TestResponse]]) -> dict[str, int]:
        counted = {}
        for name, request in requests.items():
            with statements() as sent:
                assert request().status_code in (200, 303, 409), name
            counted[name] = len(sent)
        return counted

    return count


def test_what_each_request_of_a_test_costs(desk_of, costs):
    desk = desk_of(*TYPES)
    browser, attempt = desk.browser, desk.attempt
    answers = {number: desk.answer(number, "wrong") for number in range(1, len(TYPES) + 1)}
    # What is asked is kept in memory from the first visit on.
    browser.get(desk.url("all"))
    rest = [item(number, 0, answer) for number, answer in answers.items() if number != 1]
    counted = costs(
        {
            "question page": lambda: browser.get(desk.url(3)),
            "all on one page": lambda: browser.get(desk.url("all")),
            "save": lambda: save(browser, attempt, item(1, 0, answers[1])),
            "the same save again": lambda: save(browser, attempt, item(1, 0, answers[1])),
            "save of thirteen": lambda: save(browser, attempt, *rest),
            "superseded save": lambda: save(browser, attempt, item(2, 0, {"text": ["x"]}), writer=OTHER),
            "save by form": lambda: post_form(browser, attempt, 3, 1, {"text": ["12"]}),
            "summary": lambda: browser.get(desk.url("summary")),
            "hand in": lambda: browser.post(desk.url("submit")),
            "hand in again": lambda: browser.post(desk.url("submit")),
            "review": lambda: browser.get(desk.url("review")),
            "review of one": lambda: browser.get(desk.url("review/1")),
            "today": lambda: browser.get("/"),
            "progress": lambda: browser.get("/progress"),
            "quizzes": lambda: browser.get("/quizzes"),
        }
    )
    assert counted == OF_A_TEST


def test_what_each_request_of_a_practice_costs(desk_of, costs):
    desk = desk_of(*TYPES, mode="practise")
    browser, attempt = desk.browser, desk.attempt
    wrong, right = desk.answer(1, "wrong"), desk.answer(2, "right")
    # Keys and candidates are kept in memory too.
    post_form(browser, attempt, 3, 0, {"unknown": ["1"]}, go="check", number="3")
    for number in range(1, len(TYPES) + 1):
        browser.get(desk.url(number))
    counted = costs(
        {
            "question page": lambda: browser.get(desk.url(1)),
            "wrong answer, checked": lambda: post_form(browser, attempt, 1, 0, wrong, go="check", number="1"),
            "its feedback": lambda: browser.get(desk.url(1)),
            "right answer, checked": lambda: post_form(browser, attempt, 2, 0, right, go="check", number="2"),
            "hand in": lambda: browser.post(desk.url("submit")),
        }
    )
    assert counted == OF_A_PRACTICE


LISTS = ("/", "/progress", "/quizzes")


def test_lists_of_fifty_send_as_many_statements_as_lists_of_one(rows, sign_in, costs):
    def cost_of(count: int) -> dict[str, int]:
        with rows() as session:
            teacher, student = builders.teacher(session), builders.user(session)
            room = builders.classroom(session, teacher, students=[student])
            bank = builders.bank(session, topics=[f"topic-{number}" for number in range(count)])
            builders.question(session, bank, topic="topic-0")
            topics = session.scalars(select(Topic.id).where(Topic.bank_id == bank.id)).all()
            for number in range(count):
                builders.assignment(session, builders.quiz(session, bank, teacher), room, teacher)
                for state in ("open", "submitted"):
                    session.add(attempt_at(session, builders.quiz(session, bank, teacher), student.id, state))
                session.add(
                    TopicTally(
                        user_id=student.id,
                        topic_id=topics[number],
                        answers=9,
                        earned=1_000_000,
                        facts=9,
                        last_at=NOW,
                    )
                )
        browser = sign_in(student)
        return costs({url: lambda url=url: browser.get(url) for url in LISTS})

    assert cost_of(1) == cost_of(50)


def attempt_at(session, quiz: Quiz, user_id: int, state: str) -> Attempt:
    session.flush()
    ended = NOW if state != "open" else None
    return Attempt(
        user_id=user_id, quiz_id=quiz.id, number=1, mode=quiz.mode, state=state, available=1_000_000,
        started_at=NOW - dt.timedelta(hours=1), finished_at=ended, review_at=ended,
        earned=500_000 if ended else None, is_tallied=bool(ended),
    )  # fmt: skip

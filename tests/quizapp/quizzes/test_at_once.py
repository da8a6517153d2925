"""Many requests at once: one attempt, one score, and no error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from quizapp.library.queries import hold_bank
from quizapp.quizzes.integrity import check as differences
from quizapp.quizzes.models import Attempt, QuestionTally, Step
from tests import builders
from tests.quizapp.at_once import at_once
from tests.quizapp.quizzes.answers import item, post_form, save
from tests.quizapp.quizzes.conftest import Desk

MANY = 50
FEW = 10


@pytest.fixture
def tabs(app, sign_in) -> Callable[[Desk, int], list[FlaskClient]]:
    """`tabs(desk, count)` → so many browser windows of the same sign-in."""

    def open_tabs(desk: Desk, count: int) -> list[FlaskClient]:
        with desk.browser.session_transaction() as cookie:
            held = dict(cookie)
        browsers = [app.test_client() for _ in range(count)]
        for browser in browsers:
            with browser.session_transaction() as cookie:
                cookie.update(held)
        return browsers

    return open_tabs


def count_of(desk: Desk, row: type, *where: object) -> int:
    with desk.rows() as session:
        return session.scalars(select(func.count()).select_from(row).where(*where)).one()


def test_of_many_starts_one_attempt_begins_and_all_lead_to_it(desk, tabs, rows):
    with rows() as session:
        quiz = builders.quiz(session, desk.bank, desk.teacher, asks=desk.questions)
        room = builders.classroom(session, desk.teacher, students=[desk.student])
        given = builders.assignment(session, quiz, room, desk.teacher, attempts=1)
    url = f"/assignments/{given.id}/start"
    replies = at_once([lambda tab=tab: tab.post(url) for tab in tabs(desk, MANY)])
    assert {reply.status_code for reply in replies} == {303}
    assert len({reply.location for reply in replies}) == 1
    assert count_of(desk, Attempt, Attempt.quiz_id == quiz.id) == 1
    assert count_of(desk, Step, Step.kind == "started") == 2


def test_of_many_free_starts_one_attempt_at_one_quiz_begins(desk, tabs):
    url = f"/quizzes/start/{desk.bank.slug}"
    replies = at_once([lambda tab=tab: tab.post(url) for tab in tabs(desk, FEW)])
    assert Counter(reply.status_code for reply in replies) == {303: FEW}
    assert len({reply.location for reply in replies}) == 1


def test_the_limit_of_attempts_holds_while_starting_and_handing_in_race(desk, tabs, rows):
    with rows() as session:
        quiz = builders.quiz(session, desk.bank, desk.teacher, asks=desk.questions)
        room = builders.classroom(session, desk.teacher, students=[desk.student])
        given = builders.assignment(session, quiz, room, desk.teacher, attempts=2)

    url = f"/assignments/{given.id}/start"

    def start_and_submit(tab: FlaskClient) -> TestResponse:
        reply = tab.post(url)
        if reply.status_code == 303:
            tab.post(reply.location.removesuffix("1") + "submit")
        return reply

    replies = at_once([lambda tab=tab: start_and_submit(tab) for tab in tabs(desk, FEW)])
    assert {reply.status_code for reply in replies} <= {303, 409}
    while start_and_submit(desk.browser).status_code == 303:
        pass
    assert count_of(desk, Attempt, Attempt.quiz_id == quiz.id) == 2


def test_of_many_hand_ins_one_counts(desk, tabs, rows):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    replies = at_once([lambda tab=tab: tab.post(desk.url("submit")) for tab in tabs(desk, MANY)])
    assert {(reply.status_code, reply.location) for reply in replies} == {(303, desk.url("review"))}
    assert desk.stored().kinds.count((0, "submitted")) == 1
    assert count_of(desk, QuestionTally, QuestionTally.answers == 1) == 1
    with rows() as session:
        assert list(differences(session)) == []


def test_saves_that_race_with_handing_in_count_or_are_refused(desk, tabs, rows):
    *savers, hasty = tabs(desk, FEW + 1)
    saves = [
        lambda tab=tab, n=n: save(tab, desk.attempt, item(2, 0, {"text": [f"word {n}"]}), writer=f"w{n}")
        for n, tab in enumerate(savers)
    ]
    replies = at_once([*saves, lambda: hasty.post(desk.url("submit"))])
    accepted = [reply for reply in replies if reply.is_json and reply.status_code == 200]
    reasons = {reply.json["reason"] for reply in replies if reply.status_code == 409}
    assert len(accepted) <= 1
    assert reasons <= {"newer_seq", "closed"}
    stored = desk.stored()
    assert stored.slots[2].seq == len(accepted)
    assert stored.attempt.state == "submitted"
    after = stored.kinds[stored.kinds.index((0, "submitted")) + 1 :]
    assert after == []
    with rows() as session:
        assert list(differences(session)) == []


def test_the_same_save_many_times_at_once_is_stored_once(desk, tabs):
    replies = at_once(
        [lambda tab=tab: save(tab, desk.attempt, item(2, 0, {"text": ["UN"]})) for tab in tabs(desk, FEW)]
    )
    assert {(reply.status_code, reply.data) for reply in replies} == {(200, replies[0].data)}
    assert desk.stored().kinds == [(0, "started"), (2, "saved")]


def test_of_many_checks_one_locks_and_one_return_is_appended(practice, tabs):
    replies = at_once(
        [
            lambda tab=tab: post_form(
                tab, practice.attempt, 2, 0, {"text": ["EU"]}, go="check", number="2", writer="w"
            )
            for tab in tabs(practice, FEW)
        ]
    )
    assert {reply.status_code for reply in replies} <= {303, 409}
    assert [kind for _, kind in practice.stored().kinds] == ["started", "saved", "checked", "appended"]


def test_two_attempts_finished_at_once_are_both_tallied(desk, tabs, rows):
    with rows() as session:
        others = [
            builders.attempt(
                session,
                desk.student,
                builders.quiz(session, desk.bank, desk.teacher, asks=desk.questions),
            )
            for _ in range(7)
        ]
    attempts = [desk.attempt, *others]
    for attempt in attempts:
        save(desk.browser, attempt, item(1, 0, {"unknown": ["1"]}), item(2, 0, {"text": ["UN"]}))
    replies = at_once(
        [
            lambda tab=tab, id=attempt.id: tab.post(f"/attempts/{id}/submit")
            for tab, attempt in zip(tabs(desk, len(attempts)), attempts, strict=True)
        ]
    )
    assert {reply.status_code for reply in replies} == {303}
    with rows() as session:
        tallies = session.scalars(select(QuestionTally).order_by(QuestionTally.question_id)).all()
        assert [(tally.answers, tally.right) for tally in tallies] == [(8, 0), (8, 8)]
        assert list(differences(session)) == []


def test_beginning_again_while_the_last_one_is_handed_in_late_does_both(desk_of, tabs, rows, clock):
    for _ in range(3):
        desk = desk_of("short_answer", "numeric", limit_seconds=60)
        with rows() as session:
            room = builders.classroom(session, desk.teacher, students=[desk.student])
            given = builders.assignment(session, desk.quiz, room, desk.teacher)
        save(desk.browser, desk.attempt, item(1, 0, {"text": ["UN"]}))
        clock.forward(seconds=120)
        start, submit = f"/assignments/{given.id}/start", desk.url("submit")
        replies = at_once(
            [
                lambda tab=tab, url=url: tab.post(url)
                for tab, url in zip(tabs(desk, FEW), [start, submit] * FEW, strict=False)
            ]
        )
        assert {reply.status_code for reply in replies} == {303}
        assert desk.stored().kinds.count((0, "expired")) == 1


@pytest.mark.parametrize("wired_app", ["postgresql"], indirect=True)
def test_a_quiz_begins_although_somebody_changes_the_questions_of_its_bank(desk):
    """On SQLite one unit writes at a time."""
    replies: list[TestResponse] = []
    url = f"/quizzes/start/{desk.bank.slug}"
    start = Thread(target=lambda: replies.append(desk.browser.post(url)))
    with desk.rows() as session:
        hold_bank(session, desk.bank.id)
        start.start()
        start.join(timeout=10)
        began = list(replies)
    start.join()
    assert [reply.status_code for reply in began] == [303]

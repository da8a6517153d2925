"""The front page asks a first question; through it, only its easy questions can be looked up."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from questions.attempt import GRACE_S
from quizapp.bank.models import Question, QuestionVersion
from quizapp.library.models import Bank
from quizapp.progress.pages import FRONT_BANK
from quizapp.quizzes.models import Attempt
from tests import builders


@pytest.fixture
def versions(rows):
    """Version ids by what sets them apart; only `easy` may be asked on the front page."""
    with rows() as session:
        front, other = builders.bank(session, FRONT_BANK), builders.bank(session, "exam")
        owner = builders.teacher(session)
        made = {
            "easy": builders.question(session, front, difficulty=1),
            "hard": builders.question(session, front, difficulty=3),
            "typed": builders.question(session, front, "short_answer", difficulty=1),
            "teacher's": builders.question(session, front, difficulty=1, origin="teacher", owner=owner),
            "retired": builders.question(session, front, difficulty=1),
            "elsewhere": builders.question(session, other, difficulty=1),
        }
        made["retired"].status = "retired"
        session.flush()
        ids = {
            question_id: id
            for id, question_id in session.query(QuestionVersion.id, QuestionVersion.question_id)
        }
        return {name: ids[row.id] for name, row in made.items()}


def test_a_newcomer_meets_an_easy_question_and_can_answer_it(client, versions, statements):
    front = client.get("/").text
    assert f'action="/first/{versions["easy"]}"' in front
    assert "<mark>It is so" not in front
    with statements() as sent:
        answered = client.get(f"/first/{versions['easy']}?s1-choice=1&s1-seq=0")
    assert answered.status_code == 200
    assert "Not this time. It is: Paris." in answered.text
    assert re.search(r"<mark[^>]*>It is so", answered.text)
    assert not any(name == "Set-Cookie" and "sign_in" in value for name, value in answered.headers)
    assert not [one for one in sent if not one.startswith(("SELECT", "PRAGMA"))]


def test_no_other_question_can_be_looked_up_there(client, versions):
    for name, id in versions.items():
        reply = client.get(f"/first/{id}?s1-choice=1")
        assert reply.status_code == (200 if name == "easy" else 404), name
    for id in ("0", "999999", str(2**31), str(2**70), "-1", "x"):
        assert client.get(f"/first/{id}").status_code == 404, id


@pytest.mark.parametrize("is_drawn", [False, True])
def test_what_an_open_exam_asks_is_neither_asked_nor_told_there(client, versions, rows, clock, is_drawn):
    with rows() as session:
        version = session.get(QuestionVersion, versions["easy"])
        front = session.get(Bank, session.get(Question, version.question_id).bank_id)
        teacher, taker = builders.teacher(session), builders.user(session)
        room = builders.classroom(session, teacher, students=[taker])
        fact, role = version.targets[0]
        # Another form of the same: it gives the first question away as well.
        asks = [] if is_drawn else [builders.question(session, front, "numeric", fact=fact, role=role)]
        exam = builders.quiz(session, front, teacher, asks=asks, review="after_close")
        builders.assignment(session, exam, room, teacher, close_at=builders.NOW + dt.timedelta(hours=1))
        if is_drawn:
            builders.attempt(session, taker, exam)
    answer = f"/first/{versions['easy']}?s1-choice=1"
    page = client.get("/")
    assert page.status_code == 200
    assert "/first/" not in page.text
    assert "No question here just now" in page.text
    assert client.get(answer).status_code == 404
    clock.forward(hours=1, seconds=GRACE_S)
    assert f'action="/first/{versions["easy"]}"' in client.get("/").text
    assert client.get(answer).status_code == 200


def test_hostile_answers_there_are_answers_too(client, versions):
    for query in (
        "s1-choice=99", "s1-choice=1&s1-choice=2", "s1-choice=%00", "s1-text=%ED%A0%80",
        "s1-choice=" + "9" * 5_000, "", "s1-unknown=1", "x=" + "y" * 10_000, "s1-choice=<script>",
    ):  # fmt: skip
        assert client.get(f"/first/{versions['easy']}?{query}").status_code == 200, query


def test_one_button_goes_on_from_there_as_a_guest(client, versions, rows):
    page = client.get(f"/first/{versions['easy']}?s1-choice=1").text
    url = re.search(rf'action="(/quizzes/start/{FRONT_BANK})"', page)[1]
    assert client.get(client.post(url).location).status_code == 200
    with rows() as session:
        assert session.query(Attempt).count() == 1


def test_without_its_bank_the_front_page_says_what_to_do(client, rows):
    assert "No questions yet" in client.get("/").text

"""Beginning a quiz of one's own choosing, as a member, as a guest, and with a plan that cannot be."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import User
from quizapp.quizzes.models import Attempt, Quiz
from tests import builders

TYPES = ("single_choice", "short_answer", "numeric", "date", "ordering", "matching") * 2


@pytest.fixture
def shelf(rows):
    with rows() as session:
        bank = builders.bank(session, "moons", topics=["near", "far"])
        for number, type in enumerate(TYPES):
            builders.question(session, bank, type, topic="near" if number % 2 else "far")
    return bank


@pytest.fixture
def empty(rows):
    with rows() as session:
        return builders.bank(session, "empty")


PLAN = {"length": "5", "how": "any", "focus": "all", "mode": "test", "minutes": ""}


def attempt_of(rows, reply) -> tuple[Attempt, Quiz]:
    assert reply.status_code == 303, reply.text
    with rows() as session:
        attempt = session.get(Attempt, int(reply.location.split("/")[2]))
        return attempt, session.get(Quiz, attempt.quiz_id)


def count(rows, row) -> int:
    with rows() as session:
        return session.scalars(select(func.count()).select_from(row)).one()


def test_one_button_leads_a_newcomer_into_a_quiz_as_a_guest(client, shelf, rows):
    reply = client.post(f"/quizzes/start/{shelf.slug}")
    attempt, quiz = attempt_of(rows, reply)
    assert (quiz.kind, attempt.mode, attempt.available) == ("open", "practise", 5_000_000)
    assert client.get(reply.location).status_code == 200


def test_the_same_plan_is_the_same_quiz_for_all_so_that_scores_compare(app, shelf, rows):
    quizzes = {
        attempt_of(rows, app.test_client().post(f"/quizzes/new/{shelf.slug}", data=PLAN))[1].id
        for _ in range(2)
    }
    other = attempt_of(
        rows, app.test_client().post(f"/quizzes/new/{shelf.slug}", data=PLAN | {"length": "10"})
    )
    assert len(quizzes) == 1
    assert other[1].id not in quizzes


def test_chosen_topics_make_a_quiz_of_ones_own(client, shelf, rows):
    reply = client.post(f"/quizzes/new/{shelf.slug}", data=PLAN | {"topics": ["near"]})
    attempt, quiz = attempt_of(rows, reply)
    assert (quiz.kind, quiz.owner_id) == ("chosen", attempt.user_id)


def test_only_a_test_has_a_time_limit(app, shelf, rows, clock):
    url = f"/quizzes/new/{shelf.slug}"
    timed, _ = attempt_of(rows, app.test_client().post(url, data=PLAN | {"minutes": "10"}))
    practice = PLAN | {"minutes": "10", "mode": "practise"}
    free, _ = attempt_of(rows, app.test_client().post(url, data=practice))
    assert (timed.deadline_at - clock()).total_seconds() == 600
    assert free.deadline_at is None


@pytest.mark.parametrize("way", ["choose", "type"])
def test_whoever_wants_to_choose_or_to_type_gets_only_that(client, shelf, rows, way):
    reply = client.post(f"/quizzes/new/{shelf.slug}", data=PLAN | {"how": way, "length": "10"})
    attempt, _ = attempt_of(rows, reply)
    pages = client.get(f"/attempts/{attempt.id}/all").text
    assert ("Your answer</label>" in pages) is (way == "type")


def test_a_plan_that_cannot_be_is_refused_and_leaves_nothing(client, shelf, rows):
    for wrong in (
        {"length": "7"}, {"length": "x"}, {"length": "9" * 400}, {"how": "guess"}, {"focus": ""},
        {"mode": "exam"}, {"minutes": "-1"}, {"minutes": "301"}, {"minutes": "9" * 400},
        {"topics": ["nowhere"]},
    ):  # fmt: skip
        assert client.post(f"/quizzes/new/{shelf.slug}", data=PLAN | wrong).status_code == 422, wrong
    assert (count(rows, Attempt), count(rows, Quiz), count(rows, User)) == (0, 0, 0)


def test_a_bank_without_questions_says_so_and_makes_no_guest(client, empty, rows):
    for reply in (
        client.post(f"/quizzes/start/{empty.slug}"),
        client.post(f"/quizzes/new/{empty.slug}", data=PLAN),
    ):
        assert reply.status_code == 422
        assert "No question fits this choice yet." in reply.text
    assert client.get("/").status_code == 200
    assert (count(rows, Attempt), count(rows, Quiz), count(rows, User)) == (0, 0, 0)


def test_a_bank_that_is_not_there_is_not_found(client, empty):
    for url in ("/quizzes/start/nowhere", "/quizzes/new/nowhere"):
        assert client.post(url, data=PLAN).status_code == 404
    assert client.post("/quizzes/missed/nowhere").status_code == 302

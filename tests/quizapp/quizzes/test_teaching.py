"""A teacher makes a quiz, looks at it, and gives it to her classes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from quizapp.quizzes.models import Quiz
from tests import builders


@pytest.fixture
def shelf(rows):
    """A bank of a dozen questions."""
    with rows() as session:
        bank = builders.bank(session)
        for _ in range(10):
            builders.question(session, bank)
        builders.question(session, bank, "short_answer")
        builders.question(session, bank, "numeric")
    return bank


@pytest.fixture
def teacher(rows):
    with rows() as session:
        return builders.teacher(session)


DRAWN = {"title": "Planets", "mode": "test", "review": "at_once", "length": "5", "how": "any", "focus": "all"}


def test_a_teacher_without_quizzes_is_offered_the_first_step(sign_in, teacher):
    page = sign_in(teacher).get("/quizzes/made")
    assert page.status_code == 200
    assert "Make your first quiz" in page.text


def test_a_sample_is_shown_with_the_answers_before_anything_is_made(rows, sign_in, teacher, shelf):
    page = sign_in(teacher).post(f"/quizzes/make/{shelf.slug}", data={**DRAWN, "go": "sample"})
    assert page.status_code == 200
    assert "12 questions fit" in page.text
    assert "The answer" in page.text
    with rows() as session:
        assert session.scalars(select(Quiz)).all() == []


def test_a_quiz_is_made_and_leads_to_giving_it(rows, sign_in, teacher, shelf):
    browser = sign_in(teacher)
    reply = browser.post(f"/quizzes/make/{shelf.slug}", data={**DRAWN, "go": "make", "minutes": "20"})
    assert reply.status_code == 303
    with rows() as session:
        quiz = session.scalars(select(Quiz)).one()
        assert (quiz.title, quiz.owner_id, quiz.limit_seconds, quiz.mode) == (
            "Planets",
            teacher.id,
            1200,
            "test",
        )
    assert reply.location == f"/quizzes/{quiz.id}/give"
    assert browser.get(f"/quizzes/{quiz.id}").status_code == 200
    assert browser.get(f"/quizzes/{quiz.id}/give").status_code == 200

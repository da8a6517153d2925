"""A student with a test of three questions before her."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from quizapp.accounts.models import User
from quizapp.bank.models import Question
from quizapp.library.models import Bank
from quizapp.quizzes.models import Attempt, Quiz
from tests import builders
from tests.conftest import Rows
from tests.quizapp.quizzes.answers import Fields, Stored, answer_of, stored


@dataclass
class Desk:
    """A student at work: her browser, her attempt, and where it came from."""

    rows: Rows
    teacher: User
    student: User
    browser: FlaskClient
    bank: Bank
    questions: list[Question]
    quiz: Quiz
    attempt: Attempt

    def stored(self) -> Stored:
        with self.rows() as session:
            return stored(session, self.attempt)

    def answer(self, slot: int, name: str) -> Fields:
        """What a browser sends in a slot to be right, wrong, and so on."""
        with self.rows() as session:
            return answer_of(session, stored(session, self.attempt).slots[slot], name)

    def url(self, rest: object) -> str:
        return f"/attempts/{self.attempt.id}/{rest}"


@pytest.fixture
def desk_of(rows: Rows, sign_in: Callable[[User], FlaskClient]) -> Callable[..., Desk]:
    """`desk_of("single_choice", …, mode=…)` → a new student with an attempt at a quiz of these types."""

    def make(*types: str, **settings: object) -> Desk:
        with rows() as session:
            teacher, student = builders.teacher(session), builders.user(session)
            bank = builders.bank(session)
            asks = [builders.question(session, bank, type) for type in types]
            quiz = builders.quiz(session, bank, teacher, asks=asks, **settings)  # type: ignore[arg-type]
            attempt = builders.attempt(session, student, quiz)
        return Desk(rows, teacher, student, sign_in(student), bank, asks, quiz, attempt)

    return make


@pytest.fixture
def desk(desk_of: Callable[..., Desk]) -> Desk:
    """A test with a choice, a typed answer and an ordering, without limit."""
    return desk_of("single_choice", "short_answer", "ordering")


@pytest.fixture
def practice(desk_of: Callable[..., Desk]) -> Desk:
    """The same as practice."""
    return desk_of("single_choice", "short_answer", "ordering", mode="practise")

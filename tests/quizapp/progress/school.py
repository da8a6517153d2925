"""A class with a fixed quiz of five questions, and students who answer it as a test says."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from sqlalchemy.orm import Session

from questions.response import Response
from questions.types import TYPES
from quizapp.accounts.models import User
from quizapp.bank import queries as bank
from quizapp.bank.models import Question
from quizapp.classrooms.models import Classroom
from quizapp.library.models import Bank
from quizapp.quizzes import operations, queries
from quizapp.quizzes.given import dump_given
from quizapp.quizzes.models import Assignment, Attempt, Quiz
from quizapp.quizzes.terms_queries import get_terms_for, get_terms_of_attempt
from tests import builders
from tests.builders import NOW


@dataclass
class School:
    """A teacher, her class, and the quiz that it was given."""

    teacher: User
    classroom: Classroom
    students: list[User]
    shelf: Bank
    asks: list[Question]
    quiz: Quiz
    assignment: Assignment

    @property
    def page(self) -> str:
        return f"/classes/{self.classroom.id}/quizzes/{self.assignment.id}"


TYPES_ASKED = ("single_choice", "single_choice", "true_false", "short_answer", "ordering")


def open_school(
    session: Session, *, students: int = 3, zone: str = "UTC", mode: str = "test", **dates: object
) -> School:
    teacher = builders.teacher(session)
    pupils = [builders.user(session, display_name=f"Pupil {chr(65 + n)}") for n in range(students)]
    classroom = builders.classroom(session, teacher, students=pupils, zone=zone)
    shelf = builders.bank(session)
    asks = [builders.question(session, shelf, type) for type in TYPES_ASKED]
    quiz = builders.quiz(session, shelf, teacher, asks=asks, mode=mode)
    assignment = builders.assignment(session, quiz, classroom, teacher, **dates)
    return School(teacher, classroom, pupils, shelf, asks, quiz, assignment)


def begin(session: Session, student: User, assignment: Assignment, *, now: dt.datetime = NOW) -> Attempt:
    """The student's open attempt, begun under the terms that hold for her."""
    quiz, terms = get_terms_for(session, student.id, assignment.id)
    candidates = bank.candidates(session, quiz.bank_id)
    return operations.start_attempt(session, student, quiz, terms, candidates, now=now, rng=random.Random(1))


def hand_in(
    session: Session,
    student: User,
    assignment: Assignment,
    *,
    right: int,
    minutes: int = 5,
    typed: str = "",
    now: dt.datetime = NOW,
) -> Attempt:
    """A finished attempt: the first `right` questions right, the others wrong, `typed` where one types."""
    attempt = begin(session, student, assignment, now=now)
    for slot in queries.slots_of(session, attempt.id):
        question = bank.questions_of(session, [slot.version_id])[slot.version_id]
        wanted = "right" if slot.number <= right else "wrong"
        specimens = TYPES[question.type].specimens(question, slot.option_order)
        if typed and question.type == "short_answer":
            slot.given = dump_given(Response(typed))
            continue
        slot.given = dump_given(next(one.given for one in specimens if one.name == wanted))
    session.flush()
    # Loaded anew, as by the request that hands it in: with its quiz.
    session.expunge(attempt)
    attempt = queries.get_own_attempt(session, student.id, attempt.id)
    terms = get_terms_of_attempt(session, attempt)
    operations.submit_attempt(session, attempt, terms, now=now + dt.timedelta(minutes=minutes))
    return attempt

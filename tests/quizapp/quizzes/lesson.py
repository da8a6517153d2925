"""A class whose members have answered a quiz, and a teacher who finds that a key was wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from questions.question import ChoiceKey, Question, TextKey
from questions.ruling import Way
from quizapp.accounts.models import User
from quizapp.bank import queries as bank
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.operations import add_versions
from quizapp.classrooms.models import Classroom
from quizapp.library.models import Bank
from quizapp.quizzes import operations
from quizapp.quizzes.forms import SaveItem, SaveRequest
from quizapp.quizzes.models import Assignment, Attempt, Quiz, Ruling, Slot
from quizapp.quizzes.operations.marking import Decision
from quizapp.quizzes.queries import slots_of
from quizapp.quizzes.terms_queries import get_terms_of_attempt
from tests import builders
from tests.builders import NOW
from tests.quizapp.cards.sitting import loaded, save
from tests.quizapp.progress.school import begin

LATER = NOW + dt.timedelta(hours=1)
TYPES = ("short_answer", "single_choice")
WHY = "The key was wrong."


@dataclass
class Lesson:
    """A quiz of one class; `asks` are its questions in their order."""

    teacher: User
    students: list[User]
    classroom: Classroom
    shelf: Bank
    asks: list[QuestionRow]
    quiz: Quiz
    assignment: Assignment

    def url(self, number: int = 1) -> str:
        given = f"/classes/{self.classroom.id}/quizzes/{self.assignment.id}"
        return f"{given}/questions/{self.asks[number - 1].public_id}/marks"


def give(
    session: Session,
    *types: str,
    students: int = 2,
    mode: str = "test",
    review: str = "at_once",
    **dates: object,
) -> Lesson:
    teacher = builders.teacher(session)
    pupils = [builders.user(session, display_name=f"Pupil {chr(65 + n)}") for n in range(students)]
    room = builders.classroom(session, teacher, students=pupils)
    shelf = builders.bank(session)
    asks = [builders.question(session, shelf, type, owner=teacher) for type in types or TYPES]
    quiz = builders.quiz(session, shelf, teacher, asks=asks, mode=mode, review=review)
    given = builders.assignment(session, quiz, room, teacher, **dates)
    return Lesson(teacher, pupils, room, shelf, asks, quiz, given)


def start(
    session: Session, lesson: Lesson, student: int, names: Sequence[str], *, now: dt.datetime = NOW
) -> Attempt:
    """An open attempt with these answers: specimens by name, "" where a slot is left alone."""
    attempt = loaded(session, begin(session, lesson.students[student], lesson.assignment, now=now).id)
    save(session, attempt, dict(enumerate(names, 1)), now=now)
    return attempt


def save_typed(session: Session, attempt: Attempt, text: str, *, now: dt.datetime = NOW) -> None:
    """Answer the first question, where one types, in these words."""
    item = SaveItem(1, 0, {"text": [text]}, flagged=False)
    operations.save_answers(session, attempt, SaveRequest("w", (item,)), now=now)


def finish(session: Session, attempt: Attempt, *, now: dt.datetime = NOW) -> Attempt:
    operations.submit_attempt(session, attempt, get_terms_of_attempt(session, attempt), now=now)
    return attempt


def answer(session: Session, lesson: Lesson, student: int, *names: str, now: dt.datetime = NOW) -> Attempt:
    return finish(session, start(session, lesson, student, names, now=now), now=now)


def correct(session: Session, lesson: Lesson, number: int = 1) -> int:
    """Publish a version whose key takes what the type's specimen has for wrong; the id of the version."""
    return publish(session, lesson, turned, number)


def publish(
    session: Session, lesson: Lesson, changed: Callable[[Question], Question], number: int = 1
) -> int:
    """Publish one of the questions changed so; the id of the version."""
    row = session.get_one(QuestionRow, lesson.asks[number - 1].id)
    before = bank.questions_of(session, [bank.newest_version(session, row.id).id])
    (question,) = before.values()
    row.current_number += 1
    add_versions(session, [(row, changed(question))], lesson.teacher.id, NOW)
    session.flush()
    return bank.newest_version(session, row.id).id


def turned(question: Question) -> Question:
    """The question with a key by which another answer is right."""
    key = question.sealed.key
    match key:
        case ChoiceKey((right,)):
            other = next(option.id for option in question.asked.options if option.id != right)
            return replace(question, sealed=replace(question.sealed, key=ChoiceKey((other,)), whys=()))
        case TextKey():
            return replace(question, sealed=replace(question.sealed, key=TextKey(("quite another",))))
    raise AssertionError(f"no other key for {key}")


def rule(
    session: Session,
    lesson: Lesson,
    way: Way,
    number: int = 1,
    *,
    version: int | None = None,
    seen: Ruling | None = None,
    why: str = WHY,
    now: dt.datetime = LATER,
) -> Ruling:
    decision: Decision = (way, version)
    return operations.make_ruling(
        session,
        lesson.teacher,
        session.get_one(Assignment, lesson.assignment.id),
        session.get_one(QuestionRow, lesson.asks[number - 1].id),
        decision,
        why=why,
        seen=seen.id if seen else None,
        now=now,
    )


def take_back(session: Session, lesson: Lesson, ruling: Ruling, *, now: dt.datetime = LATER) -> Ruling:
    return operations.take_back_ruling(session, lesson.teacher, lesson.assignment, ruling.id, now=now)


def slot_of(session: Session, attempt: Attempt, number: int = 1) -> Slot:
    return next(slot for slot in slots_of(session, attempt.id) if slot.number == number)

"""What the pages of the teachers' side show: samples of a paper, who has a quiz when, and until when."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict

from questions.paper import Plan, Slot, draw, fitting, told_by_none_before
from questions.question import Asked, Question, Text
from questions.response import Blank
from questions.types import TYPES
from quizapp.accounts.models import User
from quizapp.bank import queries as bank
from quizapp.classrooms.models import Classroom
from quizapp.classrooms.queries import STUDENT, classes_taught_by, members_of
from quizapp.classrooms.tabs import class_tabs
from quizapp.errors import Invalid
from quizapp.fields import blame
from quizapp.quizzes import queries, teaching_queries
from quizapp.quizzes.models import Assignment, Quiz
from quizapp.quizzes.operations.marking import keyed_questions
from quizapp.quizzes.operations.starting import load_plan
from quizapp.quizzes.teaching_forms import DatesForm, GivingForm
from quizapp.quizzes.terms import Dates, Terms, refuse_unfit, terms_in_class, terms_of
from quizapp.quizzes.terms_queries import rows_of_class

SHOWN = 5
SAME_DATES = "same_dates"
_TICK = re.compile(r"c(\d{1,18})-is_given", re.ASCII)


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """A question as a student meets it, with what only its teacher sees."""

    version_id: int
    asked: Asked
    order: tuple[str, ...]
    right: str
    explanation: Text
    points: Fraction


@dataclass(frozen=True, slots=True)
class Sample:
    """How many questions a plan may draw, how many a paper gets, and the first of one such paper.

    `apart` are the public ids of those of a fixed paper that none before them gives away.
    """

    fitting: int
    length: int
    questions: tuple[SampleQuestion, ...]
    apart: tuple[str, ...] = ()

    @property
    def first(self) -> tuple[SampleQuestion, ...]:
        return self.questions[:SHOWN]

    @property
    def folded(self) -> tuple[SampleQuestion, ...]:
        """Those of a long paper that is the same for all which are shown once somebody unfolds them."""
        return self.questions[SHOWN:]


def sample_of(session: Session, bank_id: int, plan: Plan, rng: random.Random) -> Sample:
    """One paper drawn by the plan, keys included: for teachers only."""
    candidates = bank.candidates(session, bank_id)
    slots = draw(plan, candidates, rng).slots
    shown = slots if plan.question_ids else slots[:SHOWN]
    keyed = keyed_questions(session, [slot.version_id for slot in shown])
    questions = tuple(_sampled(slot, keyed[slot.version_id]) for slot in shown)
    eligible = fitting(plan, candidates)
    apart = told_by_none_before(eligible) if plan.question_ids else []
    return Sample(len(eligible), len(slots), questions, tuple(one.question_id for one in apart))


def _sampled(slot: Slot, question: Question) -> SampleQuestion:
    right = TYPES[question.type].reveal(question, Blank()).right
    explanation = question.sealed.explanation
    return SampleQuestion(slot.version_id, question.asked, slot.order, right, explanation, slot.points)


@dataclass(frozen=True, slots=True)
class Given:
    """A quiz in one class, with the terms of those who have no terms of their own."""

    assignment: Assignment
    terms: Terms


def quiz_page(session: Session, user: User, quiz: Quiz, rng: random.Random) -> dict[str, Any]:
    """A quiz with the classes of this teacher that have it, and a sample of its paper."""
    rows = teaching_queries.assignments_taught(session, user.id, quiz.id)
    return {
        "quiz": quiz,
        "plan": load_plan(quiz.plan),
        "bank": queries.get_bank(session, quiz.bank_id),
        "given": [Given(row, terms_of(quiz, row)) for row in rows],
        "sample": sample_of(session, quiz.bank_id, load_plan(quiz.plan), rng),
        "class_endpoint": class_tabs()[0].endpoint,
    }


@dataclass(frozen=True, slots=True)
class GivingRow:
    """One class to which a quiz may be given, with its fields."""

    classroom: Classroom
    form: GivingForm


def giving_rows(
    session: Session, user: User, quiz: Quiz, sent: ImmutableMultiDict[str, str] | None, chosen: int | None
) -> list[GivingRow]:
    """A row for each current class of the teacher that does not have the quiz; `chosen` comes ticked."""
    have = {row.classroom_id for row in teaching_queries.assignments_taught(session, user.id, quiz.id)}
    classes = [entry.classroom for entry in classes_taught_by(session, user)]
    open_classes = [one for one in classes if one.archived_at is None and one.id not in have]
    return [
        GivingRow(
            one,
            GivingForm(
                sent,
                prefix=f"c{one.id}-",
                is_given=one.id == chosen or len(open_classes) == 1,
                attempts=1 if quiz.mode == "test" else None,
            ),
        )
        for one in open_classes
    ]


def with_same_dates(sent: ImmutableMultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    """A form that gives a quiz, with the fields of the first ticked class in every other that is ticked.

    Only where it asks for that. The clock stays that of each class.
    """
    ticked = [found[1] for name in sent if (found := _TICK.fullmatch(name))]
    if SAME_DATES not in sent or len(ticked) < 2:
        return sent
    # What the form asks and nothing else: other names could be as many as the classes, and each be copied.
    said = {name: sent.getlist(f"c{ticked[0]}-{name}")[:1] for name in GivingForm()._fields}
    same = {f"c{classroom_id}-{name}": values for classroom_id in ticked for name, values in said.items()}
    return ImmutableMultiDict({**sent.to_dict(flat=False), **same})


def was_given(session: Session, user: User, quiz: Quiz, sent: ImmutableMultiDict[str, str]) -> bool:
    """Whether a class ticked in the form has the quiz by now: the form was sent twice."""
    rows = teaching_queries.assignments_taught(session, user.id, quiz.id)
    return any(f"c{row.classroom_id}-is_given" in sent for row in rows)


def read_giving(quiz: Quiz, rows: Sequence[GivingRow]) -> list[tuple[Classroom, Dates]] | None:
    """The ticked classes with their dates; None when a field is in error, which then says so."""
    ticked = [row for row in rows if row.form.is_given.data]
    read = [(row.classroom, read_dates(quiz, row.form, row.classroom.zone)) for row in ticked]
    known = [(classroom, dates) for classroom, dates in read if dates is not None]
    return known if len(known) == len(read) else None


def read_dates(quiz: Quiz, form: DatesForm, zone: str) -> Dates | None:
    """The dates of a class as sent, or None with the reason at its field."""
    if not form.validate():
        return None
    try:
        dates = form.dates(zone)
        refuse_unfit(quiz, dates)
    except Invalid as refusal:
        blame(form, refusal)
        return None
    return dates


def dates_page(session: Session, assignment: Assignment) -> dict[str, Any]:
    """When a class has a quiz, who has it otherwise, and until when each may write at the latest."""
    rows = rows_of_class(session, assignment)
    overrides = {row.user_id: row for row in rows if row.user_id is not None}
    names = teaching_queries.people_of(session, list(overrides))
    students = [member.user for member in members_of(session, assignment.classroom, STUDENT)]
    return {
        "assignment": assignment,
        "quiz": assignment.quiz,
        "classroom": assignment.classroom,
        "terms": terms_in_class(assignment.quiz, rows, None),
        "overrides": [
            (row, names[id], terms_in_class(assignment.quiz, rows, id)) for id, row in overrides.items()
        ],
        "is_begun": teaching_queries.is_begun(session, assignment.id),
        "students": [student for student in students if student.id not in overrides],
    }


def override_page(session: Session, assignment: Assignment, student: User) -> dict[str, Any]:
    rows = rows_of_class(session, assignment)
    return {
        "assignment": assignment,
        "quiz": assignment.quiz,
        "classroom": assignment.classroom,
        "student": student,
        "class_terms": terms_in_class(assignment.quiz, rows, None),
        "terms": terms_in_class(assignment.quiz, rows, student.id),
        "override": next((row for row in rows if row.user_id == student.id), None),
    }

"""The plain list on which a teacher marks what her class has written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from questions.marks import MILLION
from questions.question import Question
from questions.response import Response
from quizapp.bank.queries import questions_of
from quizapp.classrooms.models import Classroom
from quizapp.progress.marking_forms import JudgementForm, form_of
from quizapp.quizzes import judging_queries
from quizapp.quizzes.given import load_given
from quizapp.quizzes.judging_queries import After, Answer, Place
from quizapp.quizzes.models import Assignment

_FIELD = re.compile(r"a(\d{1,18})-(\d{1,9})-points", re.ASCII)
MOST_AT_ONCE = judging_queries.PAGE


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answer with its fields. `worth` is in points."""

    answer: Answer
    text: str
    worth: float
    form: JudgementForm


@dataclass(frozen=True, slots=True)
class Pile:
    """All answers of a page to one question."""

    question: Question
    sheets: tuple[Sheet, ...]


def sheets_of(answers: Iterable[Answer], sent: object = None) -> list[Sheet]:
    sheets = []
    for one in answers:
        given = load_given(one.slot.given)
        text = str(given.value) if isinstance(given, Response) else ""
        sheets.append(Sheet(one, text, one.slot.points / MILLION, form_of(one, sent)))
    return sheets


def places_sent(fields: Mapping[str, str]) -> list[Place]:
    """The answers that a form speaks of, as many as one page shows."""
    found = (_FIELD.fullmatch(name) for name in fields)
    return [(int(one[1]), int(one[2])) for one in found if one][:MOST_AT_ONCE]


def marking_page(
    session: Session,
    classroom: Classroom,
    assignment: Assignment,
    sheets: Sequence[Sheet],
    *,
    shows_all: bool,
    more: After | None,
) -> dict[str, Any]:
    questions = questions_of(session, {one.answer.slot.version_id for one in sheets})
    piles: dict[int, list[Sheet]] = {}
    for one in sheets:
        piles.setdefault(one.answer.slot.version_id, []).append(one)
    return {
        "active": "classes",
        "classroom": classroom,
        "assignment": assignment,
        "quiz": assignment.quiz,
        "piles": [Pile(questions[version], tuple(together)) for version, together in piles.items()],
        "waiting": sum(judging_queries.attempts_waiting(session, assignment.id).values()),
        "shows_all": shows_all,
        "more": more,
    }

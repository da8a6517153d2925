"""The plain list on which a teacher marks what her class has written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from questions.marks import AWAITING, MILLION
from questions.question import Question
from questions.response import Response
from quizapp.bank.queries import questions_of
from quizapp.classrooms.models import Classroom
from quizapp.progress.marking_forms import JudgementForm, form_of
from quizapp.quizzes import judging_queries
from quizapp.quizzes.given import load_given
from quizapp.quizzes.judging_queries import After, Answer, Place
from quizapp.quizzes.models import Assignment, Attempt
from quizapp.quizzes.time_up import show_marked

_FIELD = re.compile(r"a(\d{1,18})-(\d{1,9})-points", re.ASCII)
MOST_AT_ONCE = judging_queries.PAGE


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answer with its fields. `worth` is in points."""

    answer: Answer
    text: str
    worth: float
    form: JudgementForm


class Written(NamedTuple):
    """Some answers of a class, how many of all wait for a mark, and where the next page begins."""

    sheets: list[Sheet]
    waiting: int
    more: After | None


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


def written_by_class(
    session: Session, assignment: Assignment, *, shows_all: bool, after: After | None, now: dt.datetime
) -> Written:
    """A page of what a class has written, without `shows_all` of what waits."""
    unclosed, waiting = _waiting(session, assignment, now)
    answers, more = judging_queries.answers_to_judge(
        session, assignment.id, only_waiting=not shows_all, after=after, unclosed=unclosed
    )
    return Written(sheets_of(_marked_by_a_person(answers)), waiting, more)


def written_in_form(
    session: Session, assignment: Assignment, fields: Mapping[str, str], now: dt.datetime
) -> Written:
    """The answers that a form speaks of, filled in as it says."""
    unclosed, waiting = _waiting(session, assignment, now)
    answers = judging_queries.answers_at(session, assignment.id, places_sent(fields), unclosed)
    return Written(sheets_of(_marked_by_a_person(answers), fields), waiting, None)


def _waiting(session: Session, assignment: Assignment, now: dt.datetime) -> tuple[Sequence[Attempt], int]:
    """The attempts of a class that nobody has closed, shown as they will be, and how many answers wait.

    SELECTs find them as they are shown as long as the caller holds them.
    """
    unclosed = judging_queries.unclosed_in_class(session, assignment.id, now)
    waiting = judging_queries.attempts_waiting(session, assignment.id) | show_marked(session, unclosed, now)
    return unclosed, sum(waiting.values())


def _marked_by_a_person(answers: Iterable[Answer]) -> list[Answer]:
    """Without what a ruling decided, on a question that did not ask for words then."""
    return [one for one in answers if one.slot.verdict == AWAITING.verdict or one.judgement is not None]


def places_sent(fields: Mapping[str, str]) -> list[Place]:
    """The answers that a form speaks of, as many as one page shows."""
    found = (_FIELD.fullmatch(name) for name in fields)
    return [(int(one[1]), int(one[2])) for one in found if one][:MOST_AT_ONCE]


def marking_page(
    session: Session,
    classroom: Classroom,
    assignment: Assignment,
    written: Written,
    *,
    shows_all: bool,
) -> dict[str, Any]:
    sheets = written.sheets
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
        "waiting": written.waiting,
        "shows_all": shows_all,
        "more": written.more,
    }

"""What the page of one student of a class shows her teachers: all that the class was given, and its file."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions.score import Score, percent_of
from quizapp.classrooms.models import Classroom
from quizapp.classrooms.tabs import student_tabs_of, tabs_of
from quizapp.progress import student_queries
from quizapp.progress.class_pages import attempt_cells, iso
from quizapp.progress.class_queries import Person
from quizapp.progress.class_results import Result, results_of
from quizapp.progress.csv_file import csv_of
from quizapp.progress.score_points import points_over_time
from quizapp.progress.student_queries import Given
from quizapp.quizzes.judging_queries import waiting_of_student
from quizapp.quizzes.models import Attempt, Quiz
from quizapp.quizzes.terms import Terms, terms_of
from quizapp.quizzes.time_up import show_marked

State = Literal["handed_in", "writing", "missed", "to_come", "not_started"]


@dataclass(frozen=True, slots=True)
class Work:
    """A quiz that the class was given, under the terms of one student, and what she made of it."""

    quiz: Quiz
    terms: Terms
    result: Result
    state: State

    @property
    def handed_in(self) -> tuple[Attempt, ...]:
        return tuple(one for one in self.result.attempts if one.finished_at is not None)

    @property
    def late_by(self) -> dt.timedelta | None:
        """By how much the first attempt that she handed in was late; None where it was not."""
        first = min((one.finished_at for one in self.handed_in if one.finished_at is not None), default=None)
        if first is None or self.terms.due_at is None or first <= self.terms.due_at:
            return None
        return first - self.terms.due_at


class Scored(NamedTuple):
    """The score of her best attempt at a quiz, and when she handed it in."""

    at: dt.datetime
    title: str
    score: Score


class Sheet(NamedTuple):
    """The work of one student in a class; `waiting`: how many answers of an attempt a person has to mark."""

    works: list[Work]
    has_more: bool
    waiting: Mapping[int, int]

    @property
    def attempts(self) -> list[Attempt]:
        return [attempt for one in self.works for attempt in one.result.attempts]

    @property
    def scored(self) -> list[Scored]:
        """Her score at each quiz that has one, in the order in which she handed them in."""
        return sorted(
            (
                Scored(best.finished_at, one.quiz.title, score)
                for one in self.works
                if (best := one.result.best) and best.finished_at and (score := one.result.score)
            ),
            key=lambda one: one.at,
        )


def student_page(session: Session, classroom: Classroom, student: Person, now: dt.datetime) -> dict[str, Any]:
    """Scores, dates and topics of one student, from what the class was given and from nothing else."""
    sheet = _sheet(session, classroom, student, now)
    scored = sheet.scored
    shares = [one.score.share for one in scored]
    return {
        "active": "classes",
        "classroom": classroom,
        "tabs": tabs_of(classroom),
        "student": student,
        "student_tabs": student_tabs_of(classroom, student.id) if student.is_member else [],
        "works": sheet.works,
        "has_more": sheet.has_more,
        "states": Counter(one.state for one in sheet.works),
        "late": sum(one.late_by is not None for one in sheet.works),
        "mean": percent_of(sum(shares, Fraction()) / len(shares)) if shares else None,
        "points": points_over_time([(one.at, one.score) for one in scored], last=_("Latest %(percent)s %%")),
        "scored": scored,
        "topics": student_queries.topics_in(session, sheet.attempts),
        "now": now,
    }


def scores_csv(session: Session, classroom: Classroom, student: Person, now: dt.datetime) -> str:
    """Every attempt of one student at what the class was given, one a line; what she has not begun too."""
    sheet = _sheet(session, classroom, student, now)
    header = (
        _("Quiz"), _("Due (UTC)"), _("Minutes late"), _("Attempt"), _("State"), _("Started (UTC)"),
        _("Finished (UTC)"), _("Minutes"), _("Points"), _("Of"), _("Per cent"),
    )  # fmt: skip
    states = {"missed": _("closed, not begun"), "to_come": _("not open yet")}
    rows: list[tuple[Any, ...]] = []
    for one in sheet.works:
        late = math.ceil(one.late_by / dt.timedelta(minutes=1)) if one.late_by else None
        about = (one.quiz.title, iso(one.terms.due_at), late)
        if not one.result.attempts:
            state = states.get(one.state, _("not started"))
            rows.append((*about, None, state, None, None, None, None, None, None))
        rows += [
            (*about, *attempt_cells(attempt, is_waiting=attempt.id in sheet.waiting))
            for attempt in one.result.attempts
        ]
    return csv_of(header, rows)


def _sheet(session: Session, classroom: Classroom, student: Person, now: dt.datetime) -> Sheet:
    """The statements do not grow with the quizzes. Of a former student only what she worked on is told."""
    given, has_more = student_queries.quizzes_given(session, classroom.id, student.id)
    ids = [one.assignment.id for one in given]
    attempts = student_queries.attempts_of(session, student.id, ids)
    waiting = waiting_of_student(session, student.id, ids) | show_marked(session, attempts, now)
    by_quiz: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        by_quiz.setdefault(attempt.quiz_id, []).append(attempt)
    works = [
        _work(student, one, by_quiz.get(one.assignment.quiz_id, []), waiting, now)
        for one in given
        if student.is_member or one.assignment.quiz_id in by_quiz
    ]
    return Sheet(works, has_more, waiting)


def _work(
    student: Person, given: Given, attempts: Sequence[Attempt], waiting: Mapping[int, int], now: dt.datetime
) -> Work:
    quiz = given.assignment.quiz
    terms = terms_of(quiz, given.assignment, given.override)
    (result,) = results_of([student], attempts, waiting)
    state: State = result.state
    if state == "not_started" and terms.open_at is not None and now < terms.open_at:
        state = "to_come"
    elif state == "not_started" and terms.close_at is not None and terms.close_at <= now:
        state = "missed"
    return Work(quiz, terms, result, state)

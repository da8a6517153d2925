"""What the pages about classes show, and their tables as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions.gaps import stem_in_words
from questions.marks import MILLION
from questions.response import Blank, Given
from questions.types import TYPES
from quizapp.accounts.models import User
from quizapp.classrooms.models import Classroom
from quizapp.classrooms.tabs import tabs_of
from quizapp.errors import Conflict
from quizapp.progress import class_queries, class_results
from quizapp.progress.class_queries import Person
from quizapp.progress.class_results import AsMarked, Result, minutes_of, score_of
from quizapp.progress.csv_file import csv_of
from quizapp.quizzes import review_pages
from quizapp.quizzes.given import load_given
from quizapp.quizzes.judging_queries import attempts_waiting, judged_in
from quizapp.quizzes.models import Assignment, Attempt
from quizapp.quizzes.ruling_words import way_in_words
from quizapp.quizzes.teaching_queries import assignments_taught
from quizapp.quizzes.terms import terms_of
from quizapp.quizzes.time_up import show_marked

SORTS: dict[str, Callable[[Result], Any]] = {
    "name": lambda one: (one.person.name.casefold(), one.person.id),
    "points": lambda one: (one.score is None, one.score.share if one.score else 0),
    "time": lambda one: (one.minutes is None, one.minutes or 0),
    "state": lambda one: ("not_started", "writing", "handed_in").index(one.state),
    "attempts": lambda one: len(one.attempts),
}


def class_page(
    session: Session, classroom: Classroom, *, now: dt.datetime, before: int | None
) -> dict[str, Any]:
    """How far a class is with what it was given."""
    students = class_queries.students_of(session, classroom.id)
    given, older = class_queries.given_to_class(session, classroom.id, students, now=now, before=before)
    return {
        "active": "classes",
        "classroom": classroom,
        "tabs": tabs_of(classroom),
        "students": students,
        "given": given,
        "older": older,
        "now": now,
    }


def given_page(
    session: Session,
    classroom: Classroom,
    assignment: Assignment,
    teacher: User,
    *,
    now: dt.datetime,
    show: str,
    sort: str,
) -> dict[str, Any]:
    """How a class did at one quiz: `show` its questions, else its students.

    `sort` is a name of SORTS, with - before it for the other way round. With the other classes of this
    teacher that have the quiz.
    """
    fixed = assignment.quiz.plan.get("question_ids", ())
    attempts = class_queries.attempts_at(session, assignment.id)
    judged = judged_in(session, assignment.id)
    waiting = {attempt: count for attempt, count in judged.items() if count}
    waiting |= show_marked(session, attempts, now)
    results = _results(session, classroom, attempts, waiting)
    scores = [score for one in results if one.person.is_member and (score := one.score) is not None]
    return {
        "active": "classes",
        "classroom": classroom,
        "assignment": assignment,
        "quiz": assignment.quiz,
        "elsewhere": [
            one
            for one in assignments_taught(session, teacher.id, assignment.quiz_id)
            if one.id != assignment.id
        ],
        "terms": terms_of(assignment.quiz, assignment),
        "summary": class_results.summary_of(results),
        "results": _sorted(results, sort),
        "sort": sort,
        "spread": class_results.spread_of(scores) if scores else [],
        "scores": len(scores),
        "shows_questions": show == "questions",
        "questions": class_results.question_results(session, attempts, fixed) if show == "questions" else [],
        "is_fixed": bool(fixed),
        "is_judged": bool(judged),
        "waiting": sum(waiting.values()),
    }


def _results(
    session: Session,
    classroom: Classroom,
    attempts: Sequence[Attempt],
    waiting: Collection[int],
) -> list[Result]:
    people = class_queries.students_of(session, classroom.id, {one.user_id for one in attempts})
    return class_results.results_of(people, attempts, waiting)


def _sorted(results: list[Result], sort: str) -> list[Result]:
    """By an allowed column; what has no value stays last either way."""
    by = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    if not sort.startswith("-"):
        return sorted(results, key=by)
    known = [one for one in results if sort not in ("-points", "-time") or one.score is not None]
    return sorted(known, key=by, reverse=True) + [one for one in results if one not in known]


def attempts_csv(session: Session, classroom: Classroom, assignment: Assignment, now: dt.datetime) -> str:
    """Every attempt of the class at a quiz, one a line; students who have not begun have a line too."""
    attempts = class_queries.attempts_at(session, assignment.id)
    header = (
        _("Student"), _("User name"), _("Still in the class"), _("Attempt"), _("State"), _("Started (UTC)"),
        _("Finished (UTC)"), _("Minutes"), _("Points"), _("Of"), _("Per cent"),
    )  # fmt: skip
    waiting = attempts_waiting(session, assignment.id) | show_marked(session, attempts, now)
    rows: list[tuple[Any, ...]] = []
    for result in _results(session, classroom, attempts, waiting):
        who = (result.person.name, result.person.username, _("yes") if result.person.is_member else _("no"))
        if not result.attempts:
            rows.append((*who, None, _("not started"), None, None, None, None, None, None))
        rows += [(*who, *attempt_cells(one, is_waiting=one.id in waiting)) for one in result.attempts]
    return csv_of(header, rows)


def attempt_cells(attempt: Attempt, *, is_waiting: bool) -> tuple[Any, ...]:
    """An attempt as the last cells of a line: number, state, both times, minutes, points, of, per cent."""
    score = None if is_waiting else score_of(attempt)
    state = {"open": _("writing"), "submitted": _("handed in"), "expired": _("time was up")}
    return (
        attempt.number,
        _("being marked") if is_waiting else state[attempt.state],
        iso(attempt.started_at),
        iso(attempt.finished_at),
        minutes_of(attempt),
        score.earned / MILLION if score else None,
        attempt.available / MILLION,
        round(float(score.share * 100), 2) if score else None,
    )


def answers_csv(session: Session, classroom: Classroom, assignment: Assignment, now: dt.datetime) -> str:
    """Every answer of every finished attempt, one a line, in the student's words beside the right one."""
    attempts = class_queries.attempts_at(session, assignment.id)
    show_marked(session, attempts, now)
    finished = [one for one in attempts if one.state != "open"]
    by_id = {one.id: one for one in finished}
    people = {
        one.id: one
        for one in class_queries.students_of(session, classroom.id, {one.user_id for one in finished})
    }
    slots = class_queries.counting_slots(session, by_id)
    marked = class_results.questions_as_marked(session, slots)
    header = (
        _("Student"), _("User name"), _("Attempt"), _("No."), _("Question"), _("Answer"), _("Right answer"),
        _("Points"), _("Of"), _("Marked anew"),
    )  # fmt: skip
    # A class gives the same answer to the same question again and again.
    told: dict[tuple[int, int | None, str], tuple[str, str, str]] = {}
    rows = []
    for slot, one in zip(slots, marked, strict=True):
        attempt, alike = by_id[slot.attempt_id], (slot.version_id, slot.ruling_id, repr(slot.given))
        person = people[attempt.user_id]
        if alike not in told:
            told[alike] = _answer_in_words(one, load_given(slot.given))
        rows.append(
            (
                person.name,
                person.username,
                attempt.number,
                slot.number,
                *told[alike],
                slot.earned / MILLION if slot.earned is not None else None,
                slot.points / MILLION if slot.verdict != "dropped" else 0,
                way_in_words(one.ruling.way) if one.ruling else "",
            )
        )
    return csv_of(header, rows)


def _answer_in_words(marked: AsMarked, given: Given) -> tuple[str, str, str]:
    """What was asked, what was given, and what is right where that is anything."""
    question = marked.question
    reveal = TYPES[question.type].reveal(question, given)
    answer = "" if isinstance(given, Blank) and not given.declared else reveal.given
    return stem_in_words(question.asked), answer, reveal.right if marked.has_key else ""


def iso(moment: dt.datetime | None) -> str | None:
    """`2026-11-21 10:42:07`, which every spreadsheet knows as a time."""
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else None


def attempt_page(
    session: Session, classroom: Classroom, attempt: Attempt, student: Person, *, now: dt.datetime
) -> dict[str, Any]:
    """A student's attempt as she reviews it, under the addresses of her teacher."""
    page = review_pages.review_page(session, attempt, now, _address_in(classroom))
    return page | _whose(classroom, student)


def attempt_question_page(
    session: Session,
    classroom: Classroom,
    attempt: Attempt,
    student: Person,
    number: int,
    *,
    now: dt.datetime,
) -> dict[str, Any]:
    all_url = url_for("progress.class_attempt", classroom_id=classroom.id, attempt_id=attempt.id)
    address = _address_in(classroom)
    page = review_pages.review_question_page(session, attempt, number, now, address, all_url)
    public_id = class_queries.public_id_of(session, page["slot"].version_id)
    return page | _whose(classroom, student) | {"public_id": public_id}


def _whose(classroom: Classroom, student: Person) -> dict[str, Any]:
    return {"active": "classes", "classroom": classroom, "student": student}


def _address_in(classroom: Classroom) -> review_pages.Address:
    def address(attempt: Attempt, number: int) -> str:
        return url_for(
            "progress.class_attempt_question",
            classroom_id=classroom.id,
            attempt_id=attempt.id,
            number=number,
        )

    return address


def refuse_while_writing(attempt: Attempt) -> None:
    if attempt.state == "open":
        raise Conflict(_("Still writing: there is nothing to look at before it is handed in."))

"""Pages about classes, for their teachers: how far they are, how a quiz went, a student, and her attempts."""

from __future__ import annotations

import datetime as dt

from flask import Response, render_template, request
from flask_babel import gettext as _

from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.classrooms.models import Classroom
from quizapp.classrooms.queries import get_taught_class
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.progress import class_pages, class_queries, student_pages, student_queries
from quizapp.progress.class_queries import Person
from quizapp.progress.views import blueprint
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.time_up import show_marked


@blueprint.get("/classes/<int:classroom_id>")
def classroom(classroom_id: int) -> str:
    page = class_pages.class_page(
        db.session(),
        _taught(classroom_id),
        now=clock.now(),
        before=request.args.get("before", type=row_id),
    )
    return render_template("progress/classroom.html", **page)


@blueprint.get("/classes/<int:classroom_id>/quizzes/<int:assignment_id>")
def given(classroom_id: int, assignment_id: int) -> str:
    session, taught = db.session(), _taught(classroom_id)
    assignment = class_queries.get_given_quiz(session, taught.id, assignment_id)
    page = class_pages.given_page(
        session,
        taught,
        assignment,
        caller(),
        now=clock.now(),
        show=request.args.get("show", "students"),
        sort=request.args.get("sort", "name"),
    )
    return render_template("progress/given.html", **page)


@blueprint.get("/classes/<int:classroom_id>/quizzes/<int:assignment_id>/scores.csv")
def given_csv(classroom_id: int, assignment_id: int) -> Response:
    session, taught = db.session(), _taught(classroom_id)
    assignment = class_queries.get_given_quiz(session, taught.id, assignment_id)
    text = class_pages.attempts_csv(session, taught, assignment, clock.now())
    return _file(text, f"{taught.name} {assignment.quiz.title} {_('scores')}.csv")


@blueprint.get("/classes/<int:classroom_id>/quizzes/<int:assignment_id>/answers.csv")
def answers_csv(classroom_id: int, assignment_id: int) -> Response:
    session, taught = db.session(), _taught(classroom_id)
    assignment = class_queries.get_given_quiz(session, taught.id, assignment_id)
    text = class_pages.answers_csv(session, taught, assignment, clock.now())
    return _file(text, f"{taught.name} {assignment.quiz.title} {_('answers')}.csv")


@blueprint.get("/classes/<int:classroom_id>/students/<int:user_id>/quizzes")
def class_student(classroom_id: int, user_id: int) -> str:
    session, taught = db.session(), _taught(classroom_id)
    student = student_queries.get_student(session, taught.id, user_id)
    page = student_pages.student_page(session, taught, student, clock.now())
    return render_template("progress/class_student.html", **page)


@blueprint.get("/classes/<int:classroom_id>/students/<int:user_id>/scores.csv")
def class_student_csv(classroom_id: int, user_id: int) -> Response:
    session, taught = db.session(), _taught(classroom_id)
    student = student_queries.get_student(session, taught.id, user_id)
    text = student_pages.scores_csv(session, taught, student, clock.now())
    return _file(text, f"{taught.name} {student.name} {_('scores')}.csv")


@blueprint.get("/classes/<int:classroom_id>/attempts/<int:attempt_id>")
def class_attempt(classroom_id: int, attempt_id: int) -> str:
    taught = _taught(classroom_id)
    now = clock.now()
    page = class_pages.attempt_page(db.session(), taught, *_finished(taught, attempt_id, now), now=now)
    return render_template("progress/class_attempt.html", **page)


@blueprint.get("/classes/<int:classroom_id>/attempts/<int:attempt_id>/<int:number>")
def class_attempt_question(classroom_id: int, attempt_id: int, number: int) -> str:
    taught, now = _taught(classroom_id), clock.now()
    page = class_pages.attempt_question_page(
        db.session(), taught, *_finished(taught, attempt_id, now), number=number, now=now
    )
    return render_template("progress/class_attempt_question.html", **page)


def _taught(classroom_id: int) -> Classroom:
    """The class, if the caller teaches it now; asked with every request, so a removal holds at once."""
    return get_taught_class(db.session(), caller(), classroom_id)


def _finished(taught: Classroom, attempt_id: int, now: dt.datetime) -> tuple[Attempt, Person]:
    attempt, student = class_queries.get_attempt_in_class(db.session(), taught.id, attempt_id)
    show_marked(db.session(), [attempt], now)
    class_pages.refuse_while_writing(attempt)
    return attempt, student


def _file(text: str, name: str) -> Response:
    response = Response(text, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response

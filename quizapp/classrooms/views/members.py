"""Who belongs to a class, for its teachers."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp import clock, dice
from quizapp.accounts.codes import TEMPORARY_PASSWORD_LENGTH
from quizapp.accounts.models import User
from quizapp.classrooms import operations, queries
from quizapp.classrooms.forms import NameForm, TeacherForm
from quizapp.classrooms.models import Classroom
from quizapp.classrooms.tabs import student_tabs_of, tabs_of
from quizapp.classrooms.views.room import blueprint
from quizapp.classrooms.views.teaching import taught
from quizapp.db import db
from quizapp.errors import Invalid
from quizapp.fields import blame
from quizapp.page import Page


@blueprint.get("/classes/<int:classroom_id>/people")
def people(classroom_id: int) -> Page:
    return _people_page(taught(classroom_id), TeacherForm(formdata=None))


@blueprint.get("/classes/<int:classroom_id>/students/<int:user_id>")
def student(classroom_id: int, user_id: int) -> Page:
    classroom = taught(classroom_id)
    found = queries.get_member(db.session(), classroom, user_id, queries.STUDENT)
    return _student_page(classroom, found, NameForm(formdata=None, obj=found))


@blueprint.post("/classes/<int:classroom_id>/students/<int:user_id>/name")
def rename_student(classroom_id: int, user_id: int) -> Page:
    classroom, form = taught(classroom_id), NameForm()
    if not form.validate():
        found = queries.get_member(db.session(), classroom, user_id, queries.STUDENT)
        return _student_page(classroom, found, form)
    operations.rename_student(db.session(), classroom, user_id, form.display_name.data)
    flash(_("Saved."), "good")
    db.session.commit()
    return redirect(url_for("classrooms.student", classroom_id=classroom.id, user_id=user_id), 303)


@blueprint.post("/classes/<int:classroom_id>/members/<int:user_id>/remove")
def remove(classroom_id: int, user_id: int) -> Response:
    classroom = taught(classroom_id)
    operations.remove_member(db.session(), classroom, user_id, now=clock.now())
    flash(_("Removed from the class. The account and what was done in it stay."), "good")
    db.session.commit()
    return _back(classroom)


@blueprint.post("/classes/<int:classroom_id>/students/<int:user_id>/password")
def reset_password(classroom_id: int, user_id: int) -> Page:
    """Make a temporary password and show it on this very reply, the only time that it is seen."""
    classroom, temporary = taught(classroom_id), dice.code(TEMPORARY_PASSWORD_LENGTH)
    found = operations.reset_student_password(db.session(), classroom, user_id, temporary, now=clock.now())
    db.session.commit()
    return _student_page(classroom, found, NameForm(formdata=None, obj=found), temporary=temporary)


@blueprint.post("/classes/<int:classroom_id>/teachers")
def add_teacher(classroom_id: int) -> Page:
    classroom, form = taught(classroom_id), TeacherForm()
    if not form.validate():
        return _people_page(classroom, form)
    try:
        operations.add_teacher(db.session(), classroom, form.username.data, now=clock.now())
    except Invalid as refusal:
        blame(form, refusal)
        return _people_page(classroom, form)
    db.session.commit()
    return _back(classroom)


def _back(classroom: Classroom) -> Response:
    return redirect(url_for("classrooms.people", classroom_id=classroom.id), 303)


def _people_page(classroom: Classroom, form: TeacherForm) -> Page:
    page = render_template(
        "classrooms/people.html",
        classroom=classroom,
        tabs=tabs_of(classroom),
        students=[
            (member, student_tabs_of(classroom, member.user_id)[0]["href"])
            for member in queries.members_of(db.session(), classroom, queries.STUDENT)
        ],
        teachers=queries.members_of(db.session(), classroom, queries.TEACHER),
        teacher_form=form,
    )
    return page, 422 if form.errors else 200


def _student_page(classroom: Classroom, found: User, form: NameForm, *, temporary: str = "") -> Page:
    page = render_template(
        "classrooms/student.html",
        classroom=classroom,
        tabs=tabs_of(classroom),
        student_tabs=student_tabs_of(classroom, found.id),
        student=found,
        form=form,
        temporary=temporary,
    )
    return page, 422 if form.errors else 200

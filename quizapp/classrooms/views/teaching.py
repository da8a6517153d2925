"""A teacher's classes: the list, a new one, its code and its settings."""

from __future__ import annotations

import io

import segno
from flask import Response as Reply
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp import clock, dice
from quizapp.accounts.addresses import public_url
from quizapp.accounts.entry import caller
from quizapp.classrooms import operations, queries
from quizapp.classrooms.forms import ClassForm, ClassSettingsForm
from quizapp.classrooms.models import Classroom
from quizapp.classrooms.tabs import class_tabs, tabs_of
from quizapp.classrooms.views.room import blueprint
from quizapp.db import db
from quizapp.page import Page


@blueprint.get("/classes")
def classes() -> Page:
    return _classes_page(ClassForm(formdata=None, zone=caller().zone))


@blueprint.post("/classes")
def create() -> Page:
    form = ClassForm()
    if not form.validate():
        return _classes_page(form)
    classroom = operations.create_classroom(
        db.session(),
        caller(),
        name=form.name.data,
        zone=form.zone.data,
        code=dice.code(operations.CODE_LENGTH),
        now=clock.now(),
    )
    db.session.commit()
    return redirect(url_for("classrooms.code", classroom_id=classroom.id), 303)


@blueprint.get("/classes/<int:classroom_id>/settings")
def settings(classroom_id: int) -> Page:
    classroom = taught(classroom_id)
    return _settings_page(classroom, ClassSettingsForm(formdata=None, obj=classroom))


@blueprint.post("/classes/<int:classroom_id>/settings")
def change(classroom_id: int) -> Page:
    classroom, form = taught(classroom_id), ClassSettingsForm()
    if not form.validate():
        return _settings_page(classroom, form)
    operations.change_classroom(
        db.session(),
        classroom,
        name=form.name.data,
        zone=form.zone.data,
        joining_open=form.joining_open.data,
    )
    flash(_("Saved."), "good")
    db.session.commit()
    return redirect(url_for("classrooms.settings", classroom_id=classroom.id), 303)


@blueprint.post("/classes/<int:classroom_id>/archive")
def archive(classroom_id: int) -> Response:
    """Put the class away; asked of an archived class, bring it back."""
    classroom = taught(classroom_id)
    is_leaving = classroom.archived_at is None
    operations.set_archived(db.session(), classroom, archived=is_leaving, now=clock.now())
    db.session.commit()
    return redirect(url_for("classrooms.classes"), 303)


@blueprint.get("/classes/<int:classroom_id>/code")
def code(classroom_id: int) -> Page:
    """The code as large as the wall, for a projector."""
    classroom = taught(classroom_id)
    return render_template(
        "classrooms/code.html", classroom=classroom, tabs=tabs_of(classroom), url=_join_url(classroom)
    )


@blueprint.get("/classes/<int:classroom_id>/code.svg")
def code_svg(classroom_id: int) -> Reply:
    picture = io.BytesIO()
    # White around it in the dark theme too: many readers want dark on light.
    segno.make(_join_url(taught(classroom_id)), error="m").save(
        picture, kind="svg", omitsize=True, light="#fff"
    )
    return Reply(picture.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/classes/<int:classroom_id>/code")
def new_code(classroom_id: int) -> Response:
    operations.change_code(db.session(), taught(classroom_id), dice.code(operations.CODE_LENGTH))
    flash(_("The class has a new code. The old one lets nobody in."), "good")
    db.session.commit()
    return redirect(url_for("classrooms.code", classroom_id=classroom_id), 303)


def taught(classroom_id: int) -> Classroom:
    """The class, if the caller teaches it now."""
    return queries.get_taught_class(db.session(), caller(), classroom_id)


def _join_url(classroom: Classroom) -> str:
    return public_url(url_for("classrooms.join_with_code", code=classroom.join_code))


def _classes_page(form: ClassForm) -> Page:
    found = queries.classes_taught_by(db.session(), caller())
    page = render_template(
        "classrooms/classes.html", classes=found, form=form, first_tab=class_tabs()[0].endpoint
    )
    return page, 422 if form.errors else 200


def _settings_page(classroom: Classroom, form: ClassSettingsForm) -> Page:
    page = render_template(
        "classrooms/settings.html", classroom=classroom, tabs=tabs_of(classroom), form=form
    )
    return page, 422 if form.errors else 200

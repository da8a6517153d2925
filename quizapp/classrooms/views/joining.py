"""Coming into a class with its code, and leaving it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from quizapp import clock
from quizapp.access import STUDENT, standing
from quizapp.accounts.codes import read_code
from quizapp.accounts.entry import caller
from quizapp.accounts.throttle import failed_tries
from quizapp.classrooms import operations, queries
from quizapp.classrooms.forms import JoinForm
from quizapp.classrooms.views.room import blueprint
from quizapp.db import db
from quizapp.page import Page


@blueprint.route("/join", methods=["GET", "POST"])
def join() -> Page:
    """Ask for a code, or lead one that was typed (here or on the home page) to its class."""
    if "code" not in request.values:
        return _join_page(JoinForm(formdata=None))
    form = JoinForm(request.values)
    code = read_code(form.code.data) if form.validate() else ""
    if not code:
        return _join_page(form, _("Type the code that your teacher gave you."))
    return redirect(url_for("classrooms.join_with_code", code=code), 303)


@blueprint.get("/join/<code>")
def join_with_code(code: str) -> Page:
    tries, address = failed_tries(), request.remote_addr or ""
    if not tries.may_try("", address):
        return _join_page(
            JoinForm(formdata=None), _("Too many codes from here were wrong. Wait some minutes.")
        )
    door = queries.find_door(db.session(), code)
    if door is None:
        tries.note("", address)
        return _join_page(
            JoinForm(formdata=None, code=code[:40]),
            _("No class has this code, or it lets nobody in just now. Ask your teacher."),
        )
    return render_template("classrooms/door.html", door=door)


@blueprint.post("/join/<code>")
def enter(code: str) -> Response:
    classroom = operations.join(db.session(), caller(), code, now=clock.now())
    flash(_("You are in the class %(name)s.", name=classroom.name), "good")
    db.session.commit()
    return redirect("/", 303)


@blueprint.post("/classes/<int:classroom_id>/leave")
def leave(classroom_id: int) -> Response:
    operations.leave(db.session(), caller(), classroom_id, now=clock.now())
    flash(_("You have left the class. Your results stay yours."), "good")
    db.session.commit()
    return redirect(url_for("classrooms.join"), 303)


def _join_page(form: JoinForm, error: str = "") -> Page:
    if error:
        form.code.errors = [error]
    is_member = standing(current_user) >= STUDENT
    classes = queries.classes_of_student(db.session(), caller()) if is_member else []
    return render_template("classrooms/join.html", form=form, classes=classes), 422 if error else 200

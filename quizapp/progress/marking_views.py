"""Marking open answers of a class, for its teachers."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.classrooms.models import Classroom
from quizapp.classrooms.queries import get_taught_class
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import Invalid
from quizapp.fields import blame
from quizapp.page import Page
from quizapp.progress import class_queries, marking_pages
from quizapp.progress.marking_pages import Sheet
from quizapp.progress.views import blueprint
from quizapp.quizzes import operations
from quizapp.quizzes.judging_queries import After
from quizapp.quizzes.models import Assignment


@blueprint.get("/classes/<int:classroom_id>/quizzes/<int:assignment_id>/marking")
def marking(classroom_id: int, assignment_id: int) -> Page:
    session = db.session()
    taught, assignment = _given(classroom_id, assignment_id)
    shows_all, now = request.args.get("show") == "all", clock.now()
    written = marking_pages.written_by_class(
        session, assignment, shows_all=shows_all, after=_after(), now=now
    )
    page = marking_pages.marking_page(session, taught, assignment, written, shows_all=shows_all)
    return render_template("progress/marking.html", **page)


@blueprint.post("/classes/<int:classroom_id>/quizzes/<int:assignment_id>/marking")
def keep_marks(classroom_id: int, assignment_id: int) -> Page:
    """Keep the marks of a page, all or none of them."""
    session = db.session()
    taught, assignment = _given(classroom_id, assignment_id)
    now = clock.now()
    written = marking_pages.written_in_form(session, assignment, request.form, now)
    are_sound = [_is_sound(sheet) for sheet in written.sheets]
    if not all(are_sound):
        page = marking_pages.marking_page(session, taught, assignment, written, shows_all=True)
        return render_template("progress/marking.html", **page), 422
    judged = [one for sheet in written.sheets if (one := sheet.form.judged(sheet.answer)) is not None]
    count = operations.judge_answers(session, caller(), assignment, judged, now=now)
    flash(
        ngettext("%(num)s answer marked.", "%(num)s answers marked.", count)
        if count
        else _("Nothing was changed: give points to at least one answer."),
        "good" if count else "bad",
    )
    db.session.commit()
    show = "all" if request.args.get("show") == "all" else None
    return redirect(url_for(".marking", classroom_id=taught.id, assignment_id=assignment.id, show=show), 303)


def _is_sound(sheet: Sheet) -> bool:
    if not sheet.form.validate():
        return False
    judged = sheet.form.judged(sheet.answer)
    if judged is not None and not 0 <= judged.earned <= sheet.answer.slot.points:
        blame(sheet.form, Invalid("points", _("Give between 0 and %(most)s.", most=f"{sheet.worth:g}")))
        return False
    return True


def _given(classroom_id: int, assignment_id: int) -> tuple[Classroom, Assignment]:
    taught = get_taught_class(db.session(), caller(), classroom_id)
    return taught, class_queries.get_given_quiz(db.session(), taught.id, assignment_id)


def _after() -> After | None:
    version, attempt = (request.args.get(name, type=row_id) for name in ("question", "attempt"))
    return After(version, attempt) if version is not None and attempt is not None else None

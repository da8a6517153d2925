"""Having the answers of a class to one question marked anew, for its teachers."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.classrooms.models import Classroom
from quizapp.classrooms.queries import get_taught_class
from quizapp.db import db
from quizapp.errors import Conflict
from quizapp.page import Page
from quizapp.progress import class_queries, ruling_pages
from quizapp.progress.ruling_forms import RulingForm, WayForm
from quizapp.progress.ruling_pages import Case
from quizapp.progress.views import blueprint
from quizapp.quizzes import operations
from quizapp.quizzes.models import Assignment
from quizapp.quizzes.ruling_queries import count_changed, get_ruling_in_class

_QUIZ = "/classes/<int:classroom_id>/quizzes/<int:assignment_id>"


@blueprint.get(f"{_QUIZ}/questions/<public_id>/marks")
def marks(classroom_id: int, assignment_id: int, public_id: str) -> Page:
    """The answers to a question, and what another way of marking them (`way`) would change."""
    taught, assignment = _given(classroom_id, assignment_id)
    case = ruling_pages.get_case(db.session(), assignment, public_id)
    form = WayForm(request.args)
    case.offer(form.way)
    is_chosen = "way" in request.args and form.validate()
    data = {"way": form.way.data, "seen": case.seen or "", "version": case.corrected_id or ""}
    return _page(taught, assignment, case, form, RulingForm(data=data), shows_preview=is_chosen)


@blueprint.post(f"{_QUIZ}/questions/<public_id>/marks")
def rule(classroom_id: int, assignment_id: int, public_id: str) -> Page:
    """Mark them in the way that was previewed."""
    session = db.session()
    taught, assignment = _given(classroom_id, assignment_id)
    case = ruling_pages.get_case(session, assignment, public_id)
    form = RulingForm(request.form)
    case.offer(form.way)
    if not form.validate():
        way_form = WayForm(data={"way": form.way.data})
        case.offer(way_form.way)
        shows_preview = not form.way.errors
        return _page(taught, assignment, case, way_form, form, shows_preview=shows_preview), 422
    _way, version_id = decision = case.decision(form)
    if version_id is not None and form.version.data != str(version_id):
        raise Conflict(_("Another version has been published meanwhile. Look again."))
    seen = form.seen.data or ""
    ruling = operations.make_ruling(
        session,
        caller(),
        assignment,
        case.question,
        decision,
        why=form.why.data,
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None,
        now=clock.now(),
    )
    count = count_changed(session, ruling.id)
    flash(ngettext("%(num)s mark changed.", "%(num)s marks changed.", count), "good")
    db.session.commit()
    return _back(taught, assignment, public_id)


@blueprint.post(f"{_QUIZ}/rulings/<int:ruling_id>/take-back")
def take_back_ruling(classroom_id: int, assignment_id: int, ruling_id: int) -> Page:
    """Have what held before hold again."""
    session = db.session()
    taught, assignment = _given(classroom_id, assignment_id)
    taken, public_id = get_ruling_in_class(session, assignment.id, ruling_id)
    ruling = operations.take_back_ruling(session, caller(), assignment, taken.id, now=clock.now())
    count = count_changed(session, ruling.id)
    flash(ngettext("Taken back: %(num)s mark changed.", "Taken back: %(num)s marks changed.", count), "good")
    db.session.commit()
    return _back(taught, assignment, public_id)


def _page(
    taught: Classroom,
    assignment: Assignment,
    case: Case,
    way_form: WayForm,
    form: RulingForm,
    *,
    shows_preview: bool,
) -> str:
    preview = None
    if shows_preview and not case.is_judged:
        decision = case.decision(way_form)
        preview = ruling_pages.preview_of(db.session(), taught, assignment, case, decision, clock.now())
    page = ruling_pages.ruling_page(
        db.session(), taught, assignment, case, way_form, form, preview, caller().id
    )
    return render_template("progress/marks.html", **page)


def _given(classroom_id: int, assignment_id: int) -> tuple[Classroom, Assignment]:
    taught = get_taught_class(db.session(), caller(), classroom_id)
    return taught, class_queries.get_given_quiz(db.session(), taught.id, assignment_id)


def _back(taught: Classroom, assignment: Assignment, public_id: str) -> Response:
    address = url_for(".marks", classroom_id=taught.id, assignment_id=assignment.id, public_id=public_id)
    return redirect(address, 303)

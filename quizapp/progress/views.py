"""Pages that show what was learnt: the front page, today, and scores over time."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from quizapp import clock, dice
from quizapp.access import TEACHER, standing, teaches
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.progress import pages

blueprint = Blueprint("progress", __name__)


@blueprint.get("/")
def home() -> str | AnyResponse:
    """To a newcomer a first question; to a learner the next useful thing; to a teacher her classes; to an
    administrator who does not teach the people.
    """
    session = db.session()
    if not current_user.is_authenticated:
        return render_template("progress/front.html", **pages.front_page(session, clock.now(), dice.rng()))
    if standing(current_user) >= TEACHER:
        return redirect(url_for("classrooms.classes" if teaches(current_user) else "accounts.people"))
    return render_template("progress/today.html", **pages.today_page(session, current_user, clock.now()))


@blueprint.get("/first/<int:version_id>")
def first(version_id: int) -> str:
    """The first question, answered: nothing is stored, so it needs no account and no cookie."""
    fields = {name.removeprefix("s1-"): values for name, values in request.args.lists()}
    page = pages.answered_front_page(db.session(), version_id, fields, clock.now())
    return render_template("progress/front.html", **page)


@blueprint.get("/progress")
def history() -> str:
    page = pages.history_page(
        db.session(),
        current_user,
        clock.now(),
        before=request.args.get("before", type=row_id),
        quiz_id=request.args.get("quiz", type=row_id),
    )
    return render_template("progress/history.html", **page)

"""What a learner does about what a quiz told of her memories: take it back, or keep it for review."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.cards.operations import evidence
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import NotFound


@blueprint.post("/results/<int:attempt_id>/take-back")
def take_back_result(attempt_id: int) -> Response:
    """Undo what an attempt told about one target, or about all that it asked."""
    target = request.form.get("target", type=row_id)
    if target is None and "target" in request.form:
        raise NotFound
    count = evidence.take_back_attempt(db.session(), caller(), attempt_id, target, now=clock.now())
    db.session.commit()
    if count:
        flash(
            ngettext(
                "%(num)s memory is as it was before this quiz.",
                "%(num)s memories are as they were before this quiz.",
                count,
            ),
            "good",
        )
    return redirect(url_for("quizzes.review", attempt_id=attempt_id, _anchor="memory"), 303)


@blueprint.post("/results/<int:attempt_id>/keep")
def keep_result(attempt_id: int) -> Response:
    """Take up for review what an attempt asked."""
    count = evidence.keep_attempt(db.session(), caller(), attempt_id, now=clock.now())
    db.session.commit()
    if count:
        flash(ngettext("%(num)s is kept for review.", "%(num)s are kept for review.", count), "good")
    else:
        flash(_("There was nothing left to keep."), "look")
    return redirect(url_for("quizzes.review", attempt_id=attempt_id, _anchor="memory"), 303)

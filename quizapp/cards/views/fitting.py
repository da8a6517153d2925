"""A schedule fitted to the learner's own answers: wished for, and given up."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from questions.memory.fitting import FEWEST_REVIEWS
from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.cards.operations.fitting import wish_for_fit, wish_for_standard
from quizapp.cards.views.room import blueprint
from quizapp.db import db


@blueprint.post("/plan/fit")
def fit_to_answers() -> Response:
    if not wish_for_fit(db.session(), caller(), now=clock.now()):
        flash(_("That needs %(fewest)s reviews first.", fewest=FEWEST_REVIEWS), "look")
    db.session.commit()
    return redirect(url_for("cards.plan", _anchor="fitting"), 303)


@blueprint.post("/plan/unfit")
def unfit() -> Response:
    wish_for_standard(db.session(), caller(), now=clock.now())
    db.session.commit()
    return redirect(url_for("cards.plan", _anchor="fitting"), 303)

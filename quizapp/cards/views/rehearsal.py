"""One button into a practice of what is about to be forgotten."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from quizapp import clock, dice
from quizapp.accounts.entry import caller
from quizapp.cards.operations.rehearsing import start_rehearsal
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.library import queries as library


@blueprint.post("/practise/<slug>")
def practise_at_risk(slug: str) -> Response:
    """Practise what the learner is about to forget of a bank."""
    session = db.session()
    shelf = library.get_bank(session, slug)
    attempt = start_rehearsal(session, caller(), shelf, now=clock.now(), rng=dice.rng())
    db.session.commit()
    return redirect(url_for("quizzes.question", attempt_id=attempt.id, number=1), 303)

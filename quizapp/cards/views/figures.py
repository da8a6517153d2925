"""Figures: how a learner fares with her cards."""

from __future__ import annotations

from flask import render_template

from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.cards.figures import figures_page
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.page import Page


@blueprint.get("/figures")
def figures() -> Page:
    page = figures_page(db.session(), caller(), now=clock.now())
    return render_template("cards/figures.html", **page)

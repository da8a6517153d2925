"""Today: how much is left, and the end of the day with what was gained."""

from __future__ import annotations

from flask import render_template

from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.cards import review_pages
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.page import Page


@blueprint.get("/")
def today() -> Page:
    page = review_pages.today_page(db.session(), caller(), now=clock.now())
    return render_template("cards/today.html", **page)

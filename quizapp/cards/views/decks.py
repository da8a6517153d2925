"""Decks: what there is to study, and one deck with its notes."""

from __future__ import annotations

from flask import render_template

from quizapp.accounts.entry import caller
from quizapp.cards import deck_queries
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.page import Page


@blueprint.get("/decks")
def decks() -> Page:
    return render_template("cards/decks.html", shelf=deck_queries.shelf_of(db.session(), caller().id))

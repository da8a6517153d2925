"""Decks of a class, for its teachers: who studies them, how far, and which cards ask badly."""

from __future__ import annotations

import datetime as dt

from flask import render_template, request

from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.cards import class_figures
from quizapp.cards.views.room import blueprint
from quizapp.classrooms.queries import get_taught_class
from quizapp.db import db
from quizapp.page import Page


@blueprint.get("/classes/<int:classroom_id>")
def class_decks(classroom_id: int) -> Page:
    session, user = db.session(), caller()
    taught = get_taught_class(session, user, classroom_id)
    page = class_figures.class_decks_page(session, taught, user.id, now=clock.now())
    return render_template("cards/class_decks.html", **page)


@blueprint.get("/classes/<int:classroom_id>/decks/<int:deck_id>")
def class_deck(classroom_id: int, deck_id: int) -> Page:
    session = db.session()
    taught = get_taught_class(session, caller(), classroom_id)
    page = class_figures.class_deck_page(
        session,
        taught,
        deck_id,
        now=clock.now(),
        on=request.args.get("on", type=dt.date.fromisoformat),
    )
    return render_template("cards/class_deck.html", **page)

"""Sharing one's decks with classes that one teaches: from the deck, and from the class."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.cards import deck_queries
from quizapp.cards.forms import ShareForm, choices_of
from quizapp.cards.models import Deck
from quizapp.cards.operations.decks import share_deck
from quizapp.cards.views.room import blueprint
from quizapp.classrooms.queries import classes_taught_by, get_taught_class
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import NotFound
from quizapp.page import Page


@blueprint.get("/decks/<int:deck_id>/share")
def share(deck_id: int) -> Page:
    shown = deck_queries.get_own_deck(db.session(), caller().id, deck_id)
    form = ShareForm(formdata=None)
    form.classes.data = sorted(deck_queries.shares_of(db.session(), deck_id))
    return _share_page(shown, form)


@blueprint.post("/decks/<int:deck_id>/share")
def share_with(deck_id: int) -> Page:
    """Share a deck with exactly the classes that are ticked, of those that its owner teaches."""
    session, user = db.session(), caller()
    shown, form = deck_queries.get_own_deck(session, user.id, deck_id), ShareForm()
    taught = [entry.classroom.id for entry in classes_taught_by(session, user)]
    form.classes.choices = choices_of([(id, "") for id in taught])
    if not form.validate():
        return _share_page(shown, form)
    share_deck(session, shown, form.classes.data or [], among=taught, by_id=user.id, now=clock.now())
    flash(_("Saved."), "good")
    db.session.commit()
    return redirect(url_for(".deck", deck_id=deck_id), 303)


@blueprint.post("/classes/<int:classroom_id>/decks")
def share_with_class(classroom_id: int) -> Response:
    """Share one deck of the caller's with this class too."""
    session, user = db.session(), caller()
    taught = get_taught_class(session, user, classroom_id)
    deck_id = request.form.get("deck", type=row_id)
    if deck_id is None:
        raise NotFound
    deck = deck_queries.get_own_deck(session, user.id, deck_id)
    share_deck(session, deck, [taught.id], among=[taught.id], by_id=user.id, now=clock.now())
    flash(_("“%(title)s” is shared. The class finds it among its decks.", title=deck.title), "good")
    db.session.commit()
    return redirect(url_for(".class_decks", classroom_id=classroom_id), 303)


def _share_page(shown: Deck, form: ShareForm) -> Page:
    taught = classes_taught_by(db.session(), caller())
    form.classes.choices = choices_of([(one.classroom.id, one.classroom.name) for one in taught])
    return render_template("cards/share.html", deck=shown, form=form), 422 if form.errors else 200

"""Decks: what there is to study, one deck with its notes, and looking after one's own."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from questions.card_search import in_quotes
from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.cards import deck_queries, finding_queries, note_queries
from quizapp.cards.forms import DeckForm
from quizapp.cards.models import Deck
from quizapp.cards.operations import decks as operations
from quizapp.cards.views.room import blueprint
from quizapp.classrooms.queries import classes_taught_by
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import Invalid
from quizapp.page import Page


@blueprint.get("/decks")
def decks() -> Page:
    return render_template(
        "cards/decks.html",
        shelf=deck_queries.shelf_of(db.session(), caller().id),
        most_counted=deck_queries.MOST_COUNTED,
        archived=deck_queries.archived_decks(db.session(), caller().id),
    )


@blueprint.get("/decks/<int:deck_id>")
def deck(deck_id: int) -> Page:
    session, user = db.session(), caller()
    shown = deck_queries.get_deck(session, user.id, deck_id)
    is_own = shown.owner_id == user.id
    after = request.args.get("after", type=row_id)
    chosen = note_queries.NoteFilter(
        words=request.args.get("words", "")[: note_queries.LONGEST_SEARCH],
        tag=request.args.get("tag", ""),
        is_retired=is_own and "deleted" in request.args,
    )
    notes, more = note_queries.notes_page(session, deck_id, chosen, after=after)
    return render_template(
        "cards/deck.html",
        deck=shown,
        is_own=is_own,
        made_by="" if is_own else deck_queries.maker_of(session, shown),
        classes=deck_queries.classes_of(session, deck_id) if is_own else [],
        taught=[one.classroom.id for one in classes_taught_by(session, user)] if is_own else [],
        marked=finding_queries.count_marked(session, user.id, deck_queries.deck_and_inside(session, deck_id)),
        within=f" deck:{in_quotes(shown.title)}",
        is_studied=deck_queries.is_studied_by(session, user.id, deck_id),
        outer=deck_queries.outer_decks(session, user.id, shown),
        inside=deck_queries.decks_inside(session, user.id, shown),
        chosen=chosen,
        after=after,
        here=part_of_deck_asked(),
        notes=notes,
        tags=note_queries.tags_in_deck(session, deck_id),
        own_decks=deck_queries.own_decks(session, user.id) if is_own else [],
        next_page=_deck_url(deck_id, chosen, more) if more else "",
    )


@blueprint.post("/decks/<int:deck_id>/study")
def study(deck_id: int) -> Response:
    session, user = db.session(), caller()
    operations.start_studying(session, user.id, deck_queries.get_deck(session, user.id, deck_id), clock.now())
    flash(_("You study this deck now."), "good")
    db.session.commit()
    return redirect(url_for(".deck", deck_id=deck_id), 303)


@blueprint.post("/decks/<int:deck_id>/stop")
def stop(deck_id: int) -> Response:
    session, user = db.session(), caller()
    operations.stop_studying(session, user.id, deck_queries.get_deck(session, user.id, deck_id), clock.now())
    flash(_("You are asked this deck no longer. What you remember of it is kept."), "good")
    db.session.commit()
    return redirect(url_for(".deck", deck_id=deck_id), 303)


@blueprint.get("/decks/new")
def new_deck() -> Page:
    return _new_deck_page(_outer_asked(), DeckForm(formdata=None))


@blueprint.post("/decks/new")
def make_deck() -> Page:
    outer, form = _outer_asked(), DeckForm()
    if not form.validate():
        return _new_deck_page(outer, form)
    try:
        made = operations.make_deck(
            db.session(),
            caller().id,
            title=form.title.data,
            description=form.description.data or "",
            outer=outer,
            now=clock.now(),
        )
    except Invalid as refusal:
        db.session.rollback()
        form.title.errors = [*form.title.errors, refusal.why]
        return _new_deck_page(outer, form)
    if outer is None:
        operations.start_studying(db.session(), caller().id, made, clock.now())
    db.session.commit()
    return redirect(url_for(".deck", deck_id=made.id), 303)


@blueprint.get("/decks/<int:deck_id>/settings")
def deck_settings(deck_id: int) -> Page:
    shown = deck_queries.get_own_deck(db.session(), caller().id, deck_id)
    return _settings_page(shown, DeckForm(formdata=None, obj=shown))


@blueprint.post("/decks/<int:deck_id>/settings")
def change_deck(deck_id: int) -> Page:
    session, user = db.session(), caller()
    shown, form = deck_queries.get_own_deck(session, user.id, deck_id), DeckForm()
    if not form.validate():
        return _settings_page(shown, form)
    operations.name_deck(session, shown, title=form.title.data, description=form.description.data or "")
    flash(_("Saved."), "good")
    db.session.commit()
    return redirect(url_for(".deck", deck_id=deck_id), 303)


@blueprint.post("/decks/<int:deck_id>/archive")
def archive_deck(deck_id: int) -> Response:
    """Archive a deck, or (with `back`) bring it back."""
    session, is_back = db.session(), bool(request.form.get("back"))
    shown = deck_queries.get_own_deck(session, caller().id, deck_id, is_archived=is_back)
    if is_back:
        operations.unarchive_deck(session, shown)
    else:
        operations.archive_deck(session, shown, clock.now())
        flash(_("“%(title)s” is archived. It stands at the end of this page.", title=shown.title), "good")
    db.session.commit()
    return redirect(url_for(".decks"), 303)


def part_of_deck_asked() -> dict[str, Any]:
    """Which notes of a deck the address asks for, in its own words; after an act these are shown again."""
    return {name: request.args[name] for name in ("words", "tag", "deleted", "after") if name in request.args}


def _deck_url(deck_id: int, chosen: note_queries.NoteFilter, after: int) -> str:
    return url_for(
        ".deck",
        deck_id=deck_id,
        words=chosen.words or None,
        tag=chosen.tag or None,
        deleted="1" if chosen.is_retired else None,
        after=after,
    )


def _outer_asked() -> Deck | None:
    """The deck that the new one is to stand in, where the address names one."""
    outer_id = request.args.get("inside", type=row_id)
    return deck_queries.get_own_deck(db.session(), caller().id, outer_id) if outer_id else None


def _new_deck_page(outer: Deck | None, form: DeckForm) -> Page:
    return render_template("cards/new_deck.html", outer=outer, form=form), 422 if form.errors else 200


def _settings_page(shown: Deck, form: DeckForm) -> Page:
    page = render_template("cards/deck_settings.html", deck=shown, form=form)
    return page, 422 if form.errors else 200

"""Notes: reading one with its receipts, writing and changing one's own."""

from __future__ import annotations

from typing import get_args

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from questions.note import NoteKind
from questions.question import Asked, Citation, Text
from quizapp import clock, dice
from quizapp.accounts.entry import caller
from quizapp.cards import deck_queries, note_queries
from quizapp.cards.forms import NoteForm
from quizapp.cards.models import Deck, Note
from quizapp.cards.operations import writing as operations
from quizapp.cards.showing import ShownCard, cards_of_note, cards_to_be
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.errors import Conflict, Invalid
from quizapp.fields import blame
from quizapp.library.queries import shelf_of
from quizapp.media.bringing import PUT_IN, put_in
from quizapp.media.forms import MediumForm
from quizapp.page import Page

KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
# A note cites for all its cards: no option is proven or ruled out.
OF_NOTHING = Asked("short_answer", Text(""))


@blueprint.get("/notes/<int:note_id>")
def note(note_id: int) -> Page:
    session, user = db.session(), caller()
    shown, deck = note_queries.get_note(session, user.id, note_id)
    citations = [Citation(**dumped) for dumped in shown.citations]
    slips = shelf_of(session, deck.bank_id, citations).slips(citations, OF_NOTHING) if deck.bank_id else ()
    return render_template(
        "cards/note.html",
        note=shown,
        deck=deck,
        cards=cards_of_note(shown),
        tags=note_queries.tags_of_notes(session, [note_id])[note_id],
        slips=slips,
        may_edit=deck.owner_id == user.id and shown.retired_at is None,
    )


@blueprint.get("/decks/<int:deck_id>/notes/new")
def new_note(deck_id: int) -> Page:
    deck = deck_queries.get_own_deck(db.session(), caller().id, deck_id)
    return _note_page(deck, _kind_asked(), NoteForm(formdata=None))


@blueprint.post("/decks/<int:deck_id>/notes/new")
def write_note(deck_id: int) -> Page:
    deck, kind, form = (
        deck_queries.get_own_deck(db.session(), caller().id, deck_id),
        _kind_asked(),
        NoteForm(),
    )
    if not form.validate() or request.form.get("action") == "look":
        return _note_page(deck, kind, form)
    if request.form.get("action") == PUT_IN:
        return _put_picture_in(deck, kind, form)
    try:
        operations.write_note(db.session(), deck, form.writing(kind), guid=dice.token(), now=clock.now())
    except Invalid as refusal:
        return _refused(refusal, deck, kind, form)
    flash(_("Kept. Here is the next one."), "good")
    db.session.commit()
    return redirect(url_for(".new_note", deck_id=deck_id, kind=kind), 303)


@blueprint.get("/notes/<int:note_id>/edit")
def edit_note(note_id: int) -> Page:
    session = db.session()
    shown, deck = note_queries.get_own_note(session, caller().id, note_id)
    tags = note_queries.tags_of_notes(session, [note_id])[note_id]
    form = NoteForm(
        formdata=None,
        data=dict(shown.fields)
        | {
            "row_version": shown.row_version,
            "is_markdown": shown.format == "markdown",
            "tags": ", ".join(tags),
        },
    )
    return _note_page(deck, _kind_of(shown), form, shown)


@blueprint.post("/notes/<int:note_id>/edit")
def save_note(note_id: int) -> Page:
    shown, deck = note_queries.get_own_note(db.session(), caller().id, note_id)
    kind, form = _kind_of(shown), NoteForm()
    if not form.validate() or request.form.get("action") == "look":
        return _note_page(deck, kind, form, shown)
    if request.form.get("action") == PUT_IN:
        return _put_picture_in(deck, kind, form, shown)
    try:
        operations.edit_note(
            db.session(),
            shown,
            deck,
            form.writing(kind),
            seen=form.row_version.data or 0,
            now=clock.now(),
        )
    except (Conflict, Invalid) as refusal:
        return _refused(refusal, deck, kind, form, note_id)
    flash(_("Saved for everybody who studies it. Nobody's memory of it is lost."), "good")
    db.session.commit()
    came_from = url_for(".review") if "review" in request.args else url_for(".deck", deck_id=deck.id)
    return redirect(came_from, 303)


@blueprint.post("/notes/preview")
def preview_note() -> Page:
    """The cards that the form would make; nothing is kept."""
    form = NoteForm()
    form.validate()
    return render_template("cards/_preview.html", cards=_cards_of(form, _kind_asked()))


def _kind_asked() -> NoteKind:
    asked = request.args.get("kind", "basic")
    return next((kind for kind in KINDS if kind == asked), "basic")


def _kind_of(shown: Note) -> NoteKind:
    return next(kind for kind in KINDS if kind == shown.kind)


def _cards_of(form: NoteForm, kind: NoteKind) -> list[ShownCard]:
    return cards_to_be(form.writing(kind)) if form.is_within_limits(kind) else []


def _put_picture_in(deck: Deck, kind: NoteKind, form: NoteForm, shown: Note | None = None) -> Page:
    """The form again, with the picture that was sent; the note itself is not kept by it."""
    pictures = MediumForm().offer(form.illustrated(kind))
    try:
        put_in(db.session(), caller().id, pictures, form.illustrated(kind), form.is_markdown, now=clock.now())
    except Invalid as refusal:
        db.session.rollback()
        blame(pictures, refusal)
        return _note_page(deck, kind, form, shown, pictures=pictures)
    flash(_("It is in. Nothing else is saved yet."), "good")
    db.session.commit()
    return _note_page(deck, kind, form, shown)


def _note_page(
    deck: Deck,
    kind: NoteKind,
    form: NoteForm,
    shown: Note | None = None,
    *,
    is_overtaken: bool = False,
    pictures: MediumForm | None = None,
) -> Page:
    pictures = pictures or MediumForm(formdata=None).offer(form.illustrated(kind))
    page = render_template(
        "cards/edit_note.html",
        deck=deck,
        kind=kind,
        kinds=KINDS,
        form=form,
        note=shown,
        picture_form=pictures,
        cards=_cards_of(form, kind),
        theirs=cards_of_note(shown) if shown and is_overtaken else None,
    )
    return page, 409 if is_overtaken else 422 if form.errors or pictures.errors else 200


def _refused(
    refusal: Conflict | Invalid, deck: Deck, kind: NoteKind, form: NoteForm, note_id: int | None = None
) -> Page:
    """The form again, after all that was written is taken back; beside it what somebody else has saved."""
    db.session.rollback()
    if isinstance(refusal, Invalid):
        blame(form, refusal)
    shown = note_queries.get_own_note(db.session(), caller().id, note_id)[0] if note_id else None
    return _note_page(deck, kind, form, shown, is_overtaken=isinstance(refusal, Conflict))

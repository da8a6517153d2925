"""Importing cards: a file is sent, looked at, and kept."""

from __future__ import annotations

import io
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypedDict

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from questions.formats.cards.columns import THIRD_COLUMNS, ThirdColumn
from questions.formats.cards.package import is_package
from questions.formats.cards.pile import PileNote, Unreadable
from questions.formats.cards.reading import notes_in
from questions.formats.cards.separated import SEPARATORS
from questions.formats.cards.survey import Survey, survey_of
from questions.pictures.picture import KeptPicture
from questions.sounds.references import without_sounds
from quizapp import clock, dice
from quizapp.accounts.entry import caller
from quizapp.cards import deck_queries
from quizapp.cards.exchange_forms import LONGEST_TITLE, BringForm, TakeForm
from quizapp.cards.exchange_words import fault_in_words, remark_in_words
from quizapp.cards.forms import choices_of
from quizapp.cards.operations.importing import Destination, Imported, import_notes
from quizapp.cards.operations.writing import Writing
from quizapp.cards.showing import cards_to_be
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.errors import Invalid
from quizapp.fields import blame
from quizapp.held_files import held, note_taken
from quizapp.media.previewing import with_pictures_inside
from quizapp.page import Page
from quizapp.sent_files import hold_sent

AS_IN_THE_FILE, NEW_DECK = 0, -1
LINES_APART = {"line": "\n", "semicolon": ";", "blank": "\n\n"}
"""What parts the cards of a pasted list, by the names in the address."""


class _Layout(TypedDict):
    separator: str
    cards_apart: str
    third: ThirdColumn


@blueprint.get("/import")
def bring() -> Page:
    return render_template("cards/bring.html", form=BringForm(formdata=None))


@blueprint.post("/import")
def send() -> Page:
    """Hold a file or a pasted list; no row of it is written before its sender has seen what it is."""
    form, token, title = BringForm(), dice.token(), None
    if form.file.data:
        title = _title_from(form.file.data.filename)
        hold_sent(caller().id, form.file.data.stream, token=token, now=clock.now())
    elif (form.text.data or "").strip():
        pasted = io.BytesIO(form.text.data.encode("utf-8", "surrogatepass"))
        hold_sent(caller().id, pasted, token=token, now=clock.now())
    else:
        form.file.errors = [_("Choose a file here, or paste a list below.")]
        return render_template("cards/bring.html", form=form), 422
    return redirect(url_for(".look", token=token, title=title or None), 303)


@blueprint.get("/import/<token>")
def look(token: str) -> Page:
    """What a file holds, and what would come in of it."""
    with held(_instance(), caller().id, token, now=clock.now()) as file:
        title = request.args.get("title", "")[:LONGEST_TITLE] or _("Imported")
        form = TakeForm(formdata=None, title=title, with_schedule=True)
        return _look_page(token, file, form)


@blueprint.post("/import/<token>")
def take_in(token: str) -> Page:
    """Take a file in, as a whole or not at all. The same file again adds nothing."""
    session, user = db.session(), caller()
    with held(_instance(), user.id, token, now=clock.now()) as file:
        form = TakeForm()
        form.into.choices = _destinations()
        if not form.validate():
            return _look_page(token, file, form)
        into = form.into.data
        deck = deck_queries.get_own_deck(session, user.id, into) if into > AS_IN_THE_FILE else None
        with_schedule = bool(form.with_schedule.data)
        try:
            done = import_notes(
                session,
                user,
                notes_in(file, with_schedule=with_schedule, **_layout_asked()),
                Destination(deck, form.title.data, is_one_deck=into == NEW_DECK),
                with_schedule=with_schedule,
                now=clock.now(),
            )
        except (Invalid, Unreadable) as refusal:
            db.session.rollback()
            if isinstance(refusal, Invalid):
                blame(form, Invalid("title", refusal.why))
            return _look_page(token, file, form)
    flash(_said(done), "good")
    note_taken(_instance(), user.id, token)
    db.session.commit()
    if len(done.deck_ids) == 1:
        return redirect(url_for(".deck", deck_id=done.deck_ids.pop()), 303)
    return redirect(url_for(".decks"), 303)


def _look_page(token: str, file: BinaryIO, form: TakeForm) -> Page:
    file.seek(0)
    is_apkg = is_package(file.read(4))
    file.seek(0)
    survey, fault = Survey(), ""
    try:
        survey = survey_of(notes_in(file, with_schedule=False, **_layout_asked()))
    except Unreadable as refusal:
        survey, fault = Survey(), fault_in_words(refusal.fault)
    form.into.choices = _destinations(names_decks=any(survey.decks))
    if not form.is_submitted():
        form.into.data = form.into.choices[0].value
    page = render_template(
        "cards/look.html",
        token=token,
        form=form,
        fault=fault,
        survey=survey,
        remarks=[(remark, remark_in_words(remark)) for remark in survey.remarks],
        first=[cards_to_be(_writing_of(one)) for one in survey.first],
        is_package=is_apkg,
        decks_named=[" › ".join(path) for path in survey.decks if path],
        separators=SEPARATORS,
        chosen={name: request.args.get(name, "") for name in ("separator", "apart", "third")},
        suggested=request.args.get("title", ""),
    )
    pictures = (medium for one in survey.first for medium in one.media if isinstance(medium, KeptPicture))
    page = with_pictures_inside(page, ((one.sha256, one.media_type, one.content) for one in pictures))
    return page, 422 if fault or form.errors else 200


def _writing_of(note: PileNote) -> Writing:
    """What a note will be. Its sounds can be played once they are kept."""
    fields = {name: without_sounds(text) for name, text in note.fields.items()}
    return Writing(note.kind, fields, note.format)


def _title_from(file_name: str) -> str:
    """What a deck from this file may be called: the file's name without its ending."""
    stem = PurePosixPath(file_name).stem
    return "".join(char for char in stem if char.isprintable()).strip()[:LONGEST_TITLE]


def _layout_asked() -> _Layout:
    """How the address says that a list is laid out; what it does not say is guessed."""
    return {
        "separator": SEPARATORS.get(request.args.get("separator", ""), ""),
        "cards_apart": LINES_APART.get(request.args.get("apart", ""), ""),
        "third": next((one for one in THIRD_COLUMNS if one == request.args.get("third")), ""),
    }


def _destinations(*, names_decks: bool = True) -> list[SelectChoice]:
    """The likeliest first: the decks that the file names, or if it names none a new one."""
    own = deck_queries.own_decks(db.session(), caller().id)
    as_in_the_file = [(AS_IN_THE_FILE, _("the decks that the file names"))] if names_decks else []
    new = (NEW_DECK, _("a new deck, named below"))
    return choices_of([*as_in_the_file, new, *((one.id, one.title) for one in own)])


def _said(done: Imported) -> str:
    came = ngettext("%(num)s note came in.", "%(num)s notes came in.", done.added)
    parts = [came if done.added else _("Nothing new came in.")]
    if done.changed:
        parts.append(ngettext("%(num)s was changed.", "%(num)s were changed.", done.changed))
    if done.same:
        parts.append(ngettext("%(num)s was here already.", "%(num)s were here already.", done.same))
    if done.refused:
        parts.append(ngettext("%(num)s was left out.", "%(num)s were left out.", done.refused))
    if done.reviews:
        parts.append(
            ngettext("%(num)s answer came with them.", "%(num)s answers came with them.", done.reviews)
        )
    return " ".join(parts)


def _instance() -> Path:
    return Path(current_app.instance_path)

"""Importing questions: a file is sent, looked at question by question, taken in, and perhaps taken back."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import Any, cast

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from questions.formats.contract import QuestionFormat
from questions.formats.register import BEGINNING, FORMATS, format_of
from questions.pictures.reading import media_type_of
from quizapp import clock, dice
from quizapp.accounts.entry import caller
from quizapp.bank.views import new_public_id
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import Conflict
from quizapp.exchange import queries
from quizapp.exchange.forms import BringForm, TakeForm
from quizapp.exchange.landing import Cargo
from quizapp.exchange.operations.importing import bank_called, import_questions
from quizapp.exchange.operations.taking_back import take_back
from quizapp.exchange.picking import keep_picks, read_picks
from quizapp.exchange.preview_page import SHOWS, Decided, decided, likely_bank, page_of, with_pictures
from quizapp.exchange.readings import Reading, survey_or_reading
from quizapp.exchange.readying import Publishing
from quizapp.exchange.survey import Survey
from quizapp.exchange.views.landing import AT_ONCE, LOOK_AGAIN_AFTER, after_landing, start_landing
from quizapp.exchange.views.room import blueprint
from quizapp.held_files import beside, held_at, note_taken
from quizapp.library.models import Bank
from quizapp.page import Page
from quizapp.quizzes.teaching_forms import MOST_QUESTIONS
from quizapp.sent_files import hold_sent

NEW_BANK = "new"
LONGEST_TITLE = 200


@blueprint.get("/import")
def bring() -> Page:
    return _bring_page(BringForm(formdata=None))


@blueprint.post("/import")
def send() -> Page:
    """Hold a file or pasted questions; no row is written before their sender has seen what they are."""
    form, token = BringForm(), dice.token()
    if not form.validate():
        return _bring_page(form)
    if form.file.data:
        sent, name = form.file.data.stream, PurePath(form.file.data.filename or "").name
    elif (form.text.data or "").strip():
        sent, name = io.BytesIO(form.text.data.encode("utf-8", "surrogatepass")), ""
    else:
        form.file.errors = [_("Choose a file here, or paste questions below.")]
        return _bring_page(form)
    hold_sent(caller().id, sent, token=token, now=clock.now())
    _beside(token, "name").write_text(name, encoding="utf-8", errors="replace")
    return redirect(url_for(".look", token=token), 303)


@blueprint.get("/import/<token>")
def look(token: str) -> Page:
    """What a file holds, question by question, and what would become of it."""
    before = _before(token)
    if isinstance(before, Reading):
        page = render_template("exchange/reading.html", read=before.read)
        return current_app.make_response((page, {"Refresh": str(LOOK_AGAIN_AFTER)}))
    return _look_page(before, TakeForm(formdata=None, title=before.title))


@blueprint.post("/import/<token>/ticks")
def keep_ticks(token: str) -> Page:
    """Keep how the questions of this page were ticked, and go on to another one."""
    before = _before(token)
    if not isinstance(before, Reading):
        _note_ticks(before)
    go = request.form.get("go", "1")
    page = go if go.isascii() and go.isdigit() else "1"
    return redirect(url_for(".look", token=token, page=page, **_asked()), 303)


@blueprint.post("/import/<token>")
def take_in(token: str) -> Page:
    """Take in what is ticked, all of it or nothing. The same file again adds nothing."""
    session, user = db.session(), caller()
    before = _before(token)
    if isinstance(before, Reading):
        return redirect(url_for(".look", token=token, **_asked()), 303)
    _note_ticks(before)
    form = TakeForm()
    is_complete = form.publishing.validate(form) and (before.bank or form.title.validate(form))
    if not is_complete or before.survey.fault:
        return _look_page(before, form)
    # One of its own each time: another process may bring the same file into another bank just now.
    ready = _beside(token, f"ready-{dice.code(12)}")
    publishing = cast(Publishing, form.publishing.data)
    if before.decided.coming > AT_ONCE:
        cargo = Cargo(
            user_id=user.id,
            slug=before.bank.slug if before.bank else "",
            bank_title=form.title.data or "",
            title=before.title,
            survey=before.survey,
            picks=before.decided.picks.comes_in,
            publishing=publishing,
            path=ready,
        )
        start_landing(
            _beside(token, "landing"),
            cargo,
            before.decided.coming,
            when_in=partial(note_taken, _instance(), user.id, token),
        )
        return redirect(url_for(".landing", token=token), 303)
    bank = before.bank or bank_called(
        session, user, form.title.data, code=dice.code(12).lower(), now=clock.now()
    )
    try:
        landed = import_questions(
            session,
            user,
            bank,
            before.survey,
            before.decided.picks.comes_in,
            publishing,
            title=before.title,
            path=ready,
            new_public_id=new_public_id,
            now=clock.now(),
        )
    finally:
        ready.unlink(missing_ok=True)
    note_taken(_instance(), user.id, token)
    db.session.commit()
    return after_landing(landed, token)


@blueprint.get("/imports/<int:import_id>")
def landed(import_id: int) -> Page:
    """What came in, and the next step: a quiz of it."""
    session = db.session()
    kept = queries.get_own_import(session, caller().id, import_id)
    counts = queries.count_imported(session, kept.id)
    ids = queries.imported_ids(session, kept.id, at_most=MOST_QUESTIONS + 1)
    return render_template(
        "exchange/landed.html",
        kept=kept,
        bank=session.get_one(Bank, kept.bank_id),
        counts=counts,
        published=[public_id for public_id, status in ids if status == "published"],
        most=MOST_QUESTIONS,
    )


@blueprint.post("/imports/<int:import_id>/take-back")
def take_back_import(import_id: int) -> Page:
    session = db.session()
    kept = queries.get_own_import(session, caller().id, import_id, is_held=True)
    try:
        taken = take_back(session, kept, now=clock.now())
    except Conflict as refusal:
        db.session.rollback()
        flash(refusal.why, "look")
        return redirect(url_for(".landed", import_id=import_id), 303)
    flash(ngettext("%(num)s question was taken back.", "%(num)s questions were taken back.", taken), "good")
    db.session.commit()
    return redirect(url_for(".landed", import_id=import_id), 303)


@dataclass
class _Before:
    """A held file and what the address asks about it; `bank` is None for a new one."""

    token: str
    name: str
    survey: Survey
    bank: Bank | None
    picks_at: Path
    decided: Decided

    @property
    def title(self) -> str:
        """What a new bank is called unless she says otherwise."""
        return _title_of(self.name)


def _bring_page(form: BringForm) -> Page:
    latest = queries.latest_imports(db.session(), caller().id)
    page = render_template("exchange/bring.html", form=form, formats=FORMATS.values(), latest=latest)
    return page, 422 if form.errors else 200


def _before(token: str) -> _Before | Reading:
    """What is known before a file is taken in; while it is being read, how far that is."""
    session, user = db.session(), caller()
    path = held_at(_instance(), user.id, token, now=clock.now())
    name = _beside(token, "name").read_text(encoding="utf-8")
    with path.open("rb") as file:
        beginning = file.read(BEGINNING)
    format = FORMATS.get(request.args.get("as", "")) or format_of(name, beginning)
    survey = _surveyed(path, format, token) if format else Survey("", (), _unknown(beginning))
    if isinstance(survey, Reading):
        return survey
    into = request.args.get("into") or likely_bank(session, user.id, survey, _title_of(name)) or NEW_BANK
    bank = None if into == NEW_BANK else queries.get_own_bank(session, user.id, into)
    picks_at = _beside(token, f"picks-{survey.format}")
    return _Before(token, name, survey, bank, picks_at, decided(session, survey, bank, read_picks(picks_at)))


def _title_of(name: str) -> str:
    stem = "".join(char for char in PurePath(name).stem.replace("_", " ") if char.isprintable())
    return stem.strip()[:LONGEST_TITLE] or _("Imported questions")


def _unknown(beginning: bytes) -> str:
    """Why a file that no format knows cannot be read."""
    if media_type_of(beginning):
        return str(_("This is a picture, not a file of questions."))
    return str(_("No question was found in it. Say below how to read it, or choose another file."))


def _surveyed(path: Path, format: QuestionFormat, token: str) -> Survey | Reading:
    index, lines = (_beside(token, f"{kind}-{format.name}") for kind in ("index", "lines"))
    return survey_or_reading(path, format, index, lines)


def _note_ticks(before: _Before) -> None:
    """Take down how the page that was sent is ticked. Numbers that it does not show change nothing."""
    shown, ticked = (
        {int(one) for one in request.form.getlist(name) if one.isascii() and one.isdigit() and len(one) < 9}
        for name in ("shown", "take")
    )
    if shown:
        before.decided.note(shown, ticked)
        keep_picks(before.picks_at, before.decided.picks)


def _look_page(before: _Before, form: TakeForm) -> Page:
    found = before.decided
    show = request.args.get("show", "all")
    show = show if show in SHOWS else "all"
    number = request.args.get("page", default=1, type=row_id)
    places, pages = page_of(found.places(show), number)
    shown = found.shown(places)
    page = render_template(
        "exchange/look.html",
        before=before,
        survey=before.survey,
        found=found,
        form=form,
        shown=shown,
        show=show,
        counts={name: len(found.places(name)) for name in SHOWS},
        number=number,
        pages=pages,
        formats=FORMATS,
        own_banks=queries.own_titles(db.session(), caller().id),
        new_bank=NEW_BANK,
        asked=_asked(),
    )
    return with_pictures(page, shown), 422 if before.survey.fault or form.errors else 200


def _asked() -> dict[str, Any]:
    """What the address asks, but for the page."""
    return {name: request.args[name] for name in ("as", "into", "show", "open") if request.args.get(name)}


def _beside(token: str, name: str) -> Path:
    return beside(_instance(), caller().id, token, name)


def _instance() -> Path:
    return Path(current_app.instance_path)

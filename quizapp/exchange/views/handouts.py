"""Handouts: a text is brought, and questions are made of words in its sentences."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from questions.formats.item import UnreadableFile
from questions.handout.files import taken
from questions.handout.reading import LONGEST_TITLE, title_in
from quizapp import clock, dice
from quizapp.accounts.entry import caller
from quizapp.bank.views import new_public_id
from quizapp.db import db
from quizapp.errors import NotFound
from quizapp.exchange import handout_queries as queries
from quizapp.exchange.handout_forms import NEW_BANK, FactForm, HandoutForm
from quizapp.exchange.handout_page import Bench, Choice, asked_sentences, bench_of, choice_in, pieces_of
from quizapp.exchange.handout_queries import Handout, get_handout
from quizapp.exchange.handout_reading import paragraphs_sent
from quizapp.exchange.operations.handouts import Kept, Made, bring_handout, draft_fact, keep_questions
from quizapp.exchange.operations.importing import bank_called
from quizapp.exchange.queries import get_own_bank, own_titles
from quizapp.exchange.views.room import blueprint
from quizapp.page import Page
from quizapp.quizzes.teaching_forms import MOST_QUESTIONS


@blueprint.get("/handouts")
def handouts() -> Page:
    """What there is, and bringing another one."""
    form = HandoutForm(formdata=None, bank=request.args.get("bank", NEW_BANK))
    return _handouts_page(form)


@blueprint.post("/handouts")
def take_handout() -> Page:
    """Read a file or pasted text, and keep it as numbered paragraphs in a bank of her own."""
    session, user, form = db.session(), caller(), HandoutForm()
    if not form.validate():
        return _handouts_page(form, 422)
    sent = form.file.data if form.file.data and form.file.data.filename else None
    name = PurePath(sent.filename or "").name if sent else ""
    try:
        paragraphs = paragraphs_sent(sent.stream, name) if sent else taken(form.text.data or "")
    except UnreadableFile as refusal:
        field = form.file if sent else form.text
        field.errors = [refusal.why]
        return _handouts_page(form, 422)
    title = (form.title.data or title_in(paragraphs) or _titled(name) or _("Handout"))[:LONGEST_TITLE]
    into, now = form.bank.data or NEW_BANK, clock.now()
    if into == NEW_BANK:
        bank = bank_called(session, user, title, code=dice.code(12).lower(), now=now)
    else:
        bank = get_own_bank(session, user.id, into)
    slug = bring_handout(session, user, bank, title=title, paragraphs=paragraphs, code=dice.code(12).lower())
    db.session.commit()
    return redirect(url_for(".handout", slug=slug), 303)


@blueprint.get("/handouts/<slug>")
def handout(slug: str) -> Page:
    """The text; with a sentence chosen its words, with words chosen the questions that they make."""
    shown = get_handout(db.session(), caller().id, slug)
    choice = choice_in(shown, request.args)
    return _handout_page(shown, choice, bench_of(shown, choice) if choice and choice.answer else None)


@blueprint.get("/handouts/<slug>/bench")
def bench(slug: str) -> Page:
    """The same, as the part of the page that changes."""
    shown = get_handout(db.session(), caller().id, slug)
    choice = choice_in(shown, request.args)
    if choice is None:
        raise NotFound
    made = bench_of(shown, choice) if choice.answer else None
    return render_template("exchange/_bench_parts.html", **_parts(shown, choice, made))


@blueprint.post("/handouts/<slug>/preview")
def preview_made(slug: str) -> Page:
    """The questions as they stand in the form, and what the checks say; nothing is kept."""
    shown, _choice, made = _sent(slug)
    return render_template("exchange/_bench_previews.html", bench=made, handout=shown)


@blueprint.post("/handouts/<slug>/questions")
def add_made(slug: str) -> Page:
    """Add the questions that are wanted."""
    session, user = db.session(), caller()
    shown, choice, made = _sent(slug)
    is_complete = made.form.validate() and made.wanted and request.form.get("go") != "look"
    if not is_complete or any(one.checked.blocking for one in made.wanted):
        is_refused = request.form.get("go") != "look"
        return _handout_page(shown, choice, made, status=422 if is_refused else 200)
    publishes = not made.form.as_draft.data
    kept = keep_questions(
        session,
        user,
        shown.bank,
        shown.slug,
        [Made(one.question, choice.name, publishes and not one.checked.errors) for one in made.wanted],
        new_public_id=new_public_id,
        now=clock.now(),
    )
    flash(_said(kept), "good" if kept.added else "look")
    db.session.commit()
    return redirect(_beside(shown, choice, draft=made.form.as_draft.data), 303)


@blueprint.post("/handouts/<slug>/facts")
def promote(slug: str) -> Page:
    """Tell the library what a sentence says: a draft, with its passage as evidence."""
    session = db.session()
    shown = get_handout(session, caller().id, slug)
    choice = choice_in(shown, request.form)
    if choice is None or choice.answer is None:
        raise NotFound
    form = FactForm(request.form)
    if not form.validate():
        made = bench_of(shown, choice)
        return _handout_page(shown, choice, Bench(choice, made.form, form, made.proposals), status=422)
    citation = choice.marked(shown.slug).citation
    draft_fact(session, shown.bank, form.statement.data, citation, code=dice.code(12).lower())
    flash(_("The library has it as a draft. Nothing is generated from it until it is approved."), "good")
    db.session.commit()
    return redirect(_beside(shown, choice), 303)


def _sent(slug: str) -> tuple[Handout, Choice, Bench]:
    shown = get_handout(db.session(), caller().id, slug)
    choice = choice_in(shown, request.form)
    if choice is None or choice.answer is None:
        raise NotFound
    return shown, choice, bench_of(shown, choice, request.form)


def _handouts_page(form: HandoutForm, status: int = 200) -> Page:
    titles = own_titles(db.session(), caller().id)
    form.bank.choices = [
        SelectChoice(NEW_BANK, _("a new bank, called as the handout")),
        *(SelectChoice(slug, title) for slug, title in titles.items()),
    ]
    entries = queries.handouts_of(db.session(), caller().id)
    return render_template("exchange/handouts.html", form=form, entries=entries), status


def _handout_page(shown: Handout, choice: Choice | None, made: Bench | None, status: int = 200) -> Page:
    number = choice.paragraph if choice else 0
    parts = _parts(shown, choice, made) | {"is_refused": status == 422}
    paragraphs = []
    for passage in shown.passages:
        pieces = list(pieces_of(passage.text, choice if passage.number == number else None))
        paragraphs.append((passage.number, pieces, asked_sentences(parts["made"], passage.number, pieces)))
    return render_template("exchange/handout.html", paragraphs=paragraphs, **parts), status


def _parts(shown: Handout, choice: Choice | None, made: Bench | None) -> dict[str, Any]:
    """What both the page and the part of it that changes show."""
    questions = queries.made_from(db.session(), shown)
    in_bank = queries.published_in(db.session(), shown.bank.id, at_most=MOST_QUESTIONS + 1)
    return {
        "handout": shown,
        "choice": choice,
        "piece": next((one for one in pieces_of(choice.text, choice) if one.words), None) if choice else None,
        "bench": made,
        "made": questions,
        "published": [one.public_id for one in questions if one.status == "published"][:MOST_QUESTIONS],
        "in_bank": in_bank if len(in_bank) <= MOST_QUESTIONS else [],
        "base": url_for(".handout", slug=shown.slug),
        "as_draft": bool(request.args.get("draft")),
    }


def _beside(shown: Handout, choice: Choice, *, draft: bool = False) -> str:
    """The page again, at the paragraph that one has just worked on."""
    return url_for(".handout", slug=shown.slug, draft="1" if draft else None, _anchor=f"p{choice.paragraph}")


def _titled(name: str) -> str:
    stem = "".join(char for char in PurePath(name).stem.replace("_", " ") if char.isprintable())
    return stem.strip()


def _said(kept: Kept) -> str:
    parts = []
    if kept.added:
        parts.append(ngettext("%(num)s question added.", "%(num)s questions added.", kept.added))
    if kept.drafts:
        parts.append(ngettext("%(num)s waits as a draft.", "%(num)s wait as drafts.", kept.drafts))
    if kept.known:
        parts.append(ngettext("%(num)s was here already.", "%(num)s were here already.", kept.known))
    return " ".join(parts)

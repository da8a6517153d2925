"""Pages to read: the banks there are, and one bank with its brief, its sources and its facts."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from quizapp import clock, dice
from quizapp.access import TEACHER, standing
from quizapp.db import db
from quizapp.library import operations, queries
from quizapp.library.counting import count_questions
from quizapp.library.forms import BankForm
from quizapp.library.readers import reader
from quizapp.library.receipts import imprint
from quizapp.page import Page

blueprint = Blueprint("library", __name__, url_prefix="/library")


@blueprint.get("")
def banks() -> Page:
    return _banks_page(BankForm(formdata=None))


@blueprint.post("")
def make_bank() -> Page:
    """Make an empty bank of a teacher's own."""
    form = BankForm()
    if not form.validate():
        return _banks_page(form)
    made = operations.make_own_bank(
        db.session(),
        current_user.id,
        title=form.title.data,
        language=current_user.language,
        code=dice.code(12).lower(),
        now=clock.now(),
    )
    db.session.commit()
    return redirect(url_for(".bank", slug=made.slug), 303)


def _banks_page(form: BankForm) -> Page:
    session = db.session()
    page = render_template(
        "library/banks.html",
        banks=queries.banks(session, reader()),
        questions=count_questions(session),
        form=form if standing(current_user) >= TEACHER else None,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/<slug>")
def bank(slug: str) -> str:
    session = db.session()
    found = queries.get_bank(session, slug, reader())
    brief = groupby(queries.brief_of(session, found.id), key=lambda passage: passage.heading)
    shelf = queries.shelf_of(session, found.id, ())
    is_teacher = standing(current_user) >= TEACHER
    return render_template(
        "library/bank.html",
        bank=found,
        topics=queries.topics_of(session, found.id),
        brief=[(heading, list(passages)) for heading, passages in brief],
        shelf=shelf,
        sources=list(shelf.sources.values()),
        imprint=imprint,
        facts=queries.facts_of(session, found.id) if is_teacher else None,
        own_texts=queries.own_texts_of(session, found.id, current_user.id) if is_teacher else {},
        questions=count_questions(session).get(found.id, 0),
    )

"""Pages to read: the banks there are, and one bank with its brief, its sources and its facts."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template
from flask_login import current_user

from quizapp.access import TEACHER, standing
from quizapp.db import db
from quizapp.library import queries
from quizapp.library.counting import count_questions
from quizapp.library.readers import reader
from quizapp.library.receipts import imprint

blueprint = Blueprint("library", __name__, url_prefix="/library")


@blueprint.get("")
def banks() -> str:
    entries = queries.banks(db.session(), reader())
    return render_template("library/banks.html", banks=entries, questions=count_questions(db.session()))


@blueprint.get("/<slug>")
def bank(slug: str) -> str:
    session = db.session()
    found = queries.get_bank(session, slug, reader())
    brief = groupby(queries.brief_of(session, found.id), key=lambda passage: passage.heading)
    shelf = queries.shelf_of(session, found.id, ())
    return render_template(
        "library/bank.html",
        bank=found,
        topics=queries.topics_of(session, found.id),
        brief=[(heading, list(passages)) for heading, passages in brief],
        shelf=shelf,
        sources=list(shelf.sources.values()),
        imprint=imprint,
        facts=queries.facts_of(session, found.id) if standing(current_user) >= TEACHER else None,
        questions=count_questions(session).get(found.id, 0),
    )

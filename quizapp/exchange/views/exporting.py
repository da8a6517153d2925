"""Exporting questions: what a format would lose is said before the file is made."""

from __future__ import annotations

import io
import re
import unicodedata

from flask import Response, render_template, request

from questions.formats.register import FORMATS
from quizapp.bank.viewers import viewer
from quizapp.db import db
from quizapp.errors import NotFound
from quizapp.exchange.selection import MOST_REMARKS, items, outlook, selection_of
from quizapp.exchange.views.room import blueprint
from quizapp.page import Page

TAKES_A_WHILE = 1_000
"""A file of so many questions is not there at once, and a browser shows nothing before it begins."""


@blueprint.get("/export")
def export() -> Page:
    """Choose a format, and see what it would not carry."""
    session, who = db.session(), viewer()
    chosen = selection_of(session, who, request.args)
    format = FORMATS.get(request.args.get("as", "")) or next(iter(FORMATS.values()))
    return render_template(
        "exchange/export.html",
        chosen=chosen,
        format=format,
        formats=FORMATS,
        outlook=outlook(items(session, who, chosen), format),
        most=MOST_REMARKS,
        takes_a_while_from=TAKES_A_WHILE,
    )


@blueprint.get("/export/file")
def export_file() -> Page:
    """The file itself, without what the format cannot take."""
    session, who = db.session(), viewer()
    chosen = selection_of(session, who, request.args)
    format = FORMATS.get(request.args.get("as", ""))
    if format is None:
        raise NotFound
    file = io.BytesIO()
    format.write((item for item in items(session, who, chosen) if not format.fit(item).refused), file)
    name = f"{_file_name(chosen.title)}{format.endings[0]}"
    response = Response(file.getvalue(), mimetype=format.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _file_name(title: str) -> str:
    """Letters, digits and hyphens of a title."""
    plain = unicodedata.normalize("NFKC", title).lower()
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:80] or "questions"

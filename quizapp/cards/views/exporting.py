"""Exporting a deck: as an Anki package with or without one's schedule, as a table, as a plain list."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

from flask import request
from werkzeug.wrappers import Response

from questions.formats.cards.pile import PileNote
from questions.formats.cards.separated import text_of
from questions.formats.cards.writing import Calendar, write_package
from questions.memory.days import day_begins_at, study_day
from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.cards import deck_queries
from quizapp.cards.export_queries import pile_of_deck
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.errors import NotFound
from quizapp.media.queries import find_picture, find_sound


@blueprint.get("/decks/<int:deck_id>/export")
def export_deck(deck_id: int) -> Response:
    """The deck as a file; `as` in the address says of which kind."""
    session, user = db.session(), caller()
    deck, wanted = deck_queries.get_deck(session, user.id, deck_id), request.args.get("as", "package")
    if wanted not in ("package", "scheduled", "text", "list"):
        raise NotFound
    today = study_day(clock.now(), ZoneInfo(user.zone))
    schedule_on = today if wanted == "scheduled" else None
    notes = pile_of_deck(session, user.id, deck, schedule_on=schedule_on)
    name = deck.title.replace("/", "-").replace("\\", "-")
    if wanted in ("text", "list"):
        text = text_of(notes, with_html=wanted == "text")
        return _download(text.encode(), f"{name}.txt", "text/plain")
    package = io.BytesIO()
    write_package(
        notes,
        package,
        calendar=_calendar(notes, ZoneInfo(user.zone)),
        now=clock.now(),
        picture_of=partial(find_picture, session),
        sound_of=partial(find_sound, session),
    )
    return _download(package.getvalue(), f"{name}.apkg", "application/octet-stream")


def _calendar(notes: Sequence[PileNote], zone: ZoneInfo) -> Calendar:
    """A collection that begins on the first day that anything in it speaks of, so that no day lies before."""
    days = [study_day(clock.now(), zone)]
    for note in notes:
        for state in note.cards.values():
            days += [study_day(review.at, zone) for review in state.reviews[:1]]
            days += [state.due_on] if state.due_on else []
    first_on = max(min(days), dt.date(2000, 1, 1))
    return Calendar(first_on, day_begins_at(first_on, zone))


def _download(content: bytes, name: str, kind: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response

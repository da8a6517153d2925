"""Finding cards in all of one's decks."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask_babel import gettext as _

from questions.card_search import LONGEST_SEARCH, MOST_TERMS, STATES, Search, in_quotes, read_search
from questions.memory.days import study_day
from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.cards import deck_queries, finding_queries
from quizapp.cards.finding_queries import FoundPage, Place
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import NotFound
from quizapp.page import Page


@blueprint.get("/find")
def find() -> Page:
    session, user = db.session(), caller()
    typed = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    search = read_search(typed)
    fault = _fault(search)
    decks = finding_queries.decks_to_search(session, user.id)
    day = study_day(clock.now(), ZoneInfo(user.zone))
    found = (
        FoundPage()
        if fault
        else finding_queries.find_notes(session, user.id, decks, search, day=day, after=_place_asked())
    )
    return render_template(
        "cards/find.html",
        typed=typed,
        in_quotes=in_quotes,
        after=request.args.get("after", ""),
        fault=fault,
        decks=decks,
        found=found,
        own_decks=deck_queries.own_decks(session, user.id),
        next_page=url_for(".find", q=typed or None, after=_written(found.more)) if found.more else "",
        active="cards",
    )


def _fault(search: Search) -> str:
    if search.unknown:
        known = ", ".join(f"is:{state}" for state in STATES)
        return str(
            _("There is no “is:%(state)s”. There are %(known)s.", state=search.unknown[0], known=known)
        )
    if search.is_cut:
        return str(_("That is too much at once: ask for %(most)s things at most.", most=MOST_TERMS))
    return ""


def _place_asked() -> Place | None:
    """Where to go on: the number of a deck and those of a key, with dots between them."""
    written = request.args.get("after", "")
    if not written:
        return None
    try:
        deck_id, *key = (row_id(part) for part in written.split(".", 3))
    except ValueError:
        raise NotFound from None
    return Place(deck_id, tuple(key))


def _written(place: Place) -> str:
    return ".".join(map(str, (place.deck_id, *place.key)))

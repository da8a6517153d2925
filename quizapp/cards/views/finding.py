"""Finding cards in all of one's decks."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask_babel import gettext as _

from questions.card_search import (
    LONGEST_SEARCH,
    MOST_TERMS,
    PREFIXES,
    PROPERTIES,
    STATES,
    Fault,
    in_quotes,
    read_search,
)
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
    fault = _said_of(search.faults[0]) if search.faults else ""
    decks = finding_queries.decks_to_search(session, user.id)
    day = study_day(clock.now(), ZoneInfo(user.zone))
    found = (
        FoundPage()
        if fault
        else finding_queries.find_notes(session, user, decks, search, day=day, after=_place_asked())
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


def _said_of(fault: Fault) -> str:
    """What is wrong with a search, and what can be asked instead."""
    said: dict[str, object] = {
        "state": _(
            "There is no “is:%(state)s”. There are %(known)s.",
            state=fault.said,
            known=_listed(f"is:{state}" for state in STATES),
        ),
        "prefix": _(
            "“%(prefix)s:” cannot be asked for, but %(known)s can. In quotes it is looked for as it stands.",
            prefix=fault.said,
            known=_listed(f"{prefix}:" for prefix in PREFIXES),
        ),
        "measure": _(
            "After “prop:” stands one of %(known)s, then =, !=, <, <=, > or >=, and a number: prop:ivl>30",
            known=_listed(PROPERTIES),
        ),
        "days": _(
            "After “%(prefix)s:” stands a number of days: %(prefix)s:7%(more)s",
            prefix=fault.said,
            more=_(". For those forgotten, rated:7:1") if fault.said == "rated" else "",
        ),
        "flag": _("There is one flag: ask for flag:1, or flag:0 for all without it."),
        "bracket": _("A bracket is open or empty. To look for the bracket itself, put it in quotes."),
        "or": _("“or” stands between two things. To look for the word itself, put it in quotes."),
        "many": _("That is too much at once: ask for %(most)s things at most.", most=MOST_TERMS),
    }
    return str(said[fault.kind])


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


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

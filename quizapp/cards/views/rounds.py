"""A deck as a round of choosing, matching or typing: drawn, answered on one page, and looked at."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from questions.card_round import Draw, RoundKind, draw_round
from questions.types.contract import Fields
from quizapp import clock, dice
from quizapp.accounts.entry import caller
from quizapp.cards import round_queries, rounds, signed_draws
from quizapp.cards.operations.reviewing import take_answers
from quizapp.cards.review_queries import get_studied_title
from quizapp.cards.signed_draws import SignedDraw
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.errors import NotFound
from quizapp.page import Page

# Some 120 bits: no two rounds share a name.
NAME_LENGTH = 24
KINDS: Mapping[str, RoundKind] = {"choose": "choose", "match": "match", "type": "type"}


@blueprint.get("/rounds/<int:deck_id>")
def play_round(deck_id: int) -> Page:
    """A round that was drawn, or on to one that is drawn now."""
    session, user = db.session(), caller()
    title = get_studied_title(session, user.id, deck_id)
    drawn = _drawn(deck_id, request.args) if "draw" in request.args else None
    if drawn is not None and not drawn.is_over(clock.now()):
        return _asking(deck_id, title, drawn.draw, rounds.tasks_asked(session, user, deck_id, drawn.draw))
    kind, rng = KINDS.get(request.args.get("kind", "choose")), dice.rng()
    if kind is None:
        raise NotFound
    pool = round_queries.pool_of(session, user.id, deck_id, now=clock.now(), rng=rng)
    draw_found = draw_round(kind, pool, rng)
    if draw_found is None:
        return render_template("cards/no_round.html", deck_id=deck_id, title=title, kind=kind)
    return redirect(_address(deck_id, draw_found))


@blueprint.post("/rounds/<int:deck_id>")
def finish_round(deck_id: int) -> Page:
    """What became of a round. Sent twice it counts once."""
    session, user, now = db.session(), caller(), clock.now()
    title = get_studied_title(session, user.id, deck_id)
    drawn = _drawn(deck_id, request.form)
    if drawn.is_over(now):
        flash(_("That round is too old to be marked. Here is a new one."), "look")
        return redirect(url_for(".play_round", deck_id=deck_id, kind=drawn.draw.kind), 303)
    draw = drawn.draw
    marked = rounds.mark_round(session, user, deck_id, draw, _fields_of)
    if not marked.lines:
        return _asking(deck_id, title, draw, marked.tasks), 422
    take_answers(session, user, marked.answers(drawn.name, now), now=now)
    page = render_template(
        "cards/round_result.html",
        deck_id=deck_id,
        title=title,
        kind=draw.kind,
        lines=marked.lines,
        labels=round_queries.labels_of(session, draw.cards),
        again=_address(deck_id, draw.again(marked.missed, dice.rng())) if marked.missed else "",
    )
    db.session.commit()
    return page


def _asking(deck_id: int, title: str, draw: Draw, tasks: tuple[rounds.ShownTask, ...]) -> str:
    token = request.values["draw"]
    return render_template(
        "cards/round.html", deck_id=deck_id, title=title, kind=draw.kind, tasks=tasks, token=token
    )


def _drawn(deck_id: int, values: Mapping[str, str]) -> SignedDraw:
    read = signed_draws.read(_secret(), caller().id, deck_id, values.get("draw", ""))
    if read is None:
        raise NotFound
    return read


def _address(deck_id: int, draw: Draw) -> str:
    drawn = SignedDraw(dice.code(NAME_LENGTH), draw, clock.now())
    token = signed_draws.sign(_secret(), caller().id, deck_id, drawn)
    return url_for(".play_round", deck_id=deck_id, kind=draw.kind, draw=token)


def _fields_of(number: int) -> Fields:
    prefix = f"s{number}-"
    return {
        name.removeprefix(prefix): request.form.getlist(name)
        for name in request.form
        if name.startswith(prefix)
    }


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])

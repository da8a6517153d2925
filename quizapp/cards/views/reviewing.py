"""Learning cards: asked, turned, answered, taken back, set aside."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quizapp import clock, dice
from quizapp.accounts.entry import caller
from quizapp.cards import answer_forms, review_pages, review_queries
from quizapp.cards.answer_forms import Round, read_round
from quizapp.cards.checking import Checked, check
from quizapp.cards.day_queries import find_habit
from quizapp.cards.grades import answered_in_words
from quizapp.cards.operations import reviewing
from quizapp.cards.views.room import blueprint
from quizapp.cards.withheld_queries import withheld_from
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import NotFound
from quizapp.page import Page, with_button
from quizapp.quizzes.forms import parse_json

# Some 120 bits: no two answers share a name.
UUID_LENGTH = 24


@blueprint.get("/review")
def review() -> Page:
    """One card, and up to twenty more for the page's script."""
    round = read_round(request.args)
    first = request.args.get("card", type=row_id)
    page = _page(round, first=first, is_turned=request.args.get("turned") == "1")
    if not page["cards"] and not round.cram:
        if round.deck_id is not None:
            flash(_("Nothing of this deck waits now. Cram asks it all the same."), "look")
        return redirect(url_for(".today"))
    return render_template("cards/review.html", **page)


@blueprint.get("/next")
def next_cards() -> Response:
    return _reply(read_round(request.args))


@blueprint.post("/answers")
def answers() -> AnyResponse:
    """Answers in a batch from the page's script, or one from the plain form; sent twice, they count once."""
    session, user, now = db.session(), caller(), clock.now()
    round = read_round(request.args if request.is_json else request.form)
    if request.is_json:
        sent = answer_forms.read_json_answers(parse_json(request.data), _secret(), user.id)
        taken = reviewing.take_answers(session, user, sent, now=now)
        body = {
            "recorded": taken.recorded,
            "replayed": taken.replayed,
            "refused": taken.refused,
            "leeches": len(taken.leeches),
            "marked": len(taken.marked),
        }
        reply = _reply(round, body)
        db.session.commit()
        return reply
    answer = answer_forms.read_form_answer(request.form, _secret(), user.id, now)
    taken = reviewing.take_answers(session, user, [answer], now=now)
    if taken.refused:
        raise NotFound
    said = answered_in_words(answer.rating, find_habit(session, user.id).buttons)
    flash(said if answer.is_cram else _undoable(said, answer.uuid, round), "good")
    db.session.commit()
    if taken.leeches:
        flash(_("This card keeps being forgotten. It is set aside: look at it in its deck."), "look")
    elif taken.marked:
        flash(_("This card keeps being forgotten. Put it another way: look at it in its deck."), "look")
    return redirect(_address(round.going_on(answer.card_id)), 303)


@blueprint.post("/undo")
def undo() -> AnyResponse:
    """Take back the entry named, or else the last one, and ask its card again."""
    session, user, now = db.session(), caller(), clock.now()
    values: Any = parse_json(request.data) if request.is_json else request.form
    round = read_round(request.args if request.is_json else request.form)
    entry = answer_forms.read_entry(values) or _last_entry(user.id)
    taken_back = reviewing.take_back(session, user, entry, by=f"{entry}.u", now=now)
    # Its card may be gone since, or its deck, or wait for an exam.
    card_id = review_queries.find_card_of(
        session,
        user.id,
        taken_back.target_id,
        rather=taken_back.card_id,
        withheld=withheld_from(session, user.id, now),
    )
    if request.is_json:
        reply = _reply(round, {"undone": entry}, first=card_id)
        db.session.commit()
        return reply
    flash(_("Taken back."), "good")
    db.session.commit()
    return redirect(_address(round, card=card_id), 303)


@blueprint.post("/act")
def act() -> AnyResponse:
    """Set a card aside, bury it until tomorrow, or flag it."""
    session, user, now = db.session(), caller(), clock.now()
    wanted = answer_forms.read_act(parse_json(request.data) if request.is_json else request.form)
    round = read_round(request.args if request.is_json else request.form)
    reviewing.act_on_cards(session, user, [wanted.card_id], wanted.action, uuid=wanted.uuid, now=now)
    last = reviewing.find_last(session, user.id)
    if last is None or not last.uuid.startswith(f"{wanted.uuid}."):
        # The message would offer to take back what was done before.
        raise NotFound(_("You do not learn this card any more, so it stays as it is."))
    stays = wanted.card_id if wanted.action in ("flag", "unflag", "resume") else None
    if request.is_json:
        reply = _reply(round, {"done": wanted.action}, first=stays)
        db.session.commit()
        return reply
    flash(_undoable(_said(wanted.action), last.uuid, round), "good")
    db.session.commit()
    return redirect(_address(round, card=stays), 303)


@blueprint.post("/check")
def check_typed() -> AnyResponse | Page:
    """Mark what was typed and say what is different; nothing is kept, the learner grades."""
    session, user = db.session(), caller()
    values: Any = parse_json(request.data) if request.is_json else request.form
    card_id, typed = answer_forms.read_typed(values)
    face = review_pages.get_face(session, user, card_id, now=clock.now())
    checked = check(face, typed) if face.is_typed else Checked("blank", "", "")
    if request.is_json:
        html = render_template("cards/_checked.html", checked=checked, right=face.back)
        return jsonify(kind=checked.kind, rating=int(checked.rating), verdict=checked.verdict, html=html)
    page = _page(read_round(request.form), first=card_id, checked=checked)
    return render_template("cards/review.html", **page)


@blueprint.get("/<int:card_id>/receipt")
def receipt(card_id: int) -> Page:
    """The passages that a card stands on, as a page or as the part that the review page shows."""
    slips = review_pages.receipt_of(db.session(), caller(), card_id)
    name = "cards/_receipt.html" if request.args.get("part") == "1" else "cards/receipt.html"
    return render_template(name, slips=slips, card_id=card_id, active="cards")


def _said(action: str) -> str:
    said = {
        "suspend": _("Set aside."),
        "bury": _("Put off until tomorrow."),
        "resume": _("It is asked again."),
        "flag": _("Flagged."),
        "unflag": _("The flag is off."),
    }
    return str(said[action])


def _undoable(words: str, entry: str, round: Round) -> Any:
    """A message that offers to take back what it tells of."""
    return with_button(words, _("Undo"), url_for(".undo"), {**round.query, "entry": entry})


def _page(round: Round, **more: Any) -> dict[str, Any]:
    return review_pages.review_page(
        db.session(), caller(), round, secret=_secret(), now=clock.now(), new_uuid=_new_uuid, **more
    )


def _reply(round: Round, body: dict[str, Any] | None = None, first: int | None = None) -> Response:
    batch = review_pages.batch_reply(
        db.session(),
        caller(),
        round,
        secret=_secret(),
        now=clock.now(),
        render=lambda **page: render_template("cards/_ahead.html", **page),
        first=first,
    )
    response: Response = jsonify((body or {}) | batch)
    return response


def _last_entry(user_id: int) -> str:
    last = reviewing.find_last(db.session(), user_id)
    if last is None:
        raise NotFound
    return last.uuid


def _address(round: Round, card: int | None = None) -> str:
    values: dict[str, Any] = {**round.query, **({"card": card} if card else {})}
    return url_for(".review", **values)


def _new_uuid() -> str:
    return dice.code(UUID_LENGTH)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])

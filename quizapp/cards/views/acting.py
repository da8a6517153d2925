"""Acting on several notes at once: on those ticked in a deck, or wherever a search has found them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from questions.memory.days import study_day
from questions.text import is_storable
from quizapp import clock, dice
from quizapp.accounts.entry import caller
from quizapp.cards import answer_forms, deck_queries, finding_queries, note_queries
from quizapp.cards.forms import LONGEST_TAG, tags_in
from quizapp.cards.models import Note
from quizapp.cards.operations import writing as operations
from quizapp.cards.operations.reviewing import act_on_cards, take_back_act
from quizapp.cards.views.decks import part_of_deck_asked
from quizapp.cards.views.room import blueprint
from quizapp.cards.waits import said_of_wait, wait_asked
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import NotFound
from quizapp.page import with_button

ON_MEMORIES = ("suspend", "resume", "flag", "unflag", "set_due", "forget")
"""Acts on what the learner remembers; all others change the notes, for everybody who studies them."""

LENGTH_OF_ENTRY = 24
ENTERED = "entered"
"""What Enter in a field asks for: that which the field is there for."""


@blueprint.post("/decks/<int:deck_id>/notes")
def change_notes(deck_id: int) -> Response:
    """Act on the ticked notes of a deck: `action` says what."""
    session, user = db.session(), caller()
    deck = deck_queries.get_deck(session, user.id, deck_id)
    notes = note_queries.notes_of_deck(session, deck_id, _ticked())
    if notes and _action_asked() not in ON_MEMORIES:
        deck_queries.get_own_deck(session, user.id, deck_id)
    _act_on(notes, notes)
    db.session.commit()
    return redirect(url_for(".deck", deck_id=deck.id, **part_of_deck_asked()), 303)


@blueprint.post("/find")
def change_found() -> Response:
    """Act on the ticked notes that a search has found, in any deck; of others' notes, on one's own memory."""
    session, user = db.session(), caller()
    decks = {deck.id: deck for deck in finding_queries.decks_to_search(session, user.id)}
    notes = finding_queries.notes_in(session, decks, _ticked())
    _act_on(notes, [note for note in notes if decks[note.deck_id].is_own])
    db.session.commit()
    sent = request.form
    return redirect(url_for(".find", q=sent.get("q") or None, after=sent.get("after") or None), 303)


@blueprint.post("/find/undo")
def undo_change() -> Response:
    """Take back at once what was done to what the learner remembers of several notes."""
    session, sent = db.session(), request.form
    cards = note_queries.cards_of_notes(session, _numbered(sent.get("notes", "")))
    entry = answer_forms.read_entry(sent) or ""
    taken_back = take_back_act(session, caller(), cards, uuid=entry, now=clock.now())
    flash(*((_("Taken back."), "good") if taken_back else (_("There is nothing here to take back."), "bad")))
    db.session.commit()
    if deck_id := _number(sent.get("deck", "")):
        return redirect(url_for(".deck", deck_id=deck_id), 303)
    return redirect(url_for(".find", q=sent.get("q") or None, after=sent.get("after") or None), 303)


def _ticked() -> list[int]:
    """The notes ticked one by one, or all those of the page."""
    page = request.form.get("page")
    return _numbered(page) if page else request.form.getlist("note", type=row_id)[: note_queries.PAGE]


def _numbered(text: str) -> list[int]:
    """The numbers of notes with dots between them, of a page at most."""
    return [id for part in text.split(".")[: note_queries.PAGE] if (id := _number(part))]


def _number(text: str) -> int | None:
    try:
        return row_id(text)
    except ValueError:
        return None


def _action_asked() -> str:
    action = request.form.get("action", "")
    if action == ENTERED:
        return "set_due" if request.form.get("due") or request.form.get("due_on") else "tag"
    return action


def _act_on(notes: Sequence[Note], own: Sequence[Note]) -> None:
    """Do what the form asks for, and say what became of it."""
    action = _action_asked()
    if not notes:
        flash(_("Tick at least one note."), "bad")
    elif action in ON_MEMORIES:
        flash(*_mark(notes, action))
    elif not own:
        flash(_("These notes are not yours: only their author can change them."), "bad")
    else:
        flash(*_change(own, action))
        if others := len(notes) - len(own):
            flash(
                ngettext(
                    "%(num)s note is not yours and stays as it is.",
                    "%(num)s notes are not yours and stay as they are.",
                    others,
                ),
                "look",
            )


def _mark(notes: Sequence[Note], action: Any) -> tuple[Any, str]:
    """Do it to what the learner remembers of these notes; what to say, and how."""
    cards = [card.id for note in notes for card in note.cards if card.retired_at is None]
    now, user, entry = clock.now(), caller(), dice.code(LENGTH_OF_ENTRY)
    wait, said = None, ""
    if action == "set_due":
        day = study_day(now, ZoneInfo(user.zone))
        asked = wait_asked(request.form, day)
        if isinstance(asked, str):
            return asked, "bad"
        wait, said = asked, said_of_wait(asked, len(notes), day)
        action = "set_wait" if wait.sets_interval else action
    moved = act_on_cards(db.session(), user, cards, action, uuid=entry, now=now, wait=wait)
    if not moved:
        return _("You do not study the deck of these notes."), "bad"
    fields = {"entry": entry, "notes": ".".join(str(note.id) for note in notes), **_shown_here()}
    said = said or _said(action, len(notes))
    return with_button(said, _("Undo"), url_for(".undo_change"), fields), "good"


def _shown_here() -> dict[str, object]:
    """What is to be shown again once an act is taken back."""
    if request.view_args:
        return {"deck": request.view_args["deck_id"]}
    return {name: request.form[name] for name in ("q", "after") if request.form.get(name)}


def _change(notes: Sequence[Note], action: str) -> tuple[str, str]:
    """Do it to notes of one's own; what to say, and how."""
    session = db.session()
    tags = tags_in(request.form.get("tag", "")[:LONGEST_TAG])
    if action in ("tag", "untag") and not tags:
        return _("Name the tag."), "bad"
    if not all(map(is_storable, tags)):
        return _("This contains a character that cannot be kept. Type it anew."), "bad"
    match action:
        case "delete":
            operations.retire_notes(session, notes, clock.now())
        case "restore":
            operations.restore_notes(session, notes)
        case "tag":
            operations.tag_notes(session, notes, tags[0])
        case "untag":
            operations.untag_notes(session, notes, tags[0])
        case "move":
            to_id = request.form.get("deck", 0, type=row_id)
            operations.move_notes(session, notes, deck_queries.get_own_deck(session, caller().id, to_id))
        case _:
            raise NotFound
    return _said(action, len(notes)), "good"


def _said(action: str, count: int) -> str:
    said = {
        "suspend": ngettext(
            "You are not asked %(num)s note any more.", "You are not asked %(num)s notes any more.", count
        ),
        "resume": ngettext("You are asked %(num)s note again.", "You are asked %(num)s notes again.", count),
        "flag": ngettext("%(num)s note is flagged.", "%(num)s notes are flagged.", count),
        "forget": ngettext(
            "%(num)s note starts anew, as if you had never met it.",
            "%(num)s notes start anew, as if you had never met them.",
            count,
        ),
        "unflag": ngettext("The flag is off %(num)s note.", "The flag is off %(num)s notes.", count),
        "delete": ngettext(
            "%(num)s note is deleted. It stands under “Deleted ones”, and can be brought back.",
            "%(num)s notes are deleted. They stand under “Deleted ones”, and can be brought back.",
            count,
        ),
        "restore": ngettext("%(num)s note is back.", "%(num)s notes are back.", count),
        "tag": ngettext("%(num)s note has the tag now.", "%(num)s notes have the tag now.", count),
        "untag": ngettext("%(num)s note has the tag no more.", "%(num)s notes have the tag no more.", count),
        "move": ngettext("%(num)s note has moved.", "%(num)s notes have moved.", count),
    }
    return str(said[action])

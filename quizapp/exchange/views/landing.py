"""While many questions come in: how far they are, and where to go once they are there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from quizapp import clock, dice
from quizapp.accounts.entry import caller
from quizapp.bank.views import new_public_id
from quizapp.errors import NotFound, Refusal
from quizapp.exchange.landing import Cargo, Landing, Stage, bring_in, claim, find_landing, tell
from quizapp.exchange.operations.importing import Landed
from quizapp.exchange.views.room import blueprint
from quizapp.held_files import beside
from quizapp.page import Page

AT_ONCE = 250
"""So many questions come in while their sender waits for a page: well below a second."""

LOOK_AGAIN_AFTER = 1
"""Seconds after which a page that waits loads itself again."""


def start_landing(told: Path, cargo: Cargo, count: int, *, when_in: Callable[[], None]) -> None:
    """Let `count` questions come in beside the requests, unless this file is on its way already.

    It may be so in another process, too, whose progress the page that waits then shows.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    landings: dict[Path, threading.Thread] = app.extensions["landings"]
    with app.extensions["landings_guard"]:
        if told in landings or not claim(told, clock.now()):
            return
        tell(told, Landing("readying", clock.now(), of=count))
        landings[told] = threading.Thread(
            target=_land_beside, args=(app, told, cargo, count, when_in), daemon=True
        )
        landings[told].start()


def _land_beside(app: Flask, told: Path, cargo: Cargo, count: int, when_in: Callable[[], None]) -> None:
    with app.app_context():
        state = Landing("readying", clock.now(), of=count)

        def note(stage: Stage, done: int) -> None:
            tell(told, replace(state, stage=stage, done=done, told_at=clock.now()))

        try:
            landed = bring_in(
                cargo,
                note_ready=lambda done: note("readying", done),
                note_written=lambda done: note("writing", done),
                new_public_id=new_public_id,
                code=dice.code(12).lower(),
                now=clock.now(),
            )
            end = replace(state, stage="in", done=count, landed=landed)
        except Refusal as refusal:
            end = replace(state, stage="stopped", why=refusal.why)
        except Exception:
            app.logger.exception("questions did not come in")
            end = replace(state, stage="stopped")
        finally:
            cargo.path.unlink(missing_ok=True)
        try:
            tell(told, replace(end, told_at=clock.now()))
            if end.stage == "in":
                when_in()
        finally:
            app.extensions["landings"].pop(told, None)


@blueprint.get("/import/<token>/landing")
def landing(token: str) -> Page:
    """How far the questions of a file are; once they are in, what came of them."""
    found = find_landing(beside(Path(current_app.instance_path), caller().id, token, "landing"))
    if found is None:
        raise NotFound
    if found.is_under_way(clock.now()):
        page = render_template("exchange/landing.html", landing=found)
        return current_app.make_response((page, {"Refresh": str(LOOK_AGAIN_AFTER)}))
    if found.landed is None:
        flash(_why_not(found), "bad")
        return redirect(url_for(".look", token=token), 303)
    return after_landing(found.landed, token)


def _why_not(found: Landing) -> str:
    """Why nothing more is heard of a landing, and how to go on."""
    if found.stage != "stopped":
        return str(
            _(
                "The import was interrupted. Below you see what is here already; import the rest again, "
                "nothing comes twice."
            )
        )
    why = found.why or _("Something went wrong on our side.")
    return str(_("%(why)s Nothing came in. You can import it again.", why=why))


def after_landing(landed: Landed, token: str) -> Page:
    """On to what came in, or back to the file where nothing did; in words what became of it."""
    flash(_said(landed), "good" if landed.import_id else "look")
    if landed.import_id is None:
        return redirect(url_for(".look", token=token, into=landed.bank_slug), 303)
    return redirect(url_for(".landed", import_id=landed.import_id), 303)


def _said(landed: Landed) -> str:
    counts = landed.counts
    new = counts.get("new", 0)
    parts = [
        ngettext("%(num)s question came in.", "%(num)s questions came in.", new)
        if new
        else _("Nothing new came in.")
    ]
    changed = counts.get("changed", 0) + counts.get("older", 0)
    if changed:
        parts.append(ngettext("%(num)s has a new version.", "%(num)s have a new version.", changed))
    if counts.get("returns"):
        parts.append(ngettext("%(num)s is back.", "%(num)s are back.", counts["returns"]))
    if counts.get("same"):
        parts.append(ngettext("%(num)s was here already.", "%(num)s were here already.", counts["same"]))
    if landed.drafts:
        parts.append(ngettext("%(num)s waits as a draft.", "%(num)s wait as drafts.", landed.drafts))
    return " ".join(parts)

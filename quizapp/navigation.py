"""What the frame of every page needs: the tabs for one's standing, and the ways home, in and out."""

from __future__ import annotations

from gettext import NullTranslations
from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for
from flask_babel import get_translations
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from quizapp.access import ADMINISTRATOR, GUEST, Standing, standing, teaches


class Tab(NamedTuple):
    name: str
    label: str
    url: str


Entries = tuple[tuple[str, Any, str], ...]


LEARNING: Entries = (
    ("today", _l("Today"), "progress.home"),
    ("quizzes", _l("Quizzes"), "quizzes.choose"),
    ("cards", _l("Cards"), "cards.today"),
    ("progress", _l("Progress"), "progress.history"),
)
TEACHING: Entries = (
    ("classes", _l("Classes"), "classrooms.classes"),
    ("library", _l("Library"), "library.banks"),
    ("questions", _l("Questions"), "bank.questions"),
    ("quizzes", _l("Quizzes"), "quizzes.made"),
    ("cards", _l("Cards"), "cards.decks"),
)
RUNNING: Entries = (("people", _l("People"), "accounts.people"),)
REVISING: Entries = (
    ("library", _l("Library"), "library.banks"),
    ("questions", _l("Questions"), "bank.questions"),
)
"""What an administrator who does not teach looks after beside people."""


def init_app(app: Flask) -> None:
    app.extensions["frames"] = {}
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    """Made once for each standing and language, and for each address that the application is mounted at."""
    frames: dict[tuple[Standing, bool, NullTranslations, str], dict[str, Any]]
    frames = current_app.extensions["frames"]
    key = standing(current_user), teaches(current_user), get_translations(), request.root_path
    frame = frames.get(key)
    if frame is None:
        frame = frames[key] = _frame_for(key[0], is_teacher=key[1])
    return frame


def _frame_for(has: Standing, *, is_teacher: bool) -> dict[str, Any]:
    return {
        "nav": tabs(has, is_teacher=is_teacher),
        "home_url": _url("progress.home") or "/",
        "sign_in_url": _url("accounts.sign_in"),
        "sign_out_url": _url("accounts.sign_out"),
        "account_url": _url("accounts.account"),
        "claim_url": _claim_url() if has is GUEST else "",
        "notice": _(
            "This is a demonstration: its people and their scores are made up, and anything may be deleted."
        )
        if current_app.extensions["settings"].demo
        else "",
    }


def tabs(has: Standing, *, is_teacher: bool) -> list[Tab]:
    """The tabs for somebody's standing, in order; pages that do not exist have none."""
    if has is ADMINISTRATOR:
        entries = TEACHING + RUNNING if is_teacher else RUNNING + REVISING
    else:
        entries = TEACHING if is_teacher else LEARNING
    return [Tab(name, str(label), url) for name, label, endpoint in entries if (url := _url(endpoint))]


def _claim_url() -> str:
    """Where a guest signs up, and is then offered what she did as a guest."""
    return url_for("accounts.sign_up", next=_url("quizzes.claim") or None)


def _url(endpoint: str) -> str:
    return url_for(endpoint) if endpoint in current_app.view_functions else ""

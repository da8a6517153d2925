"""Who may do what to which thing: one table, one gate. A route that is not in the table fails the build.

The gate asks for standing before anything is loaded, so that existing and missing things look
alike from outside. Whether a *thing* is the caller's is decided where it is loaded: queries take
the caller and raise `NotFound` (the `scope` column says which rule they apply).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from flask import Flask, Response, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from quizapp.errors import NotAllowed, NotFound


class Standing(IntEnum):
    """How far somebody is known; each includes those before it."""

    ANYONE = 0
    GUEST = 1
    STUDENT = 2
    TEACHER = 3
    ADMINISTRATOR = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """The least standing that a route asks for, and whose things it may touch."""

    least: Standing
    scope: str = ""


ANYONE, GUEST, STUDENT, TEACHER, ADMINISTRATOR = Standing

RULES: dict[str, Rule] = {
    "health.alive": Rule(ANYONE),
    "health.ready": Rule(ANYONE),
    "library.banks": Rule(ANYONE),
    "library.bank": Rule(ANYONE, "the brief to all, the list of facts to teachers"),
    "bank.questions": Rule(TEACHER, "published, shipped and own questions"),
    "bank.question": Rule(TEACHER, "published, shipped and own questions"),
    "bank.new": Rule(TEACHER),
    "bank.edit": Rule(TEACHER, "own questions; an administrator's: all"),
    "bank.preview": Rule(TEACHER),
    "bank.publish": Rule(TEACHER, "own questions; an administrator's: all"),
    "bank.retire": Rule(TEACHER, "own questions; an administrator's: all"),
    "bank.copy": Rule(TEACHER, "published, shipped and own questions"),
    "bank.reports": Rule(TEACHER, "on own questions and from own classes; an administrator's: all"),
    "bank.settle": Rule(TEACHER, "on own questions and from own classes; an administrator's: all"),
    "style.page": Rule(ANYONE, "development only"),
}


def standing(user: object) -> Standing:
    """The standing of Flask-Login's current user; roles come with the user, so no query."""
    if not getattr(user, "is_authenticated", False):
        return ANYONE
    if getattr(user, "is_guest", False):
        return GUEST
    names = {role.name for role in getattr(user, "roles", ())}
    if "administrator" in names:
        return ADMINISTRATOR
    return TEACHER if "teacher" in names else STUDENT


def init_app(app: Flask) -> None:
    app.before_request(_gate)


def _gate() -> AnyResponse | None:
    if request.endpoint is None:
        return None
    rule = RULES.get(request.endpoint)
    if rule is None:
        raise NotFound
    if rule.least is ANYONE:
        return None
    has = standing(current_user)
    if has >= rule.least:
        return None
    if has >= GUEST and rule.least >= TEACHER:
        raise NotAllowed
    if request.accept_mimetypes.best == "application/json" or request.is_json:
        return Response('{"reason": "sign_in"}\n', 401, mimetype="application/json")
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=back))

"""What every request passes on its way in and out: the unit of work, headers, origin, words and errors."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, current_app, g, get_flashed_messages, json, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadHost, HTTPException

from quizapp.db import db, lacks_room, writing
from quizapp.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal

# Ids are 32 bits wide on PostgreSQL, which raises beyond them: no row of ours has such a number.
MAX_ID = 2**31 - 1

MEBIBYTE = 1024 * 1024
TOO_LARGE = 413

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.before_request(_refuse_foreign_origin)
    app.teardown_request(_end)
    # Flask ends a unit in the reverse order: before the session is handed back.
    app.teardown_appcontext(_let_go)
    app.after_request(_add_headers)
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(CSRFError, _answer_csrf)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(OperationalError, _answer_not_kept)
    app.register_error_handler(IntegrityError, _answer_overtaken)
    app.register_error_handler(StaleDataError, _answer_overtaken)
    app.jinja_env.globals["flashed"] = get_flashed_messages
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def row_id(text: str) -> int:
    """A row's number from a query or a form; ValueError where no row has such a number."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_ID)) and int(text) <= MAX_ID):
        raise ValueError(text)
    return int(text)


def locale() -> str:
    return getattr(current_user, "language", "en")


def zone() -> str:
    return getattr(current_user, "zone", "UTC")


def wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _begin() -> None:
    """Mark the unit of work: only what is not a safe method may write."""
    g.writing = writing.set(request.method not in SAFE_METHODS)


def refuse_ids_of_no_row() -> None:
    """Answer a number that no row can have as one that no row has."""
    if any(isinstance(value, int) and value > MAX_ID for value in (request.view_args or {}).values()):
        raise NotFound


def _end(_error: BaseException | None) -> None:
    token = g.pop("writing", None)
    if token is not None:
        writing.reset(token)


def _let_go(_error: BaseException | None) -> None:
    """End a unit: what was not committed is dropped, and its rows with it, which need not be read anew."""
    _drop(db.session.close)


def _undo() -> None:
    """Drop what was not committed, and go on."""
    _drop(db.session.rollback)


def _drop(how: Callable[[], None]) -> None:
    """Where the connection broke, the database has done so by itself.

    Its breaking after all was said and done must not turn the reply into an error.
    """
    try:
        how()
    except OperationalError:
        current_app.logger.warning("the database went away at the end of a request")
        db.session().invalidate()


def _refuse_foreign_origin() -> None:
    """Beside the token: a browser says where a request comes from, and elsewhere is refused."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise NotAllowed(_("This form was sent from another site."))
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise NotAllowed(_("This form was sent from another site."))


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def answer_refusal(refusal: Refusal) -> Response:
    """The one place where what is not allowed becomes a page or JSON."""
    _undo()
    body = {"reason": type(refusal).__name__.lower(), "why": refusal.why}
    if isinstance(refusal, Invalid):
        body["field"] = refusal.field
    return _answer(refusal.status, body, refusal.why)


def _answer_csrf(_error: CSRFError) -> Response:
    why = _("This page has been open since before you signed in or out. Load it again and send once more.")
    return _answer(400, {"reason": "csrf", "why": why}, why)


def _answer_http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    why = _too_large() if error.code == TOO_LARGE else ""
    response = _answer(error.code, {"reason": error.name.lower().replace(" ", "_")}, why)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _too_large() -> str:
    return str(
        _(
            "At most %(most)s MB can be sent here at once, and %(typed)s MB of them as text."
            " Go back: what you typed is still there. Choose a smaller file, or send a part of it.",
            most=(request.max_content_length or 0) // MEBIBYTE,
            typed=current_app.config["MAX_FORM_MEMORY_SIZE"] // MEBIBYTE,
        )
    )


def _answer_not_kept(error: OperationalError) -> Response:
    """The database is away or has no room left: nothing of the request was kept, and it may be sent again."""
    _undo()
    # The page must not ask the database who this is.
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    if lacks_room(error):
        current_app.logger.error("the disk of the database is full or cannot be written: %s", error.orig)
        reason, why = "no_room", _("The server has no room left to keep this. Nothing of it was saved yet.")
    else:
        reason, why = "database_away", _("The database does not answer just now. Try again in a moment.")
    response = _answer(503, {"reason": reason, "why": why}, why)
    response.headers["Retry-After"] = "2"
    return response


def _answer_overtaken(error: IntegrityError | StaleDataError) -> Response:
    """Two requests changed one thing at the same moment, and the database kept the second from it."""
    current_app.logger.warning("overtaken by another request", exc_info=error)
    # Before the words are looked up: in which language is asked of the database.
    _undo()
    return answer_refusal(
        Conflict(_("Somebody changed this at the very same moment. Load the page again and look."))
    )


def _answer(status: int, body: dict[str, str], why: str) -> Response:
    if wants_json():
        response: Response = Response(json.dumps(body), status, mimetype="application/json")
        return response
    if isinstance(request.routing_exception, BadHost):
        # A page has links, and under a host that is none there are no addresses.
        return Response(f"{status}\n", status, mimetype="text/plain")
    return Response(render_template("error.html", status=status, why=why), status)

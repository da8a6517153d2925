"""Whether the server lives and is ready to work, for those who watch it."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Flask, Response, current_app, jsonify
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from quizapp import clock, schema
from quizapp.db import db

# Deadlines are kept by the application and compared by the database: beyond this they disagree.
LARGEST_CLOCK_DIFFERENCE = dt.timedelta(seconds=2)

blueprint = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def alive() -> Response:
    return jsonify(state="alive")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 once the database answers, has this program's schema, and agrees about the time; else 503."""
    why = _why_not_ready()
    if why:
        return jsonify(state="not ready", why=why), 503
    return jsonify(state="ready"), 200


def clock_difference(session: Session, now: dt.datetime) -> dt.timedelta:
    """How far the database's clock is from `now`; SQLite runs on this very machine."""
    if session.get_bind().dialect.name == "sqlite":
        return dt.timedelta(0)
    theirs: dt.datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return abs(theirs - now)


def _why_not_ready() -> str:
    try:
        if schema.revision() != _expected_revision():
            return "schema"
        if clock_difference(db.session(), clock.now()) > LARGEST_CLOCK_DIFFERENCE:
            return "clock"
    except SQLAlchemyError:
        db.session.rollback()
        return "database"
    return ""


def _expected_revision() -> str | None:
    """The newest revision, read from its files once: watchers ask every few seconds."""
    known = current_app.extensions
    if "newest_revision" not in known:
        known["newest_revision"] = schema.newest_revision()
    revision: str | None = known["newest_revision"]
    return revision

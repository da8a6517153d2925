"""Whether the server lives and is ready to work, for those who watch it."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from quizapp.db import db

blueprint = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def alive() -> Response:
    return jsonify(state="alive")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 once the database answers and its schema has been migrated; 503 until then."""
    try:
        db.session.execute(text("SELECT version_num FROM alembic_version")).one()
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(state="not ready"), 503
    return jsonify(state="ready"), 200

"""The application: rows, forms, pages and commands over the ground floor. `create_app` wires it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from quizapp import (
    access,
    accounts,
    bank,
    cards,
    classrooms,
    cookies,
    edge,
    exchange,
    further_pages,
    health,
    library,
    media,
    navigation,
    progress,
    quizzes,
    static_files,
    style,
    words,
)
from quizapp.clock import Clock, system_clock
from quizapp.db import db, tune_postgresql, tune_sqlite
from quizapp.settings import Settings, load_secrets, read_settings

HERE = Path(__file__).parent
MEBIBYTE = 1024 * 1024

csrf = CSRFProtect()


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = system_clock,
    dice: random.Random | None = None,
    config: Mapping[str, Any] | None = None,
) -> Flask:
    """Wire one application. `clock` and `dice` replace the real ones; `config` overrides last."""
    settings = settings or read_settings()
    secrets = load_secrets(settings.instance)
    app = Flask(__name__, instance_path=str(settings.instance), static_folder=None)
    app.config.update(
        SECRET_KEY=secrets.secret_key,
        SECURITY_PASSWORD_SALT=secrets.password_salt,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=2 * MEBIBYTE,
        MAX_FORM_PARTS=2_000,
        MAX_FORM_MEMORY_SIZE=MEBIBYTE,
        # A long quiz outlives an hour; the token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
        SESSION_COOKIE_NAME="quizapp",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        TEMPLATES_AUTO_RELOAD=settings.development,
        BABEL_DEFAULT_LOCALE="en",
    )
    app.config.update(accounts.SECURITY_CONFIG)
    app.config.update(config or {})
    app.extensions["settings"] = settings
    app.extensions["clock"] = clock
    app.extensions["dice"] = dice

    db.init_app(app)
    with app.app_context():
        (tune_sqlite if settings.is_sqlite else tune_postgresql)(db.engine)
    flask_migrate.Migrate(app, db, directory=str(HERE.parent / "migrations"), render_as_batch=True)
    Babel(app, locale_selector=edge.locale, timezone_selector=edge.zone)

    edge.init_app(app)
    # Who has been signed out is asked to sign in before her token, which went with the cookie, is missed.
    access.init_app(app)
    csrf.init_app(app)
    cookies.init_app(app)
    # Behind the gate, so that whoever is not signed in is told nothing about any number.
    app.before_request(edge.refuse_ids_of_no_row)
    static_files.init_app(app)
    navigation.init_app(app)
    further_pages.init_app(app)
    words.init_app(app)
    # Rooms in import order: a room knows only those before it.
    for room in (
        accounts,
        classrooms,
        library,
        media,
        bank,
        quizzes,
        cards,
        progress,
        exchange,
        health,
        style,
    ):
        room.init_app(app)

    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return app


def _engine_options(settings: Settings) -> dict[str, Any]:
    """One connection for each thread and some to spare; a dead one is noticed before it is used."""
    options: dict[str, Any] = {"pool_size": settings.threads + 2, "max_overflow": 4, "pool_timeout": 10}
    if not settings.is_sqlite:
        options["pool_pre_ping"] = True
    return options

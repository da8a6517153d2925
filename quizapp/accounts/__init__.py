"""Who you are: sign-up, sign-in, recovery, roles, sign-ins to end."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from quizapp.accounts.entry import load_signed_in
from quizapp.accounts.models import Role, User
from quizapp.accounts.queries import SIGN_IN_LASTS
from quizapp.accounts.throttle import FailedTries
from quizapp.accounts.views import blueprint
from quizapp.accounts.views.coming_in import ask_for_new_password
from quizapp.db import db

SECURITY_CONFIG: dict[str, Any] = {
    # Argon2id at the least that OWASP names: 30 ms a sign-in, where the library's own default takes 219.
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__time_cost": 2,
        "argon2__memory_cost": 19456,
        "argon2__parallelism": 1,
    },
    "SECURITY_USE_REGISTER_V2": True,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "PERMANENT_SESSION_LIFETIME": SIGN_IN_LASTS,
    "SESSION_REFRESH_EACH_REQUEST": False,
}


def init_app(app: Flask) -> None:
    """Set up passwords and the loading of who is signed in; the pages are ours, not Flask-Security's."""
    security = Security(app, SQLAlchemyUserDatastore(db, User, Role), register_blueprint=False)
    login = security.login_manager
    login.user_loader(load_signed_in)
    # One way in only: no tokens in headers or addresses, and no guess from address and browser.
    login.request_loader(None)
    login.session_protection = None
    # Rights are the table in access.py; needs built anew on every request would be a second copy.
    security.principal.identity_loaders.clear()
    app.extensions["failed_tries"] = FailedTries()
    app.before_request(ask_for_new_password)
    app.register_blueprint(blueprint)

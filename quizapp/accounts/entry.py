"""Coming in and going out: the browser's cookie names a row, and the row names the person."""

from __future__ import annotations

import flask_security
from flask import g, request
from flask import session as browser
from flask_login import current_user

from quizapp import clock, dice
from quizapp.accounts import operations, queries
from quizapp.accounts.devices import device_name
from quizapp.accounts.models import User
from quizapp.db import db

TOKEN = "sign_in"  # noqa: S105
CLAIMS_GUEST = "claims_guest"


def load_signed_in(uniquifier: str) -> User | None:
    """The person whom the cookie's sign-in names, if it has not ended; runs on every request."""
    token = browser.get(TOKEN)
    if not isinstance(token, str):
        return None
    user = queries.find_signed_in(db.session(), token, clock.now())
    return user if user is not None and user.fs_uniquifier == uniquifier else None


def caller() -> User:
    """Who is signed in, as the row itself; ask only where the route's rule lets nobody else in."""
    user: User = current_user._get_current_object()
    return user


def enter(user: User) -> None:
    """Sign `user` in with a new session, so that no cookie from before the sign-in is worth anything.

    A guest who becomes known keeps the claim on what the guest did: `session["claims_guest"]` holds
    the guest's id for a later page to offer (never to take) those attempts.
    """
    guest_id = _claim_of(user)
    _end_this()
    token = dice.token()
    operations.sign_in(
        db.session(), user, token=token, now=clock.now(), device=device_name(request.user_agent.string)
    )
    browser[TOKEN] = token
    # A guest ends with the browser; a shared device shows the next one nothing.
    browser.permanent = not user.is_guest
    if guest_id is not None and not user.is_guest:
        browser[CLAIMS_GUEST] = guest_id
    flask_security.login_user(user, remember=False)


def _claim_of(user: User) -> int | None:
    """The guest whose attempts may be offered to `user`: who was here just now, or who she was before."""
    if not current_user.is_authenticated:
        return None
    if current_user.is_guest:
        return caller().id
    return browser.get(CLAIMS_GUEST) if caller().id == user.id else None


def enter_as_guest() -> User:
    """Let somebody in without an account, for as long as the browser stays open."""
    user = operations.start_guest(db.session(), uniquifier=dice.token(), now=clock.now())
    enter(user)
    return user


def leave() -> None:
    """End this sign-in on the server as well as in the browser."""
    _end_this()
    flask_security.logout_user()
    browser.clear()


def _end_this() -> None:
    token = browser.get(TOKEN)
    if isinstance(token, str):
        operations.end_sign_in_of_token(db.session(), token, now=clock.now())
    browser.clear()
    g.pop("csrf_token", None)

"""Accounts from the console, for when the pages cannot help: the first people, a lost password."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy.orm import Session

from quizapp import dice
from quizapp.accounts import names, operations
from quizapp.accounts.codes import TEMPORARY_PASSWORD_LENGTH, in_groups
from quizapp.accounts.models import User
from quizapp.accounts.queries import find_user_by_name
from quizapp.accounts.setup import end_setup_links
from quizapp.errors import Invalid, NotFound
from quizapp.fields import LONGEST_PASSWORD, SHORTEST_PASSWORD
from quizapp.settings import Settings


def add_user(
    session: Session, username: str, *, role: str | None, password: str | None, now: dt.datetime
) -> str:
    """Add somebody; returns the password, a random one to be changed at first sign-in unless given."""
    if not names.is_allowed(names.clean_name(username)):
        raise Invalid(
            "username",
            f"must be {names.SHORTEST} to {names.LONGEST} letters, digits or {names.PUNCTUATION},"
            " starting with a letter or digit",
        )
    settings: Settings = current_app.extensions["settings"]
    chosen = password or random_password()
    user = operations.create_user(
        session,
        username=username,
        display_name=names.clean_name(username),
        password=chosen,
        uniquifier=dice.token(),
        now=now,
        roles=[role] if role else [],
        zone=settings.zone,
    )
    user.must_change_password = password is None
    if role == operations.ADMINISTRATOR:
        end_setup_links(session, now=now)
    session.flush()
    return chosen


def reset_password(session: Session, username: str, *, password: str | None, now: dt.datetime) -> str:
    """Give somebody a new password, which she has to change; every sign-in of hers ends."""
    user = _get_person(session, username)
    chosen = password or random_password()
    operations.reset_password(session, user, chosen, now=now)
    return chosen


def _get_person(session: Session, username: str) -> User:
    user = find_user_by_name(session, username)
    if user is None:
        raise NotFound(f"nobody has the user name {username!r}")
    return user


def checked_password(password: str) -> str:
    """The password, if it may be one (`Invalid` otherwise)."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid("password", f"must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    return password


def random_password() -> str:
    return in_groups(dice.code(TEMPORARY_PASSWORD_LENGTH))

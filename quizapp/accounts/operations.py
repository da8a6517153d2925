"""Every change to people, their sign-ins and invitations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from flask_security import hash_password
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import Role, SignIn, User
from quizapp.accounts.names import canonical_name, clean_name
from quizapp.accounts.queries import find_user_by_name, hash_of
from quizapp.errors import Invalid

TEACHER, ADMINISTRATOR = ROLES = ("teacher", "administrator")


def ensure_roles(session: Session) -> dict[str, Role]:
    """The rows of the two roles by name, made where missing."""
    roles = {role.name: role for role in session.scalars(select(Role))}
    for name in ROLES:
        if name not in roles:
            roles[name] = Role(name=name)
            session.add(roles[name])
    session.flush()
    return roles


def create_user(
    session: Session,
    *,
    username: str,
    display_name: str,
    password: str,
    uniquifier: str,
    now: dt.datetime,
    roles: Collection[str] = (),
    zone: str = "UTC",
) -> User:
    """A new person; a user name that somebody has already (or one that looks like it) is `Invalid`."""
    if find_user_by_name(session, username) is not None:
        raise Invalid("username", "is taken")
    known = ensure_roles(session) if roles else {}
    user = User(
        username=clean_name(username),
        canonical=canonical_name(username),
        display_name=display_name,
        password=hash_password(password),
        fs_uniquifier=uniquifier,
        zone=zone,
        created_at=now,
        roles=[known[name] for name in roles],
    )
    session.add(user)
    session.flush()
    return user


def start_guest(session: Session, *, uniquifier: str, now: dt.datetime) -> User:
    """Somebody without a name or password, who ends with the browser's session."""
    user = User(display_name="Guest", fs_uniquifier=uniquifier, is_guest=True, created_at=now, roles=[])
    session.add(user)
    session.flush()
    return user


def sign_in(session: Session, user: User, *, token: str, now: dt.datetime, device: str) -> SignIn:
    """A new sign-in of `user`, named by `token`, of which only the hash is kept."""
    row = SignIn(user_id=user.id, token_hash=hash_of(token), device=device, started_at=now)
    session.add(row)
    session.flush()
    return row


def end_sign_in_of_token(session: Session, token: str, *, now: dt.datetime) -> None:
    """End the sign-in that `token` names; nothing happens where there is none."""
    session.execute(
        update(SignIn)
        .where(SignIn.token_hash == hash_of(token), SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )

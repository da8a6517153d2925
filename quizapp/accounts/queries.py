"""Every question that is asked about people, their sign-ins and invitations."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import SignIn, User
from quizapp.accounts.names import canonical_name


def hash_of(token: str) -> str:
    """What the database keeps of a token: enough to know it again, nothing to use."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def find_signed_in(session: Session, token: str) -> User | None:
    """The active person whose sign-in has this token and has not ended, with roles: one statement."""
    query = (
        select(User)
        .join(SignIn, SignIn.user_id == User.id)
        .where(SignIn.token_hash == hash_of(token), SignIn.ended_at.is_(None), User.active)
    )
    return session.scalars(query).unique().one_or_none()


def find_user_by_name(session: Session, username: str) -> User | None:
    """The person with this user name, however its case and look-alikes were typed."""
    query = select(User).where(User.canonical == canonical_name(username))
    return session.scalars(query).unique().one_or_none()

"""The link that makes the first administrator: printed on the console, good once, and only one at a time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.accounts.models import Invitation
from quizapp.accounts.operations import ADMINISTRATOR, make_invitation, needs_first_administrator


def make_setup_link(session: Session, *, token: str, now: dt.datetime) -> bool:
    """Make `token` the one link that sets this installation up; False once somebody has done so."""
    end_setup_links(session, now=now)
    if not needs_first_administrator(session):
        return False
    make_invitation(session, ADMINISTRATOR, by=None, now=now, token=token)
    return True


def end_setup_links(session: Session, *, now: dt.datetime) -> None:
    """No link printed so far works any more."""
    session.execute(
        update(Invitation)
        .where(
            Invitation.made_by_id.is_(None),
            Invitation.role == ADMINISTRATOR,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(expires_at=now)
    )

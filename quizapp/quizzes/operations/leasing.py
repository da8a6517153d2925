"""The lease on background work: one process holds it at a time, and it lapses if that process dies."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.quizzes.models import Lease


def take_lease(session: Session, name: str, *, holder: str, lasts: dt.timedelta, now: dt.datetime) -> bool:
    """Take or renew the lease called `name`; False while somebody else holds it."""
    taken = session.execute(
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.until <= now))
        .values(holder=holder, until=now + lasts)
        .returning(Lease.name)
    ).first()
    if taken is not None:
        return True
    if session.get(Lease, name) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(Lease(name=name, holder=holder, until=now + lasts))
    except IntegrityError:
        return False
    return True

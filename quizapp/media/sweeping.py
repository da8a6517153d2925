"""Media that nothing names any more go: every text of the database is asked, whichever room it is of."""

from __future__ import annotations

import datetime as dt
import re

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.orm import Session

from quizapp.db import Base
from quizapp.media.models import Medium

KEPT_AT_LEAST = dt.timedelta(days=7)
"""What was brought lately may be named in a form that is still open."""

_PORTION = 200
_SCHEMES = ("picture:", "sound:")
_NAMED = re.compile(r"(?:picture|sound):([0-9a-f]{64})")


def sweep_media(session: Session, *, now: dt.datetime) -> int:
    """Delete old pictures and sounds that no text names, in one pass over all texts; returns how many."""
    unnamed = set(session.scalars(sa.select(Medium.sha256).where(Medium.kept_at < now - KEPT_AT_LEAST)))
    for table in Base.metadata.sorted_tables:
        if not unnamed:
            return 0
        unnamed -= _named_in(session, table)
    swept = sorted(unnamed)
    for at in range(0, len(swept), _PORTION):
        session.execute(sa.delete(Medium).where(Medium.sha256.in_(swept[at : at + _PORTION])))
    return len(swept)


def _named_in(session: Session, table: Table) -> set[str]:
    """The hashes of all media that the texts of a table name."""
    texts = [
        sa.cast(column, sa.Text) for column in table.columns if isinstance(column.type, sa.String | sa.JSON)
    ]
    if not texts:
        return set()
    query = sa.select(*texts).where(sa.or_(*(text.contains(scheme) for text in texts for scheme in _SCHEMES)))
    rows = session.execute(query.execution_options(yield_per=_PORTION))
    return {found for row in rows for text in row if text for found in _NAMED.findall(text)}

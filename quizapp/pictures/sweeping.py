"""Pictures that nothing names any more go: every text of the database is asked, whichever room it is of."""

from __future__ import annotations

import datetime as dt
import re

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.orm import Session

from quizapp.db import Base
from quizapp.pictures.models import Picture

KEPT_AT_LEAST = dt.timedelta(days=7)
"""A picture that was brought lately may stand in a form that is still open."""

_PORTION = 200
_NAMED = re.compile(r"picture:([0-9a-f]{64})")


def sweep_pictures(session: Session, *, now: dt.datetime) -> int:
    """Delete old pictures that no text names, in one pass over all texts; returns how many."""
    unnamed = set(session.scalars(sa.select(Picture.sha256).where(Picture.kept_at < now - KEPT_AT_LEAST)))
    for table in Base.metadata.sorted_tables:
        if not unnamed:
            return 0
        unnamed -= _named_in(session, table)
    swept = sorted(unnamed)
    for at in range(0, len(swept), _PORTION):
        session.execute(sa.delete(Picture).where(Picture.sha256.in_(swept[at : at + _PORTION])))
    return len(swept)


def _named_in(session: Session, table: Table) -> set[str]:
    """The hashes of all pictures that the texts of a table name."""
    texts = [
        sa.cast(column, sa.Text) for column in table.columns if isinstance(column.type, sa.String | sa.JSON)
    ]
    if not texts:
        return set()
    query = sa.select(*texts).where(sa.or_(*(text.contains("picture:") for text in texts)))
    rows = session.execute(query.execution_options(yield_per=_PORTION))
    return {found for row in rows for text in row if text for found in _NAMED.findall(text)}

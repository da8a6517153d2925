"""SELECTs of pictures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questions.pictures.picture import MediaType
from quizapp.errors import NotFound
from quizapp.pictures.models import Picture

_PORTION = 500


def get_content(session: Session, sha256: str) -> tuple[MediaType, bytes]:
    found = find_content(session, sha256)
    if found is None:
        raise NotFound
    return found


def find_content(session: Session, sha256: str) -> tuple[MediaType, bytes] | None:
    """What kind of picture it is, and its bytes."""
    query = select(Picture.media_type, Picture.content).where(Picture.sha256 == sha256)
    row = session.execute(query).one_or_none()
    return (cast(MediaType, row.media_type), row.content) if row else None


def sizes_of(session: Session, hashes: Collection[str]) -> Mapping[str, int]:
    """How many bytes each of these pictures has that is kept."""
    wanted, found = list(hashes), dict[str, int]()
    for at in range(0, len(wanted), _PORTION):
        query = select(Picture.sha256, Picture.size).where(Picture.sha256.in_(wanted[at : at + _PORTION]))
        found |= {row.sha256: row.size for row in session.execute(query)}
    return found


def bytes_of(session: Session, owner_id: int) -> int:
    """How much room the pictures take that this person brought."""
    return (
        session.scalar(select(func.coalesce(func.sum(Picture.size), 0)).where(Picture.owner_id == owner_id))
        or 0
    )

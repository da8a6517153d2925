"""SELECTs of pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.errors import NotFound
from quizapp.pictures.models import Picture

_PORTION = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as it is sent."""

    media_type: str
    content: bytes


def get_picture(session: Session, sha256: str) -> Shown:
    row = session.execute(
        select(Picture.media_type, Picture.content).where(Picture.sha256 == sha256)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Shown(row.media_type, row.content)


def sizes_of(session: Session, hashes: Collection[str]) -> Mapping[str, int]:
    """How many bytes each of these pictures has that is kept."""
    wanted, found = list(hashes), dict[str, int]()
    for at in range(0, len(wanted), _PORTION):
        query = select(Picture.sha256, Picture.size).where(Picture.sha256.in_(wanted[at : at + _PORTION]))
        found |= {row.sha256: row.size for row in session.execute(query)}
    return found


def pictures_called(session: Session, hashes: Collection[str]) -> Iterator[tuple[str, Shown]]:
    """Those of these pictures that are kept, one at a time."""
    for sha256 in hashes:
        query = select(Picture.media_type, Picture.content).where(Picture.sha256 == sha256)
        row = session.execute(query).one_or_none()
        if row is not None:
            yield sha256, Shown(row.media_type, row.content)


def bytes_of(session: Session, owner_id: int) -> int:
    """How much room the pictures take that this person brought."""
    return (
        session.scalar(select(func.coalesce(func.sum(Picture.size), 0)).where(Picture.owner_id == owner_id))
        or 0
    )

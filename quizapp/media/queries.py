"""SELECTs of media."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questions.pictures.picture import ENDINGS as PICTURES
from questions.pictures.picture import MediaType
from questions.sounds.sound import ENDINGS as SOUNDS
from questions.sounds.sound import SoundType
from quizapp.errors import NotFound
from quizapp.media.models import Medium

_PORTION = 500


def get_picture(session: Session, sha256: str) -> tuple[MediaType, bytes]:
    found = find_picture(session, sha256)
    if found is None:
        raise NotFound
    return found


def get_sound(session: Session, sha256: str) -> tuple[SoundType, bytes]:
    found = find_sound(session, sha256)
    if found is None:
        raise NotFound
    return found


def find_picture(session: Session, sha256: str) -> tuple[MediaType, bytes] | None:
    """What kind of picture it is, and its bytes; None where it is none, or gone."""
    found = _find(session, sha256)
    return (found[0], found[1]) if found and found[0] in PICTURES else None


def find_sound(session: Session, sha256: str) -> tuple[SoundType, bytes] | None:
    """What kind of sound it is, and its bytes; None where it is none, or gone."""
    found = _find(session, sha256)
    return (found[0], found[1]) if found and found[0] in SOUNDS else None


def _find(session: Session, sha256: str) -> tuple[str, bytes] | None:
    query = select(Medium.media_type, Medium.content).where(Medium.sha256 == sha256)
    row = session.execute(query).one_or_none()
    return (row.media_type, row.content) if row else None


def sizes_of(session: Session, hashes: Collection[str]) -> Mapping[str, int]:
    """How many bytes each of these media has that is kept."""
    wanted, found = list(hashes), dict[str, int]()
    for at in range(0, len(wanted), _PORTION):
        query = select(Medium.sha256, Medium.size).where(Medium.sha256.in_(wanted[at : at + _PORTION]))
        found |= {row.sha256: row.size for row in session.execute(query)}
    return found


def bytes_of(session: Session, owner_id: int) -> int:
    """How much room the media take that this person brought."""
    return (
        session.scalar(select(func.coalesce(func.sum(Medium.size), 0)).where(Medium.owner_id == owner_id))
        or 0
    )

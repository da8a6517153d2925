"""Every change of media: they are kept, and swept once no text names them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from questions.pictures.picture import MEBIBYTE, KeptPicture
from questions.sounds.sound import KeptSound
from quizapp.accounts.queries import hold_person
from quizapp.errors import Invalid
from quizapp.media.models import Medium
from quizapp.media.queries import bytes_of, sizes_of
from quizapp.upserting import add_missing

MOST_BYTES = 250 * MEBIBYTE
"""Of all pictures and sounds that one person brings."""


def keep_media(
    session: Session, owner_id: int, media: Iterable[KeptPicture | KeptSound], *, now: dt.datetime
) -> None:
    """Keep these media; those that are kept already stay whose they are. `Invalid` beyond her room."""
    by_hash = {medium.sha256: medium for medium in media}
    if not by_hash:
        return
    hold_person(session, owner_id)
    known = sizes_of(session, by_hash)
    new = {sha256: medium for sha256, medium in by_hash.items() if sha256 not in known}
    added = sum(len(medium.content) for medium in new.values())
    if added and bytes_of(session, owner_id) + added > MOST_BYTES:
        raise Invalid(
            "picture",
            _(
                "Your pictures and sounds take %(most)s MB, and there is no room for more.",
                most=MOST_BYTES // MEBIBYTE,
            ),
        )
    if known:
        session.execute(update(Medium).where(Medium.sha256.in_(known)).values(kept_at=now))
    for sha256, medium in sorted(new.items()):
        width, height = (medium.width, medium.height) if isinstance(medium, KeptPicture) else (0, 0)
        values = {
            "sha256": sha256,
            "media_type": medium.media_type,
            "width": width,
            "height": height,
            "size": len(medium.content),
            "owner_id": owner_id,
            "kept_at": now,
            "content": medium.content,
        }
        add_missing(session, Medium, [values])

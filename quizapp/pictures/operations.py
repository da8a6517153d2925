"""Every change of pictures: they are kept, and swept once no text names them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from questions.pictures.picture import MEBIBYTE, KeptPicture
from quizapp.accounts.queries import hold_person
from quizapp.errors import Invalid
from quizapp.pictures.models import Picture
from quizapp.pictures.queries import bytes_of, sizes_of
from quizapp.upserting import add_missing

MOST_BYTES = 250 * MEBIBYTE
"""Of all pictures that one person brings."""


def keep_pictures(
    session: Session, owner_id: int, pictures: Iterable[KeptPicture], *, now: dt.datetime
) -> None:
    """Keep these pictures; those that are kept already stay whose they are. `Invalid` beyond her room."""
    by_hash = {picture.sha256: picture for picture in pictures}
    if not by_hash:
        return
    hold_person(session, owner_id)
    known = sizes_of(session, by_hash)
    new = {sha256: picture for sha256, picture in by_hash.items() if sha256 not in known}
    added = sum(len(picture.content) for picture in new.values())
    if added and bytes_of(session, owner_id) + added > MOST_BYTES:
        raise Invalid(
            "picture",
            _("Your pictures take %(most)s MB, and there is no room for more.", most=MOST_BYTES // MEBIBYTE),
        )
    if known:
        session.execute(update(Picture).where(Picture.sha256.in_(known)).values(kept_at=now))
    for sha256, picture in sorted(new.items()):
        values = {
            "sha256": sha256,
            "media_type": picture.media_type,
            "width": picture.width,
            "height": picture.height,
            "size": len(picture.content),
            "owner_id": owner_id,
            "kept_at": now,
            "content": picture.content,
        }
        add_missing(session, Picture, [values])

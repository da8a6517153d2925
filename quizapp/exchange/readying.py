"""A file made ready for its bank before anything is locked: each question as the rows that it becomes.

What takes long (reading a question back, comparing, hashing, walking through pictures) happens here and
is kept in a file, a line of JSON for each question that comes in. Then the bank is only written to.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.orm import Session

from questions.formats.item import Item
from questions.pictures.picture import KeptPicture
from questions.pictures.reading import read_picture
from quizapp.bank.carrying import carried_of
from quizapp.bank.operations import Stored, stored_of
from quizapp.exchange import queries
from quizapp.exchange.coming_back import without_unchanged
from quizapp.exchange.matching import MAY_COME_IN, Fate, Kind, fates
from quizapp.exchange.queries import BankState
from quizapp.exchange.survey import Entry, Survey

NOTED_EVERY = 100

Publishing = Literal["sound", "none", "all"]
"""What is asked from now on: what the checks find no error in, nothing, or everything."""

Picks = Callable[[Entry, Fate], bool]
"""Whether a question comes in."""

Note = Callable[[int], None]
"""Told now and then how many of those that come in are done."""


def note_nothing(_done: int) -> None:
    """Nobody looks on."""


@dataclass(frozen=True, slots=True)
class ReadyQuestion:
    """One question on its way in. `known_id` is the question of the bank that it is, or None.

    `stored` is what a new version of it holds; None where the newest version is asked again.
    """

    known_id: int | None
    public_id: str
    reference: str
    category: tuple[str, ...]
    tags: tuple[str, ...]
    is_published: bool
    stored: Stored | None
    pictures: tuple[KeptPicture, ...]


@dataclass(slots=True)
class Ready:
    """What a file brings into a bank that is as `state` says, and what becomes of its questions by fate."""

    format: str
    state: BankState
    path: Path
    counts: dict[Kind, int] = field(default_factory=dict)
    coming: int = 0
    drafts: int = 0

    def questions(self) -> Iterator[ReadyQuestion]:
        """Those that come in, one at a time, in the order of the file."""
        with self.path.open("rb") as lines:
            for line in lines:
                yield _load(json.loads(line))


def make_ready(
    session: Session,
    owner_id: int,
    bank_id: int | None,
    survey: Survey,
    picks: Picks,
    publishing: Publishing,
    *,
    new_public_id: Callable[[], str],
    path: Path,
    note: Note = note_nothing,
) -> Ready:
    """Compare a file with a bank (None: a new one) and keep under `path` what it brings; only reads."""
    ready = Ready(survey.format, queries.state_of(session, bank_id) if bank_id else BankState(), path)
    usable = [entry for entry in survey.entries if entry.verdict != "refused"]
    found = fates(usable, queries.known_of(session, bank_id) if bank_id else ())
    if bank_id is not None:
        found = without_unchanged(session, owner_id, survey.format, usable, found)
    chosen: list[tuple[Entry, Fate]] = []
    for entry, fate in zip(usable, found, strict=True):
        comes = picks(entry, fate)
        if comes:
            chosen.append((entry, fate))
        if comes or fate.kind not in MAY_COME_IN:
            ready.counts[fate.kind] = ready.counts.get(fate.kind, 0) + 1
    ready.coming = len(chosen)
    with path.open("w", encoding="utf-8") as lines:
        looked = survey.looked(entry for entry, _fate in chosen)
        for done, ((entry, fate), one) in enumerate(zip(chosen, looked, strict=True), 1):
            assert one.outcome.item is not None
            is_published = publishing == "all" or (publishing == "sound" and not entry.errors)
            ready.drafts += not is_published
            plain = _plain(one.outcome.item, fate, new_public_id(), is_published=is_published)
            lines.write(json.dumps(plain, separators=(",", ":")) + "\n")
            if done % NOTED_EVERY == 0:
                note(done)
    return ready


def _plain(item: Item, fate: Fate, public_id: str, *, is_published: bool) -> dict[str, Any]:
    stored = stored_of(item.question, carried_of(item)) if fate.kind != "returns" else None
    return {
        "known_id": fate.known.id if fate.known else None,
        "public_id": public_id,
        "reference": item.reference,
        "category": item.category,
        "tags": list(dict.fromkeys(item.tags)),
        "is_published": is_published,
        "version": stored.version if stored else None,
        "sealed": stored.sealed if stored else None,
        "pictures": [_plain_picture(read_picture(picture.content)) for picture in item.pictures],
    }


def _plain_picture(picture: KeptPicture) -> dict[str, Any]:
    return {
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "base64": base64.b64encode(picture.content).decode("ascii"),
    }


def _load(plain: dict[str, Any]) -> ReadyQuestion:
    return ReadyQuestion(
        known_id=plain["known_id"],
        public_id=plain["public_id"],
        reference=plain["reference"],
        category=tuple(plain["category"]),
        tags=tuple(plain["tags"]),
        is_published=plain["is_published"],
        stored=Stored(plain["version"], plain["sealed"]) if plain["version"] else None,
        pictures=tuple(
            KeptPicture(one["media_type"], one["width"], one["height"], base64.b64decode(one["base64"]))
            for one in plain["pictures"]
        ),
    )

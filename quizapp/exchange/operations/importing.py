"""Questions of a file into a bank of one's own: new ones, new versions, and those that return.

All of it is one unit of writing, in portions, so that a large file takes no more memory than a small
one. It was made ready before (`quizapp.exchange.readying`) and is written behind a lock on the bank, as
long as the bank is as it was then: the same file twice adds nothing, from two pages at once as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_person
from quizapp.bank.models import Question, QuestionTag
from quizapp.bank.moving import tell_moved
from quizapp.bank.operations import Numbered, renew_pool, write_versions
from quizapp.exchange import queries
from quizapp.exchange.matching import Kind
from quizapp.exchange.models import ImportedVersion, QuestionImport
from quizapp.exchange.readying import Note, Picks, Publishing, Ready, ReadyQuestion, make_ready, note_nothing
from quizapp.exchange.survey import Survey
from quizapp.exchange.topics import Topics
from quizapp.library.models import Bank
from quizapp.library.operations import make_own_bank
from quizapp.library.queries import hold_bank
from quizapp.media.operations import keep_media
from quizapp.upserting import add_rows, add_rows_with_ids

PORTION = 500


class MovedOn(Exception):
    """The bank has changed since the file was made ready for it."""


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a file: questions by fate, and how many of those that came in are drafts.

    `import_id` is None where nothing came in.
    """

    bank_slug: str
    bank_title: str
    import_id: int | None = None
    counts: Mapping[Kind, int] = field(default_factory=dict)
    drafts: int = 0


def bank_called(session: Session, user: User, title: str, *, code: str, now: dt.datetime) -> Bank:
    """The bank of hers with this title; made, if there is none. `code` then names it in addresses."""
    hold_person(session, user.id)
    found = queries.find_own_bank_called(session, user.id, title)
    return found or make_own_bank(session, user.id, title=title, language="en", code=code, now=now)


def import_questions(
    session: Session,
    user: User,
    bank: Bank,
    survey: Survey,
    picks: Picks,
    publishing: Publishing,
    *,
    title: str,
    path: Path,
    new_public_id: Callable[[], str],
    now: dt.datetime,
) -> Landed:
    """Bring in what `picks` of a survey, all behind the lock: for files that take no time.

    `title` names the file; what it brings is kept under `path` meanwhile.
    """
    hold_bank(session, bank.id)
    ready = make_ready(
        session, user.id, bank.id, survey, picks, publishing, new_public_id=new_public_id, path=path
    )
    return land(session, user.id, bank, ready, title=title, now=now)


def land(
    session: Session,
    user_id: int,
    bank: Bank,
    ready: Ready,
    *,
    title: str,
    now: dt.datetime,
    note: Note = note_nothing,
) -> Landed:
    """Write what was made ready. `MovedOn`, and nothing is written, if the bank is not as it was then."""
    bank = hold_bank(session, bank.id)
    if queries.state_of(session, bank.id) != ready.state:
        raise MovedOn
    if not ready.coming:
        return Landed(bank.slug, bank.title, counts=ready.counts)
    kept = QuestionImport(
        bank_id=bank.id, owner_id=user_id, format=ready.format, title=title[:200], made_at=now
    )
    session.add(kept)
    session.flush()
    into = _Into(session, user_id, bank.id, kept.id, now)
    written = 0
    for portion in _portions(ready.questions()):
        into.take(portion)
        written += len(portion)
        note(written)
    into.settle()
    return Landed(bank.slug, bank.title, kept.id, ready.counts, ready.drafts)


def _portions(questions: Iterator[ReadyQuestion]) -> Iterator[list[ReadyQuestion]]:
    while portion := list(islice(questions, PORTION)):
        yield portion


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a question stands that comes in: the version that is asked then, None while it is not written."""

    question_id: int
    number: int
    was_number: int
    version_id: int | None = None


class _Into:
    """One bank while a file comes in."""

    def __init__(
        self, session: Session, user_id: int, bank_id: int, import_id: int, now: dt.datetime
    ) -> None:
        self._session, self._user_id, self._now = session, user_id, now
        self._bank_id, self._import_id = bank_id, import_id
        self._topics = Topics(session, bank_id)
        self._moved: set[int | None] = set()

    def take(self, portion: Sequence[ReadyQuestion]) -> None:
        keep_media(
            self._session, self._user_id, [one for each in portion for one in each.pictures], now=self._now
        )
        places = self._renewed(portion) | self._added(portion)
        to_write = [
            (at, (places[at].question_id, places[at].number, one.stored))
            for at, one in enumerate(portion)
            if one.stored is not None
        ]
        numbered: list[Numbered] = [row for _at, row in to_write]
        ids = write_versions(self._session, numbered, self._user_id, self._now)
        version_ids = dict(zip((at for at, _row in to_write), ids, strict=True))
        self._write_tags(portion, places)
        add_rows(
            self._session,
            ImportedVersion,
            [
                {
                    "import_id": self._import_id,
                    "version_id": version_ids.get(at, places[at].version_id),
                    "was_number": places[at].was_number,
                }
                for at in range(len(portion))
            ],
        )

    def settle(self) -> None:
        """Tell those who keep roll-ups and pools, once for the whole file."""
        tell_moved(self._session, self._moved)
        renew_pool(self._session, self._bank_id)

    def _added(self, portion: Sequence[ReadyQuestion]) -> dict[int, _Place]:
        """New questions, by their place in the portion."""
        new = {at: one for at, one in enumerate(portion) if one.known_id is None}
        ids = add_rows_with_ids(self._session, Question, [self._new_row(one) for one in new.values()])
        return {at: _Place(id, 1, 0) for at, id in zip(new, ids, strict=True)}

    def _new_row(self, one: ReadyQuestion) -> dict[str, Any]:
        return {
            "public_id": one.public_id,
            "bank_id": self._bank_id,
            "topic_id": self._topics.id_of(one.category),
            "owner_id": self._user_id,
            "origin": "teacher",
            "status": "published" if one.is_published else "draft",
            "edited_at": self._now,
            "made_at": self._now,
            "current_number": int(one.is_published),
            "reference": one.reference,
        }

    def _renewed(self, portion: Sequence[ReadyQuestion]) -> dict[int, _Place]:
        """Questions that are there already, by their place in the portion."""
        known_ids = [one.known_id for one in portion if one.known_id is not None]
        rows = queries.questions_with_newest(self._session, known_ids) if known_ids else {}
        places = {}
        for at, one in enumerate(portion):
            if one.known_id is None:
                continue
            row, version_id, newest = rows[one.known_id]
            topic_id = self._topics.id_of(one.category)
            self._moved |= {row.topic_id} ^ {topic_id}
            row.topic_id, row.edited_at = topic_id, self._now
            was_number = row.current_number if row.status == "published" else 0
            number = newest if one.stored is None else newest + 1
            if one.is_published:
                row.status, row.current_number = "published", number
            elif row.status == "retired":
                row.status = "draft"
            places[at] = _Place(row.id, number, was_number, version_id)
        self._session.flush()
        return places

    def _write_tags(self, portion: Sequence[ReadyQuestion], places: Mapping[int, _Place]) -> None:
        known_ids = [one.known_id for one in portion if one.known_id is not None]
        if known_ids:
            self._session.execute(delete(QuestionTag).where(QuestionTag.question_id.in_(known_ids)))
        tags: list[dict[str, Any]] = [
            {"question_id": places[at].question_id, "tag": tag}
            for at, one in enumerate(portion)
            for tag in one.tags
        ]
        add_rows(self._session, QuestionTag, tags)

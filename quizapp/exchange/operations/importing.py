"""Questions of a file into a bank of one's own: new ones, new versions, and those that return.

All of it is one unit of writing, in portions, so that a large file takes no more memory than a small
one. What is there already is found out behind a lock on the bank: the same file twice adds nothing,
from two pages at the same time as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import delete
from sqlalchemy.orm import Session

from questions.formats.item import Item
from questions.pictures.reading import read_picture
from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_person
from quizapp.bank.carrying import carried_of
from quizapp.bank.models import Question, QuestionTag
from quizapp.bank.moving import tell_moved
from quizapp.bank.operations import renew_pool, write_versions
from quizapp.exchange import queries
from quizapp.exchange.coming_back import without_unchanged
from quizapp.exchange.matching import MAY_COME_IN, Fate, fates
from quizapp.exchange.models import ImportedVersion, QuestionImport
from quizapp.exchange.survey import Entry, Survey
from quizapp.exchange.topics import Topics
from quizapp.library.models import Bank
from quizapp.library.operations import make_own_bank
from quizapp.pictures.operations import keep_pictures

PORTION = 250

Publishing = Literal["sound", "none", "all"]
"""What is asked from now on: what the checks find no error in, nothing, or everything."""

Picks = Callable[[Entry, Fate], bool]
"""Whether a question comes in."""


@dataclass(slots=True)
class Landed:
    """What became of a file: questions by fate, and how many of those that came in are drafts.

    `weighed` counts those that are worth other than one point in the file; quizzes do not ask that.
    `import_id` is None where nothing came in.
    """

    bank: Bank
    import_id: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    drafts: int = 0
    weighed: int = 0


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
    new_public_id: Callable[[], str],
    now: dt.datetime,
) -> Landed:
    """Bring in what `picks` of a survey; `title` names the file."""
    bank = queries.hold_bank(session, bank.id)
    usable = [entry for entry in survey.entries if entry.verdict != "refused"]
    found = without_unchanged(
        session, user.id, survey.format, usable, fates(usable, queries.known_of(session, bank.id))
    )
    decided = list(zip(usable, found, strict=True))
    chosen = [(entry, fate) for entry, fate in decided if picks(entry, fate)]
    landed = Landed(bank)
    for _entry, fate in decided:
        if fate.kind not in MAY_COME_IN:
            landed.counts[fate.kind] = landed.counts.get(fate.kind, 0) + 1
    if not chosen:
        return landed
    kept = QuestionImport(
        bank_id=bank.id, owner_id=user.id, format=survey.format, title=title[:200], made_at=now
    )
    session.add(kept)
    session.flush()
    landed.import_id = kept.id
    landed.weighed = sum(entry.is_weighed for entry, _fate in chosen)
    into = _Into(session, user, bank.id, kept.id, publishing, new_public_id, now)
    for at in range(0, len(chosen), PORTION):
        into.take(chosen[at : at + PORTION], survey, landed)
    into.settle()
    return landed


@dataclass(slots=True)
class _Coming:
    """One question on its way in: its row, the version that is asked then, and whether papers draw it."""

    item: Item
    row: Question
    is_published: bool
    number: int
    was_number: int
    version_id: int | None = None


class _Into:
    """One bank while a file comes in."""

    def __init__(
        self,
        session: Session,
        user: User,
        bank_id: int,
        import_id: int,
        publishing: Publishing,
        new_public_id: Callable[[], str],
        now: dt.datetime,
    ) -> None:
        self._session, self._user, self._now = session, user, now
        self._bank_id, self._import_id = bank_id, import_id
        self._publishing, self._new_public_id = publishing, new_public_id
        self._topics = Topics(session, bank_id)
        self._moved: set[int | None] = set()

    def take(self, portion: Sequence[tuple[Entry, Fate]], survey: Survey, landed: Landed) -> None:
        coming = list(self._coming(portion, survey))
        self._keep_pictures(coming)
        # Before a row is written: afterwards each would be written a second time, one by one.
        for one in coming:
            one.row.status = "published" if one.is_published else one.row.status
            one.row.current_number = one.number if one.is_published else one.row.current_number
        self._session.add_all(one.row for one in coming)
        self._session.flush()
        self._write_versions([one for one in coming if one.version_id is None])
        self._write_tags(coming, [fate.known.id for _entry, fate in portion if fate.known])
        self._session.add_all(
            ImportedVersion(import_id=self._import_id, version_id=one.version_id, was_number=one.was_number)
            for one in coming
        )
        self._session.flush()
        for _entry, fate in portion:
            landed.counts[fate.kind] = landed.counts.get(fate.kind, 0) + 1
        landed.drafts += sum(not one.is_published for one in coming)

    def settle(self) -> None:
        """Tell those who keep roll-ups and pools, once for the whole file."""
        tell_moved(self._session, self._moved)
        renew_pool(self._session, self._bank_id)

    def _coming(self, portion: Sequence[tuple[Entry, Fate]], survey: Survey) -> Iterator[_Coming]:
        met = {fate.known.id for _entry, fate in portion if fate.known}
        rows = queries.questions_with_newest(self._session, met) if met else {}
        looked = survey.looked(entry for entry, _fate in portion)
        for (entry, fate), one in zip(portion, looked, strict=True):
            item = one.outcome.item
            assert item is not None
            is_published = self._publishing == "all" or (self._publishing == "sound" and not entry.errors)
            topic_id = self._topics.id_of(item.category)
            if fate.known is None:
                yield _Coming(item, self._new_row(item, topic_id), is_published, 1, 0)
                continue
            row, version_id, newest = rows[fate.known.id]
            self._moved |= {row.topic_id} ^ {topic_id}
            row.topic_id, row.edited_at = topic_id, self._now
            was_number = row.current_number if row.status == "published" else 0
            row.status = "draft" if row.status == "retired" else row.status
            if fate.kind == "returns":
                yield _Coming(item, row, is_published, newest, was_number, version_id)
            else:
                yield _Coming(item, row, is_published, newest + 1, was_number)

    def _new_row(self, item: Item, topic_id: int | None) -> Question:
        return Question(
            public_id=self._new_public_id(),
            bank_id=self._bank_id,
            topic_id=topic_id,
            owner_id=self._user.id,
            origin="teacher",
            status="draft",
            edited_at=self._now,
            made_at=self._now,
            current_number=0,
            reference=item.reference,
        )

    def _keep_pictures(self, coming: Sequence[_Coming]) -> None:
        for one in coming:
            pictures = [read_picture(picture.content) for picture in one.item.pictures]
            keep_pictures(self._session, self._user.id, pictures, now=self._now)

    def _write_versions(self, coming: Sequence[_Coming]) -> None:
        numbered = [(one.row.id, one.number, one.item.question, carried_of(one.item)) for one in coming]
        versions = write_versions(self._session, numbered, self._user.id, self._now)
        for one, version in zip(coming, versions, strict=True):
            one.version_id = version.id

    def _write_tags(self, coming: Sequence[_Coming], known_ids: Sequence[int]) -> None:
        if known_ids:
            self._session.execute(delete(QuestionTag).where(QuestionTag.question_id.in_(known_ids)))
        self._session.add_all(
            QuestionTag(question_id=one.row.id, tag=tag)
            for one in coming
            for tag in dict.fromkeys(one.item.tags)
        )

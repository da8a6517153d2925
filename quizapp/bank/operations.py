"""Changes of the bank: what a generator made or a teacher wrote becomes versions."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from questions.document import dump_asked, dump_sealed
from questions.gaps import stem_in_words
from questions.generation.handwritten import PATTERN as HANDWRITTEN
from questions.question import Question
from questions.text import is_storable
from questions.told import told_of
from quizapp.bank.carrying import Carried, worth
from quizapp.bank.forms import LONGEST_REPORT
from quizapp.bank.models import ProblemReport, QuestionKey, QuestionVersion
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.moving import tell_moved
from quizapp.bank.queries import count_reports, newest_version
from quizapp.bank.version_cache import note_new_versions
from quizapp.errors import Conflict, Invalid
from quizapp.library.models import Bank, Topic
from quizapp.library.queries import hold_bank
from quizapp.upserting import add_rows, add_rows_with_ids

REPORTS_A_DAY = 20


@dataclass(frozen=True, slots=True)
class Stored:
    """What a version holds, as JSON could say it: its columns, and apart from them its key."""

    version: dict[str, Any]
    sealed: dict[str, Any]


Numbered = tuple[int, int, Stored]
"""Of a version to be written: the id of its question, its number, and what it holds."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many questions a load added, changed, brought back and retired."""

    added: int = 0
    changed: int = 0
    returned: int = 0
    retired: int = 0


def load_questions(session: Session, bank: Bank, questions: Sequence[Question], now: dt.datetime) -> Loaded:
    """Bring the questions of a bank to what its folder makes; the same again changes nothing.

    A question that reads differently gets a new version, one that vanished is retired, and one
    that was edited in the application is never touched.
    """
    topic_ids = dict(session.execute(select(Topic.slug, Topic.id).where(Topic.bank_id == bank.id)).all())
    known = _generated_of(session, bank.id)
    to_publish: list[tuple[QuestionRow, Question]] = []
    added = returned = retired = 0
    moved: set[int | None] = set()
    for question in questions:
        row, content_hash = known.get(question.id, (None, ""))
        if row is None:
            row = QuestionRow(
                public_id=question.id,
                bank_id=bank.id,
                origin=_origin(question),
                status="published",
                made_at=now,
                current_number=0,
            )
            session.add(row)
            added += 1
        elif row.edited_at is not None:
            continue
        elif row.status == "retired":
            row.status = "published"
            returned += 1
        topic_id = topic_ids.get(question.topic)
        if row.id is not None:
            moved |= {row.topic_id} ^ {topic_id}
        row.topic_id = topic_id
        if hash_of(question) != content_hash:
            row.current_number += 1
            to_publish.append((row, question))
    made = {question.id for question in questions}
    for public_id, (row, _hash) in known.items():
        if public_id not in made and row.edited_at is None and row.status != "retired":
            row.status = "retired"
            retired += 1
    session.flush()
    add_versions(session, to_publish, None, now)
    if to_publish or returned or retired or moved:
        renew_pool(session, bank.id)
    tell_moved(session, moved)
    return Loaded(added, len(to_publish) - added, returned, retired)


def add_versions(
    session: Session,
    numbered: Sequence[tuple[QuestionRow, Question]],
    made_by_id: int | None,
    now: dt.datetime,
) -> None:
    """One new version with its key for each row, under the row's current number."""
    written = [(row.id, row.current_number, stored_of(question)) for row, question in numbered]
    write_versions(session, written, made_by_id, now)


def write_versions(
    session: Session, numbered: Sequence[Numbered], made_by_id: int | None, now: dt.datetime
) -> Sequence[int]:
    """A version with its key for each question id and number; returns the ids of the versions."""
    note_new_versions(session)
    ids = add_rows_with_ids(
        session,
        QuestionVersion,
        [
            stored.version
            | {"question_id": question_id, "number": number, "made_by_id": made_by_id, "made_at": now}
            for question_id, number, stored in numbered
        ],
    )
    keys = zip(ids, numbered, strict=True)
    add_rows(
        session,
        QuestionKey,
        [
            {"version_id": id, "sealed": stored.sealed, **told_of(stored.version["asked"], stored.sealed)}
            for id, (_id, _number, stored) in keys
        ],
    )
    return ids


def stored_of(question: Question, carried: Carried | None = None) -> Stored:
    """What a version of this question holds, with what came with it."""
    return Stored(
        version={
            "type": question.type,
            "stem": stem_in_words(question.asked),
            "asked": dump_asked(question.asked),
            "targets": [list(target) for target in question.targets],
            "facts": list(question.facts),
            "weight": question.weight,
            "difficulty": question.difficulty,
            "signals": list(question.signals),
            "pattern": question.pattern,
            "content_hash": hash_of(question, carried),
            "carried": carried or {},
        },
        sealed=dump_sealed(question.sealed),
    )


def hash_of(question: Question, carried: Carried | None = None) -> str:
    """A hash of all that a version stores: it only tells whether something changed.

    How a cited source is called, and what stands around the words quoted, is no part of it: what left
    with these comes back as the same.
    """
    bare = tuple(replace(one, title="", passage="") for one in question.sealed.citations)
    content: list[Any] = [
        dump_asked(question.asked),
        dump_sealed(replace(question.sealed, citations=bare)),
        question.targets,
        question.facts,
        question.weight,
        question.difficulty,
        question.signals,
        question.pattern,
        *([carried] if carried else []),
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def create_question(
    session: Session,
    question: Question,
    *,
    bank_id: int,
    topic_id: int | None,
    owner_id: int,
    public_id: str,
    now: dt.datetime,
    carried: Carried | None = None,
) -> QuestionRow:
    """A teacher's new question: a draft, asked nowhere until it is published."""
    row = QuestionRow(
        public_id=public_id,
        bank_id=bank_id,
        topic_id=topic_id,
        owner_id=owner_id,
        origin="teacher",
        status="draft",
        edited_at=now,
        made_at=now,
        current_number=0,
    )
    session.add(row)
    session.flush()
    write_versions(session, [(row.id, 1, stored_of(question, carried))], owner_id, now)
    return row


def save_draft(
    session: Session,
    row: QuestionRow,
    question: Question,
    *,
    topic_id: int | None,
    editor_id: int,
    seen: int,
    now: dt.datetime,
    points: Fraction | None = None,
) -> None:
    """Keep what an editor wrote as the newest version; what students are asked stays the same.

    It is worth as much as before unless `points` say otherwise.

    `seen` is the row version that her page was made from; `Conflict` if the question has moved on.
    """
    if row.row_version != seen:
        raise Conflict(_("Somebody else has saved this question meanwhile."))
    hold_bank(session, row.bank_id)
    newest = newest_version(session, row.id)
    carried = newest.carried if points is None else worth(newest.carried, points)
    if newest.content_hash != hash_of(question, carried):
        numbered = [(row.id, newest.number + 1, stored_of(question, carried))]
        write_versions(session, numbered, editor_id, now)
    moved = {row.topic_id} ^ {topic_id}
    row.topic_id = topic_id
    _touch(session, row, now)
    tell_moved(session, moved)


def publish(session: Session, row: QuestionRow, now: dt.datetime) -> None:
    """New papers draw the newest version from now on; attempts keep the version they drew."""
    row.current_number = newest_version(session, row.id).number
    row.status = "published"
    _touch(session, row, now)


def retire(session: Session, row: QuestionRow, now: dt.datetime) -> None:
    """Draw it no more; attempts that have it keep it."""
    row.status = "retired"
    _touch(session, row, now)


def bring_back(session: Session, row: QuestionRow, now: dt.datetime) -> None:
    """Ask a retired question again, as it was last published."""
    row.status = "published" if row.current_number else "draft"
    _touch(session, row, now)


def _touch(session: Session, row: QuestionRow, now: dt.datetime) -> None:
    """Move the row version on, even within one tick of the clock; `Conflict` if another unit already has."""
    hold_bank(session, row.bank_id)
    row.edited_at = now
    flag_modified(row, "edited_at")
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(_("Somebody else has saved this question meanwhile.")) from error
    renew_pool(session, row.bank_id)


def renew_pool(session: Session, bank_id: int) -> None:
    """Say to every process that papers of this bank may be drawn from something else now."""
    note_new_versions(session)
    session.execute(update(Bank).where(Bank.id == bank_id).values(pool=Bank.pool + 1))


def report_problem(
    session: Session,
    version_id: int,
    user_id: int,
    words: str,
    classroom_id: int | None,
    now: dt.datetime,
) -> ProblemReport:
    """Keep a reader's words about a version. `Invalid` when they say nothing, too much or too often."""
    words = words.strip()
    if not words:
        raise Invalid("words", _("Say in a few words what is wrong."))
    if len(words) > LONGEST_REPORT:
        raise Invalid("words", _("Use at most %(max)s characters.", max=LONGEST_REPORT))
    if not is_storable(words):
        raise Invalid("words", _("This contains a character that cannot be kept. Type it anew."))
    if count_reports(session, user_id, since=now - dt.timedelta(days=1)) >= REPORTS_A_DAY:
        raise Invalid(
            "words", _("You have sent %(most)s reports within a day. Go on tomorrow.", most=REPORTS_A_DAY)
        )
    report = ProblemReport(
        version_id=version_id, user_id=user_id, classroom_id=classroom_id, words=words, made_at=now
    )
    session.add(report)
    session.flush()
    return report


def settle_report(
    session: Session, report: ProblemReport, state: str, reply: str, settled_by_id: int, now: dt.datetime
) -> None:
    """Say that a report was mended, or declined and why; `Conflict` if somebody has already."""
    if report.state != "open":
        raise Conflict(_("This report has been settled already."))
    if state == "declined" and not reply.strip():
        raise Invalid("reply", _("Say why there is nothing to mend."))
    report.state = state
    report.reply = reply
    report.settled_by_id = settled_by_id
    report.settled_at = now
    session.flush()


def _generated_of(session: Session, bank_id: int) -> dict[str, tuple[QuestionRow, str]]:
    """The questions that came from the bank's folder, each with the hash of its current version."""
    statement = (
        select(QuestionRow, QuestionVersion.content_hash)
        .outerjoin(
            QuestionVersion,
            and_(
                QuestionVersion.question_id == QuestionRow.id,
                QuestionVersion.number == QuestionRow.current_number,
            ),
        )
        .where(QuestionRow.bank_id == bank_id, QuestionRow.origin != "teacher")
    )
    return {row.public_id: (row, content_hash or "") for row, content_hash in session.execute(statement)}


def _origin(question: Question) -> str:
    return "handwritten" if question.pattern == HANDWRITTEN else "generated"

"""Changes of the bank: what a generator made becomes versions."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from questions.document import dump_asked, dump_sealed
from questions.generation.handwritten import PATTERN as HANDWRITTEN
from questions.question import Question
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.models import QuestionKey, QuestionVersion
from quizapp.bank.version_cache import note_new_versions
from quizapp.library.models import Bank, Topic


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
        row.topic_id = topic_ids.get(question.topic)
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
    return Loaded(added, len(to_publish) - added, returned, retired)


def add_versions(
    session: Session,
    numbered: Sequence[tuple[QuestionRow, Question]],
    made_by_id: int | None,
    now: dt.datetime,
) -> list[QuestionVersion]:
    """One new version with its key for each row, under the row's current number."""
    note_new_versions(session)
    versions = [
        new_version(row.id, row.current_number, question, made_by_id, now) for row, question in numbered
    ]
    session.add_all(versions)
    session.flush()
    session.add_all(
        QuestionKey(version_id=version.id, sealed=dump_sealed(question.sealed))
        for version, (_row, question) in zip(versions, numbered, strict=True)
    )
    session.flush()
    return versions


def new_version(
    question_id: int, number: int, question: Question, made_by_id: int | None, now: dt.datetime
) -> QuestionVersion:
    return QuestionVersion(
        question_id=question_id,
        number=number,
        type=question.type,
        stem=question.asked.stem.value,
        asked=dump_asked(question.asked),
        targets=[list(target) for target in question.targets],
        facts=list(question.facts),
        weight=question.weight,
        difficulty=question.difficulty,
        signals=list(question.signals),
        pattern=question.pattern,
        content_hash=hash_of(question),
        made_by_id=made_by_id,
        made_at=now,
    )


def hash_of(question: Question) -> str:
    """A hash of all that a version stores: it only tells whether something changed."""
    content: list[Any] = [
        dump_asked(question.asked),
        dump_sealed(question.sealed),
        question.targets,
        question.facts,
        question.weight,
        question.difficulty,
        question.signals,
        question.pattern,
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


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

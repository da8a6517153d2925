"""Every SELECT of the bank. What is asked and what is sealed are read by separate functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from questions.document import load_asked, load_sealed
from questions.paper import Candidate, Target
from questions.question import Asked, Question, Sealed
from questions.text import is_storable
from questions.types import is_typed
from quizapp.accounts.models import User
from quizapp.bank.carrying import points_of
from quizapp.bank.models import ProblemReport, QuestionKey, QuestionVersion
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.version_cache import VersionCache
from quizapp.bank.viewers import Viewer
from quizapp.errors import NotFound
from quizapp.library.models import Bank, Topic
from quizapp.reading import read_all

CACHED_VERSIONS = 4_000
CACHED_POOLS = 20
CHOICES = ("single_choice", "multiple_response")
ASCENDING_KINDS = ("date", "number")

Pool = tuple[int, int]
"""A bank's id and its `pool` number: names one state of what may be drawn."""

_asked: VersionCache[int, Asked] = VersionCache(CACHED_VERSIONS)
_sealed: VersionCache[int, Sealed] = VersionCache(CACHED_VERSIONS)
_candidates: VersionCache[int, Candidate] = VersionCache(CACHED_VERSIONS)
_pools: VersionCache[Pool, tuple[Candidate, ...]] = VersionCache(CACHED_POOLS)

IS_CURRENT = and_(
    QuestionVersion.question_id == QuestionRow.id, QuestionVersion.number == QuestionRow.current_number
)


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """A topic with how many published questions it holds."""

    id: int
    slug: str
    title: str
    questions: int


def asked_of(session: Session, version_ids: Iterable[int]) -> dict[int, Asked]:
    """What these versions ask, by version id; never a key."""
    return _asked.get(session, version_ids, _read_asked)


def sealed_of(session: Session, version_ids: Iterable[int]) -> dict[int, Sealed]:
    """Keys, reasons and receipts by version id: for marking, for review and for editors only."""
    return _sealed.get(session, version_ids, _read_sealed)


def questions_of(session: Session, version_ids: Iterable[int]) -> dict[int, Question]:
    """Whole questions by version id, sealed part included: for marking, for review and for editors."""
    ids = list(dict.fromkeys(version_ids))
    asked, sealed = asked_of(session, ids), sealed_of(session, ids)
    rows = session.execute(
        select(
            QuestionVersion.id,
            QuestionRow.public_id,
            func.coalesce(Topic.slug, ""),
            QuestionVersion.facts,
            QuestionVersion.targets,
            QuestionVersion.weight,
            QuestionVersion.difficulty,
            QuestionVersion.signals,
            QuestionVersion.pattern,
        )
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .outerjoin(Topic, Topic.id == QuestionRow.topic_id)
        .where(QuestionVersion.id.in_(ids))
    )
    return {
        id: Question(
            id=public_id,
            asked=asked[id],
            sealed=sealed[id],
            facts=tuple(facts),
            targets=tuple((fact, role) for fact, role in targets),
            topic=topic,
            weight=weight,
            difficulty=difficulty,
            signals=tuple(signals),
            pattern=pattern,
        )
        for id, public_id, topic, facts, targets, weight, difficulty, signals, pattern in rows
    }


def targets_of(session: Session, version_ids: Iterable[int]) -> dict[int, tuple[Target, ...]]:
    """What an answer to these versions gives evidence about, by version id."""
    found = _candidates.get(session, version_ids, _read_candidates)
    return {id: one.targets for id, one in found.items()}


def _read_asked(session: Session, version_ids: list[int]) -> dict[int, Asked]:
    rows = session.execute(
        select(QuestionVersion.id, QuestionVersion.asked).where(QuestionVersion.id.in_(version_ids))
    )
    return {id: load_asked(asked) for id, asked in rows}


def _read_sealed(session: Session, version_ids: list[int]) -> dict[int, Sealed]:
    rows = session.execute(
        select(QuestionKey.version_id, QuestionKey.sealed).where(QuestionKey.version_id.in_(version_ids))
    )
    return {id: load_sealed(sealed) for id, sealed in rows}


_POOL = select(Bank.pool).where(Bank.id == bindparam("bank_id"))


def candidates(session: Session, bank_id: int, topics: Collection[str] = ()) -> Sequence[Candidate]:
    """What a paper of this bank may be drawn from: published questions, without their keys.

    `topics` are slugs; none means all. `question_id` is the public id. Read anew only when the
    bank's `pool` has moved on, so that a draw does not grow with the bank's rows.
    """
    rows = read_all(session, _POOL, {"bank_id": bank_id})
    if not rows:
        return ()
    ((pool,),) = rows
    found = _pools.get(session, [(bank_id, pool)], _read_pools)[bank_id, pool]
    return [one for one in found if one.topic in topics] if topics else found


def _read_pools(session: Session, pools: list[Pool]) -> dict[Pool, tuple[Candidate, ...]]:
    return {(bank_id, pool): _read_pool(session, bank_id) for bank_id, pool in pools}


def _read_pool(session: Session, bank_id: int) -> tuple[Candidate, ...]:
    rows = session.execute(
        select(QuestionVersion.id, QuestionRow.public_id, func.coalesce(Topic.slug, ""))
        .join(QuestionRow, IS_CURRENT)
        .outerjoin(Topic, Topic.id == QuestionRow.topic_id)
        .where(QuestionRow.bank_id == bank_id, QuestionRow.status == "published")
        .order_by(QuestionRow.id)
    ).all()
    known = _candidates.get(session, [id for id, _, _ in rows], _read_candidates)
    return tuple(replace(known[id], question_id=public_id, topic=topic) for id, public_id, topic in rows)


def _read_candidates(session: Session, version_ids: list[int]) -> dict[int, Candidate]:
    """Of a key a paper is told which statements are true, to balance them, and which answers are the same.

    Both were written with the version (`questions.told`): no key is read here.
    """
    columns = (
        QuestionVersion.id,
        QuestionVersion.type,
        QuestionVersion.weight,
        QuestionVersion.targets,
        QuestionVersion.facts,
        QuestionVersion.asked,
        QuestionVersion.difficulty,
        QuestionVersion.pattern,
        QuestionVersion.carried,
        QuestionKey.answer_token,
        QuestionKey.is_true,
    )
    rows = session.execute(
        select(*columns)
        .join(QuestionKey, QuestionKey.version_id == QuestionVersion.id)
        .where(QuestionVersion.id.in_(version_ids))
    )
    found = {}
    for id, type, weight, targets, facts, asked, difficulty, pattern, carried, answer, is_true in rows:
        shown = load_asked(asked)
        found[id] = Candidate(
            question_id="",
            version_id=id,
            type=type,
            weight=weight,
            targets=tuple((fact, role) for fact, role in targets),
            facts=tuple(facts),
            tells=shown.tells,
            betrays=shown.betrays,
            option_ids=tuple(option.id for option in shown.options),
            difficulty=difficulty,
            is_true=is_true,
            typed=is_typed(shown),
            keeps_order=type in CHOICES and (shown.keeps_order or shown.answer_kind in ASCENDING_KINDS),
            pattern=pattern,
            points=points_of(carried),
            answer=answer,
        )
    return found


def topics_with_counts(session: Session, bank_id: int) -> list[TopicEntry]:
    """The topics of a bank with how many published questions each holds, in one statement."""
    count = (
        select(func.count())
        .where(
            # The topic says as much; the bank leads the index.
            QuestionRow.bank_id == Topic.bank_id,
            QuestionRow.topic_id == Topic.id,
            QuestionRow.status == "published",
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(Topic.id, Topic.slug, Topic.title, count)
        .where(Topic.bank_id == bank_id)
        .order_by(Topic.position)
    )
    return [TopicEntry(*row) for row in rows]


_PUBLISHED = (
    select(QuestionRow.bank_id, func.count())
    .where(QuestionRow.status == "published")
    .group_by(QuestionRow.bank_id)
)


def count_published(session: Session) -> dict[int, int]:
    """Published questions by bank id."""
    return dict(read_all(session, _PUBLISHED, {}))


def newest_version(session: Session, question_id: int) -> QuestionVersion:
    """The version with the highest number, published or not."""
    return session.scalars(
        select(QuestionVersion)
        .where(QuestionVersion.question_id == question_id)
        .order_by(QuestionVersion.number.desc())
        .limit(1)
    ).one()


def get_question(session: Session, public_id: str, viewer: Viewer) -> QuestionRow:
    """A question that the viewer may see; `NotFound` for any other."""
    statement = select(QuestionRow).where(QuestionRow.public_id == public_id, viewer.may_see())
    row = session.scalar(statement) if is_storable(public_id) else None
    if row is None:
        raise NotFound
    return row


def get_own_question(session: Session, public_id: str, viewer: Viewer) -> QuestionRow:
    """A question that the viewer may change; `NotFound` for any other."""
    row = get_question(session, public_id, viewer)
    if not viewer.may_edit(row):
        raise NotFound
    return row


def shown_version(session: Session, row: QuestionRow, viewer: Viewer) -> QuestionVersion:
    """The newest version to whoever may change the question, the published one to others."""
    if viewer.may_edit(row) or not row.current_number:
        return newest_version(session, row.id)
    return session.scalars(
        select(QuestionVersion).where(
            QuestionVersion.question_id == row.id, QuestionVersion.number == row.current_number
        )
    ).one()


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """One line of a question's history."""

    number: int
    stem: str
    made_at: dt.datetime
    maker: str


def versions_of(
    session: Session, question_id: int, *, only: int | None = None, at_most: int = 50
) -> list[VersionEntry]:
    """The latest versions (or one of them), the newest first, with who made them ("" for a generator)."""
    statement = (
        select(
            QuestionVersion.number,
            QuestionVersion.stem,
            QuestionVersion.made_at,
            func.coalesce(User.display_name, ""),
        )
        .outerjoin(User, User.id == QuestionVersion.made_by_id)
        .where(QuestionVersion.question_id == question_id)
        .order_by(QuestionVersion.number.desc())
        .limit(at_most)
    )
    if only is not None:
        statement = statement.where(QuestionVersion.number == only)
    return [VersionEntry(*row) for row in session.execute(statement)]


def reports_by(session: Session, user_id: int, version_id: int) -> Sequence[ProblemReport]:
    """What this user has reported of the question that this is a version of, the latest first, at most 20."""
    versions = aliased(QuestionVersion)
    return session.scalars(
        select(ProblemReport)
        .join(QuestionVersion, QuestionVersion.id == ProblemReport.version_id)
        .join(versions, versions.question_id == QuestionVersion.question_id)
        .where(ProblemReport.user_id == user_id, versions.id == version_id)
        .order_by(ProblemReport.id.desc())
        .limit(20)
    ).all()


def count_reports(session: Session, user_id: int, *, since: dt.datetime) -> int:
    """How many reports this user has sent since then."""
    return session.scalars(
        select(func.count()).where(ProblemReport.user_id == user_id, ProblemReport.made_at > since)
    ).one()

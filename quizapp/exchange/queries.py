"""Every SELECT of the exchange: what a bank holds already, imports, and what questions leave with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, not_, or_, select
from sqlalchemy.orm import Session

from questions.formats.limits import LAST_PARAGRAPH
from questions.text import is_storable
from quizapp.bank.carrying import Carried
from quizapp.bank.lists import shown_number
from quizapp.bank.models import Question, QuestionVersion
from quizapp.bank.viewers import Viewer
from quizapp.errors import NotFound
from quizapp.exchange.matching import Known, words_key
from quizapp.exchange.models import ImportedVersion, QuestionImport
from quizapp.library.excerpts import Place
from quizapp.library.models import Bank, Passage, Source, Topic
from quizapp.library.queries import own_banks
from quizapp.quizzes.models import Quiz, Slot
from quizapp.quizzes.operations.starting import load_plan

PORTION = 500
SAMPLED = 50
"""So many questions of a file tell which of one's banks it has been brought to before."""


def get_own_bank(session: Session, owner_id: int, slug: str) -> Bank:
    """A bank that this teacher has made."""
    statement = select(Bank).where(Bank.slug == slug, Bank.owner_id == owner_id)
    bank = session.scalar(statement) if is_storable(slug) else None
    if bank is None:
        raise NotFound
    return bank


def find_own_bank_called(session: Session, owner_id: int, title: str) -> Bank | None:
    """The bank of this teacher's with this title."""
    statement = select(Bank).where(Bank.owner_id == owner_id, Bank.title == title).order_by(Bank.id).limit(1)
    return session.scalar(statement)


def likely_bank(session: Session, owner_id: int, references: Collection[str], hashes: Collection[str]) -> str:
    """The slug of this teacher's bank that holds most of these questions; "" where none holds any."""
    if not references and not hashes:
        return ""
    slug = session.scalar(
        select(Bank.slug)
        .join(Question, Question.bank_id == Bank.id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(
            Bank.owner_id == owner_id,
            or_(
                Question.reference.in_(references),
                Question.public_id.in_(references),
                QuestionVersion.content_hash.in_(hashes),
            ),
        )
        .group_by(Bank.id, Bank.slug)
        .order_by(func.count().desc(), Bank.id)
        .limit(1)
    )
    return slug or ""


@dataclass(frozen=True, slots=True)
class BankState:
    """Equal at two moments if nothing came to the questions of a bank between them, and none was changed."""

    questions: int = 0
    row_versions: int = 0


def state_of(session: Session, bank_id: int) -> BankState:
    """What tells whether the questions of a bank have moved on."""
    count = select(func.count(), func.coalesce(func.sum(Question.row_version), 0))
    questions, row_versions = session.execute(count.where(Question.bank_id == bank_id)).one()
    return BankState(questions, row_versions)


def known_of(session: Session, bank_id: int) -> Iterator[Known]:
    """Each question of a bank by what it is known by, in two statements."""
    taken_back = _taken_back_in(session, bank_id)
    rows = session.execute(
        select(
            Question.id,
            QuestionVersion.id.label("version_id"),
            Question.public_id,
            Question.reference,
            Question.status,
            Question.current_number,
            QuestionVersion.content_hash,
            QuestionVersion.type,
            QuestionVersion.stem,
        )
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.bank_id == bank_id)
        .order_by(Question.id, QuestionVersion.number)
        .execution_options(yield_per=PORTION)
    )
    for id, versions in groupby(rows, key=lambda row: row.id):
        *_older, newest = read = list(versions)
        yield Known(
            id=id,
            names=tuple(filter(None, (newest.reference, newest.public_id))),
            words=words_key(newest.type, newest.stem),
            hashes=tuple(row.content_hash for row in read),
            is_retired=newest.status == "retired",
            asked=newest.current_number if newest.status == "published" else 0,
            is_taken_back=newest.version_id in taken_back,
        )


def _taken_back_in(session: Session, bank_id: int) -> set[int]:
    """The versions that only imports brought into this bank which were taken back."""
    return set(
        session.scalars(
            select(ImportedVersion.version_id)
            .join(QuestionImport, QuestionImport.id == ImportedVersion.import_id)
            .where(QuestionImport.bank_id == bank_id)
            .group_by(ImportedVersion.version_id)
            .having(func.count() == func.count(QuestionImport.taken_back_at))
        )
    )


def questions_with_newest(
    session: Session, question_ids: Collection[int]
) -> dict[int, tuple[Question, int, int]]:
    """Questions by id, each with the id and the number of its newest version."""
    newest = (
        select(QuestionVersion.question_id, func.max(QuestionVersion.number).label("number"))
        .where(QuestionVersion.question_id.in_(question_ids))
        .group_by(QuestionVersion.question_id)
        .subquery()
    )
    rows = session.execute(
        select(Question, QuestionVersion.id, QuestionVersion.number)
        .join(newest, newest.c.question_id == Question.id)
        .join(
            QuestionVersion,
            (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == newest.c.number),
        )
    )
    return {row.id: (row, version_id, number) for row, version_id, number in rows}


def questions_by_id(session: Session, question_ids: Collection[int]) -> dict[int, Question]:
    rows = session.scalars(select(Question).where(Question.id.in_(question_ids)))
    return {row.id: row for row in rows}


def newest_standing(session: Session, question_ids: Collection[int]) -> dict[int, int]:
    """The newest version of each question, but for those that only imports brought which were taken back."""
    brought = (
        select(ImportedVersion.version_id)
        .join(QuestionImport, QuestionImport.id == ImportedVersion.import_id)
        .where(ImportedVersion.version_id == QuestionVersion.id)
    )
    was_taken_back = brought.where(QuestionImport.taken_back_at.is_not(None)).exists()
    stands = brought.where(QuestionImport.taken_back_at.is_(None)).exists()
    rows = session.execute(
        select(QuestionVersion.question_id, func.max(QuestionVersion.id))
        .where(QuestionVersion.question_id.in_(question_ids), or_(not_(was_taken_back), stands))
        .group_by(QuestionVersion.question_id)
    )
    return dict(rows.all())


def topics_by_title(session: Session, bank_id: int) -> dict[str, Topic]:
    rows = session.scalars(select(Topic).where(Topic.bank_id == bank_id).order_by(Topic.position))
    return {topic.title: topic for topic in rows}


def get_own_import(
    session: Session, owner_id: int, import_id: int, *, is_held: bool = False
) -> QuestionImport:
    """An import of this teacher's; held, no other request takes it back meanwhile."""
    statement = select(QuestionImport).where(
        QuestionImport.id == import_id, QuestionImport.owner_id == owner_id
    )
    found = session.scalar(statement.with_for_update() if is_held else statement)
    if found is None:
        raise NotFound
    return found


def latest_imports(session: Session, owner_id: int, *, at_most: int = 10) -> Sequence[QuestionImport]:
    """What this teacher has imported and not taken back, the latest first."""
    return session.scalars(
        select(QuestionImport)
        .where(QuestionImport.owner_id == owner_id, QuestionImport.taken_back_at.is_(None))
        .order_by(QuestionImport.id.desc())
        .limit(at_most)
    ).all()


def imported_ids(session: Session, import_id: int, *, at_most: int) -> list[tuple[str, str]]:
    """The public id and status of the questions that an import brought, in the order of the file."""
    rows = session.execute(
        select(Question.public_id, Question.status)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(ImportedVersion, ImportedVersion.version_id == QuestionVersion.id)
        .where(ImportedVersion.import_id == import_id)
        .order_by(Question.id)
        .limit(at_most)
    )
    return [(public_id, status) for public_id, status in rows]


def count_imported(session: Session, import_id: int) -> dict[str, int]:
    """How many questions of an import there are by their status now."""
    rows = session.execute(
        select(Question.status, func.count())
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(ImportedVersion, ImportedVersion.version_id == QuestionVersion.id)
        .where(ImportedVersion.import_id == import_id)
        .group_by(Question.status)
    )
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class Brought:
    """A version that an import brought; `was_number` is what papers drew of its question before, or 0."""

    version_id: int
    number: int
    question_id: int
    public_id: str
    was_number: int


def brought_by(session: Session, import_id: int) -> list[Brought]:
    """The versions that an import brought, in the order of the file."""
    rows = session.execute(
        select(
            ImportedVersion.version_id,
            QuestionVersion.number,
            QuestionVersion.question_id,
            Question.public_id,
            ImportedVersion.was_number,
        )
        .join(QuestionVersion, QuestionVersion.id == ImportedVersion.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(ImportedVersion.import_id == import_id)
        .order_by(ImportedVersion.version_id)
    )
    return [Brought(*row) for row in rows]


def is_answered(session: Session, import_id: int) -> bool:
    """Whether an attempt holds a version that this import brought."""
    statement = (
        select(Slot.version_id)
        .join(ImportedVersion, ImportedVersion.version_id == Slot.version_id)
        .where(ImportedVersion.import_id == import_id)
        .limit(1)
    )
    return session.scalar(statement) is not None


def quiz_asking(session: Session, bank_id: int, public_ids: Collection[str]) -> Quiz | None:
    """A quiz that names one of these questions."""
    quizzes = session.scalars(select(Quiz).where(Quiz.bank_id == bank_id, Quiz.archived_at.is_(None)))
    return next(
        (quiz for quiz in quizzes if not set(public_ids).isdisjoint(load_plan(quiz.plan).question_ids)), None
    )


def own_titles(session: Session, owner_id: int) -> dict[str, str]:
    """The titles of a teacher's own banks by slug."""
    return {bank.slug: bank.title for bank in own_banks(session, owner_id)}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A question as it leaves: its version, the name it is known by, what came with it, and its topic."""

    version_id: int
    reference: str
    carried: Carried
    topic: str
    bank_id: int


def leaving(session: Session, viewer: Viewer, public_ids: Collection[str]) -> list[Leaving]:
    """Those of these questions that the viewer may see, as lists show them, in the order of the bank."""
    rows = session.execute(
        select(
            QuestionVersion.id,
            Question.reference,
            Question.public_id,
            QuestionVersion.carried,
            func.coalesce(Topic.title, ""),
            Question.bank_id,
        )
        .select_from(Question)
        .join(
            QuestionVersion,
            (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == shown_number()),
        )
        .outerjoin(Topic, Topic.id == Question.topic_id)
        .where(Question.public_id.in_(public_ids), viewer.may_see())
        .order_by(Question.id)
    )
    return [
        Leaving(id, reference or public_id, carried, topic, bank_id)
        for id, reference, public_id, carried, topic, bank_id in rows
    ]


def titles_of(
    session: Session, bank_ids: Collection[int], slugs: Collection[str]
) -> dict[tuple[int, str], str]:
    """The titles of the sources that these banks know by these slugs, by both."""
    found: dict[tuple[int, str], str] = {}
    for some in _portions(slugs):
        rows = session.execute(
            select(Source.bank_id, Source.slug, Source.title).where(
                Source.bank_id.in_(bank_ids), Source.slug.in_(some)
            )
        )
        found |= {(bank_id, slug): title for bank_id, slug, title in rows}
    return found


def passages_of(
    session: Session, bank_ids: Collection[int], places: Collection[Place]
) -> dict[tuple[int, Place], str]:
    """The paragraphs that these banks hold of these places, by both."""
    found: dict[tuple[int, Place], str] = {}
    for some in _portions({slug for slug, _number in places}):
        asked = set(some)
        numbers = [number for slug, number in places if slug in asked and number <= LAST_PARAGRAPH]
        rows = session.execute(
            select(Source.bank_id, Source.slug, Passage.number, Passage.text)
            .join(Passage, Passage.source_id == Source.id)
            .where(
                Source.bank_id.in_(bank_ids),
                Source.slug.in_(some),
                Passage.number.between(min(numbers, default=0), max(numbers, default=0)),
            )
        )
        found |= {
            (bank_id, (slug, number)): text
            for bank_id, slug, number, text in rows
            if (slug, number) in places
        }
    return found


def _portions(names: Collection[str]) -> Iterator[list[str]]:
    """No statement takes any number of names."""
    in_order = sorted(names)
    for at in range(0, len(in_order), PORTION):
        yield in_order[at : at + PORTION]

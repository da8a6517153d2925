"""Lists for teachers: questions, and the reports about them. One statement a page."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from questions.text import is_storable
from quizapp.bank.models import ProblemReport, QuestionTag, QuestionVersion
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.viewers import Viewer
from quizapp.classrooms.models import Classroom, Membership
from quizapp.errors import NotFound
from quizapp.library.models import Bank, Topic

# SQLite refuses a pattern of more than 50,000 bytes.
LONGEST_SEARCH = 200
MOST_WORDS = 8
FILTERS = ("bank", "topic", "type", "status", "origin", "words")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of questions is narrowed to; "" means everything."""

    bank: str = ""
    topic: str = ""
    type: str = ""
    status: str = ""
    origin: str = ""
    words: str = ""


def as_arguments(chosen: Filter) -> dict[str, str]:
    """The filter as arguments of an address, the empty ones left out."""
    return {name: value for name, value in asdict(chosen).items() if value}


def topics_of_bank(session: Session, viewer: Viewer, bank_slug: str) -> list[Topic]:
    """The topics to choose from once a bank has been chosen; none of a bank that she may not read."""
    if not is_storable(bank_slug):
        return []
    statement = (
        select(Topic)
        .join(Bank, Bank.id == Topic.bank_id)
        .where(Bank.slug == bank_slug, viewer.may_read())
        .order_by(Topic.position)
    )
    return list(session.scalars(statement))


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question as a list shows it."""

    id: int
    public_id: str
    stem: str
    type: str
    status: str
    origin: str
    bank: str
    topic: str
    is_own: bool


def shown_number() -> ColumnElement[int]:
    """Of a question: the version that lists show, which is what students are asked, else the newest."""
    other = aliased(QuestionVersion)
    newest = (
        select(func.max(other.number))
        .where(other.question_id == QuestionRow.id)
        .correlate(QuestionRow)
        .scalar_subquery()
    )
    return case((QuestionRow.current_number > 0, QuestionRow.current_number), else_=newest)


def questions_page(
    session: Session, viewer: Viewer, chosen: Filter, *, before: int | None = None, size: int = 50
) -> tuple[list[QuestionEntry], int | None]:
    """One page of questions, the latest first, in one statement; and where the next page begins."""
    statement = (
        select(
            QuestionRow.id,
            QuestionRow.public_id,
            QuestionVersion.stem,
            QuestionVersion.type,
            QuestionRow.status,
            QuestionRow.origin,
            Bank.title,
            func.coalesce(Topic.title, ""),
            func.coalesce(QuestionRow.owner_id == viewer.id, false()),
        )
        .select_from(QuestionRow)
        .join(
            QuestionVersion,
            and_(QuestionVersion.question_id == QuestionRow.id, QuestionVersion.number == shown_number()),
        )
        .join(Bank, Bank.id == QuestionRow.bank_id)
        .outerjoin(Topic, Topic.id == QuestionRow.topic_id)
        .where(viewer.may_see())
        .order_by(QuestionRow.id.desc())
        .limit(size + 1)
    )
    for column, value in (
        (Bank.slug, chosen.bank),
        (Topic.slug, chosen.topic),
        (QuestionVersion.type, chosen.type),
        (QuestionRow.status, chosen.status),
        (QuestionRow.origin, chosen.origin),
    ):
        if value:
            statement = statement.where(column == value)
    for word in chosen.words[:LONGEST_SEARCH].split()[:MOST_WORDS]:
        statement = statement.where(_speaks_of(word))
    if not all(is_storable(value) for value in asdict(chosen).values()):
        return [], None
    if before is not None:
        statement = statement.where(QuestionRow.id < before)
    entries = [QuestionEntry(*row) for row in session.execute(statement)]
    more = entries[size - 1].id if len(entries) > size else None
    return entries[:size], more


def _speaks_of(word: str) -> ColumnElement[bool]:
    """Whether a word stands in the stem or in a tag."""
    tagged = select(QuestionTag.question_id).where(QuestionTag.tag.icontains(word, autoescape=True))
    return or_(QuestionVersion.stem.icontains(word, autoescape=True), QuestionRow.id.in_(tagged))


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report as a list shows it, with the question that it is about."""

    id: int
    words: str
    made_at: dt.datetime
    state: str
    reply: str
    number: int
    stem: str
    public_id: str
    classroom: str


def count_open_reports(session: Session, viewer: Viewer) -> int:
    """How many reports wait for this reader to settle them."""
    return session.scalars(
        select(func.count())
        .select_from(ProblemReport)
        .join(QuestionVersion, QuestionVersion.id == ProblemReport.version_id)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .where(_may_settle(viewer), ProblemReport.state == "open")
    ).one()


def reports_page(
    session: Session,
    viewer: Viewer,
    *,
    is_open: bool = True,
    before: int | None = None,
    question_id: int | None = None,
    size: int = 50,
) -> tuple[list[ReportEntry], int | None]:
    """Reports on her own questions or from her own classes, the latest first, in one statement."""
    statement = (
        select(
            ProblemReport.id,
            ProblemReport.words,
            ProblemReport.made_at,
            ProblemReport.state,
            ProblemReport.reply,
            QuestionVersion.number,
            QuestionVersion.stem,
            QuestionRow.public_id,
            func.coalesce(Classroom.name, ""),
        )
        .join(QuestionVersion, QuestionVersion.id == ProblemReport.version_id)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .outerjoin(Classroom, Classroom.id == ProblemReport.classroom_id)
        .where(_may_settle(viewer))
        .order_by(ProblemReport.id.desc())
        .limit(size + 1)
    )
    if question_id is None:
        statement = statement.where(
            ProblemReport.state == "open" if is_open else ProblemReport.state != "open"
        )
    else:
        statement = statement.where(QuestionRow.id == question_id)
    if before is not None:
        statement = statement.where(ProblemReport.id < before)
    entries = [ReportEntry(*row) for row in session.execute(statement)]
    more = entries[size - 1].id if len(entries) > size else None
    return entries[:size], more


def get_report(session: Session, report_id: int, viewer: Viewer) -> ProblemReport:
    """A report that the viewer may settle; `NotFound` for any other."""
    report = session.scalar(
        select(ProblemReport)
        .join(QuestionVersion, QuestionVersion.id == ProblemReport.version_id)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .where(ProblemReport.id == report_id, _may_settle(viewer))
    )
    if report is None:
        raise NotFound
    return report


def _may_settle(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.is_administrator:
        return true()
    own_classes = select(Membership.classroom_id).where(
        Membership.user_id == viewer.id, Membership.part == "teacher", Membership.left_at.is_(None)
    )
    return or_(QuestionRow.owner_id == viewer.id, ProblemReport.classroom_id.in_(own_classes))

"""SELECTs of handouts: the texts of a teacher's own, and the questions that were made of each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from questions import facts
from questions.text import is_storable
from quizapp.bank.lists import shown_number
from quizapp.bank.models import Question, QuestionVersion
from quizapp.errors import NotFound
from quizapp.library.models import Bank, Fact, Passage, Source
from quizapp.library.own_texts import KIND
from quizapp.library.receipts import Shelf

MOST_LISTED = 100


def reference_to(source: str) -> str:
    """How the references of all questions begin that were made of this handout."""
    return f"{source}#"


@dataclass(frozen=True, slots=True)
class HandoutEntry:
    """A handout as a list shows it, with how many questions were made of it."""

    slug: str
    title: str
    bank: str
    questions: int


@dataclass(frozen=True, slots=True)
class Handout:
    """A text of a teacher's own with its numbered paragraphs, and the bank that it stands in."""

    id: int
    slug: str
    title: str
    bank: Bank
    passages: tuple[Passage, ...]

    @property
    def shelf(self) -> Shelf:
        """What receipts in this handout need."""
        passages = {
            (self.slug, one.number): facts.Passage(self.slug, one.number, one.text) for one in self.passages
        }
        return Shelf(self.bank.notice, {self.slug: facts.Source(self.slug, KIND, self.title)}, passages)

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.passages]

    def text_of(self, paragraph: int) -> str:
        """The text of ¶ `paragraph`; `NotFound` where there is none."""
        if not 1 <= paragraph <= len(self.passages):
            raise NotFound
        return self.passages[paragraph - 1].text


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question that was made of a handout; `words` is the place of its answer, `3:120-128`."""

    words: str
    public_id: str
    stem: str
    type: str
    status: str


def handouts_of(session: Session, owner_id: int) -> list[HandoutEntry]:
    """The handouts in a teacher's own banks, the latest first."""
    made = (
        select(func.count())
        .where(Question.bank_id == Source.bank_id, Question.reference.startswith(Source.slug + "#"))
        .correlate(Source)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Source.slug, Source.title, Bank.title, made)
        .join(Bank, Bank.id == Source.bank_id)
        .where(_is_handout_of(owner_id))
        .order_by(Source.id.desc())
        .limit(MOST_LISTED)
    )
    return [HandoutEntry(*row) for row in rows]


def get_handout(session: Session, owner_id: int, slug: str) -> Handout:
    """A handout of this teacher's; `NotFound` for any other."""
    statement = (
        select(Source, Bank)
        .join(Bank, Bank.id == Source.bank_id)
        .where(_is_handout_of(owner_id), Source.slug == slug)
    )
    found = session.execute(statement).one_or_none() if is_storable(slug) else None
    if found is None:
        raise NotFound
    source, bank = found
    passages = session.scalars(select(Passage).where(Passage.source_id == source.id).order_by(Passage.number))
    return Handout(source.id, source.slug, source.title, bank, tuple(passages))


def made_from(session: Session, handout: Handout) -> list[MadeQuestion]:
    """The questions that were made of a handout, in the order of making."""
    rows = session.execute(
        select(
            Question.reference,
            Question.public_id,
            QuestionVersion.stem,
            QuestionVersion.type,
            Question.status,
        )
        .join(
            QuestionVersion,
            and_(QuestionVersion.question_id == Question.id, QuestionVersion.number == shown_number()),
        )
        .where(
            Question.bank_id == handout.bank.id,
            Question.reference.startswith(reference_to(handout.slug), autoescape=True),
            Question.status != "retired",
        )
        .order_by(Question.id)
    )
    begins = len(reference_to(handout.slug))
    return [MadeQuestion(reference[begins:].rpartition(":")[0], *row) for reference, *row in rows]


def published_in(session: Session, bank_id: int, *, at_most: int) -> list[str]:
    """The public ids of what is asked of a bank, in the order of making."""
    statement = select(Question.public_id).where(Question.bank_id == bank_id, Question.status == "published")
    return list(session.scalars(statement.order_by(Question.id).limit(at_most)))


def hashes_by_reference(session: Session, bank_id: int, references: set[str]) -> set[tuple[str, str]]:
    """The references of questions that are there already, each with the hashes of its versions."""
    rows = session.execute(
        select(Question.reference, QuestionVersion.content_hash)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.bank_id == bank_id, Question.reference.in_(references), Question.status != "retired")
    )
    return {(reference, hash) for reference, hash in rows}


def find_fact(session: Session, bank_id: int, statement: str) -> Fact | None:
    """A fact of the bank that says the same in the same words."""
    return session.scalar(
        select(Fact).where(Fact.bank_id == bank_id, Fact.statement == statement).order_by(Fact.id).limit(1)
    )


def _is_handout_of(owner_id: int) -> ColumnElement[bool]:
    return and_(Source.owner_id == owner_id, Source.kind == KIND, Bank.owner_id == owner_id)

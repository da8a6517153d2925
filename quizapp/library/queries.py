"""Every SELECT of the library: banks, their texts, and the passages that citations name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from questions import facts
from questions.question import Citation
from questions.text import is_storable
from questions.when import When
from quizapp.errors import NotFound
from quizapp.library.models import Bank, Fact, Passage, Source, Topic
from quizapp.library.own_texts import PREFIX
from quizapp.library.readers import EVERYBODY, Reader
from quizapp.library.receipts import Shelf
from quizapp.reading import read_all


@dataclass(frozen=True, slots=True)
class BankEntry:
    """A bank as a list shows it, with how many approved facts it holds; `is_own` if it has an owner."""

    id: int
    slug: str
    title: str
    description: str
    notice: str
    content_note: str
    facts: int
    is_own: bool


_BANKS = select(
    Bank.id,
    Bank.slug,
    Bank.title,
    Bank.description,
    Bank.notice,
    Bank.content_note,
    select(func.count()).where(Fact.bank_id == Bank.id, Fact.status == "approved").scalar_subquery(),
    Bank.owner_id.is_not(None),
).order_by(Bank.title, Bank.id)


def banks(session: Session, reader: Reader = EVERYBODY) -> list[BankEntry]:
    """The banks that this reader is shown, by title, in one statement."""
    return [BankEntry(*row) for row in read_all(session, _banks_for(reader), {})]


# Building it takes longer than asking it.
@lru_cache(maxsize=100)
def _banks_for(reader: Reader) -> Select[*tuple[Any, ...]]:
    return _BANKS.where(reader.may_read())


def own_banks(session: Session, owner_id: int) -> list[BankEntry]:
    """The banks that this teacher has made, by title."""
    return [BankEntry(*row) for row in session.execute(_BANKS.where(Bank.owner_id == owner_id))]


def find_bank(session: Session, slug: str) -> Bank | None:
    """The bank with this slug, whosever it is."""
    return session.scalar(select(Bank).where(Bank.slug == slug)) if is_storable(slug) else None


def get_bank(session: Session, slug: str, reader: Reader = EVERYBODY) -> Bank:
    """A bank that this reader is shown: unless somebody else is named, one that is everybody's."""
    statement = select(Bank).where(Bank.slug == slug, reader.may_read())
    bank = session.scalar(statement) if is_storable(slug) else None
    if bank is None:
        raise NotFound
    return bank


def hold_bank(session: Session, bank_id: int) -> Bank:
    """Hold a bank until the end of the unit: whoever changes its questions waits for the others.

    Learners who begin to practise do not. To be called before any of its questions is written, so that
    no two wait for each other.
    """
    statement = select(Bank).where(Bank.id == bank_id).with_for_update(key_share=True)
    with session.no_autoflush:
        return session.scalars(statement.execution_options(populate_existing=True)).one()


def topics_of(session: Session, bank_id: int) -> list[Topic]:
    return list(session.scalars(select(Topic).where(Topic.bank_id == bank_id).order_by(Topic.position)))


def facts_of(session: Session, bank_id: int) -> list[Fact]:
    """The facts of a bank in the order of its topics."""
    return list(
        session.scalars(
            select(Fact)
            .outerjoin(Topic, Topic.id == Fact.topic_id)
            .where(Fact.bank_id == bank_id)
            .order_by(Topic.position, Fact.id)
        )
    )


def brief_of(session: Session, bank_id: int) -> list[facts.Passage]:
    """The numbered paragraphs of our own brief."""
    rows = session.execute(
        select(Source.slug, Passage)
        .join(Source, Source.id == Passage.source_id)
        .where(Source.bank_id == bank_id, Source.kind == "brief")
        .order_by(Passage.number)
    )
    return [_passage(slug, passage) for slug, passage in rows]


def shelf_of(session: Session, bank_id: int, citations: Iterable[Citation]) -> Shelf:
    """What receipts for these citations need, in three statements however many questions cite."""
    citations = tuple(citations)
    wanted = {(one.source, one.paragraph) for one in citations if one.paragraph is not None}
    sources = sources_of(session, bank_id, {one.source for one in citations})
    passages: dict[tuple[str, int], facts.Passage] = {}
    if wanted:
        numbers = {slug: [number for at, number in wanted if at == slug] for slug in {at for at, _ in wanted}}
        rows = session.execute(
            select(Source.slug, Passage)
            .join(Source, Source.id == Passage.source_id)
            .where(
                Source.bank_id == bank_id,
                or_(*((Source.slug == slug) & Passage.number.in_(of) for slug, of in numbers.items())),
            )
        )
        passages = {(slug, passage.number): _passage(slug, passage) for slug, passage in rows}
    notice = session.scalar(select(Bank.notice).where(Bank.id == bank_id)) or ""
    return Shelf(notice, sources, passages)


def desk_of(session: Session, bank_id: int, owner_id: int, cited: Collection[str] = ()) -> Shelf:
    """Every passage that a teacher may cite: of the bank's folder, of her own, of the sources in `cited`."""
    rows = session.execute(
        select(Source.slug, Passage)
        .join(Source, Source.id == Passage.source_id)
        .where(Source.bank_id == bank_id, _is_in_reach(cited, owner_id))
        .order_by(Source.position, Source.id, Passage.number)
    )
    passages = {(slug, passage.number): _passage(slug, passage) for slug, passage in rows}
    notice = session.scalar(select(Bank.notice).where(Bank.id == bank_id)) or ""
    return Shelf(notice, sources_of(session, bank_id, cited, owner_id), passages)


def sources_of(
    session: Session, bank_id: int, cited: Collection[str] = (), owner_id: int | None = None
) -> dict[str, facts.Source]:
    """The sources of a bank by slug, in their order.

    Of the texts that teachers added, which come last, only those in `cited` and those of `owner_id`:
    they grow in number for as long as the bank is used.
    """
    rows = session.scalars(
        select(Source)
        .where(Source.bank_id == bank_id, _is_in_reach(cited, owner_id))
        .order_by(Source.position, Source.id)
    )
    return {
        row.slug: facts.Source(
            id=row.slug,
            kind=row.kind,
            title=row.title,
            publisher=row.publisher,
            published=When.parse(row.published) if row.published else None,
            author=row.author,
            rights=row.rights,
            url=row.url,
        )
        for row in rows
    }


def own_texts_of(session: Session, bank_id: int, owner_id: int) -> dict[str, str]:
    """The titles of the texts that a teacher has added to a bank, by slug."""
    rows = session.execute(
        select(Source.slug, Source.title)
        .where(Source.bank_id == bank_id, Source.owner_id == owner_id)
        .order_by(Source.position, Source.id)
    )
    return dict(rows.all())


def _is_in_reach(cited: Collection[str], owner_id: int | None) -> ColumnElement[bool]:
    is_loaded_or_cited = or_(Source.slug.not_like(f"{PREFIX}%"), Source.slug.in_(cited))
    return is_loaded_or_cited if owner_id is None else or_(is_loaded_or_cited, Source.owner_id == owner_id)


def last_position(session: Session, bank_id: int) -> int:
    """The position of the last source of a bank; 0 if there is none."""
    return session.scalar(select(func.max(Source.position)).where(Source.bank_id == bank_id)) or 0


def _passage(slug: str, row: Passage) -> facts.Passage:
    return facts.Passage(
        slug, row.number, row.text, row.heading, tuple(facts.Locator(**at) for at in row.rests_on)
    )

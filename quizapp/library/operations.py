"""Changes of the library: a bank read from its folder becomes rows, and a teacher adds a text."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questions import facts
from questions.banks.passages import on_one_line, paragraphs_of
from questions.when import When
from quizapp.errors import Invalid
from quizapp.library.models import Bank, Entity, Fact, Passage, Source, Topic
from quizapp.library.own_texts import KIND, PREFIX
from quizapp.library.queries import last_position


def load_bank(
    session: Session, loaded: facts.Bank, folder_hash: str, is_shipped: bool, now: dt.datetime
) -> Bank:
    """Write a checked bank into rows and return its row; a folder that has not changed writes nothing.

    Facts that vanished from the folder are retired. Topics, sources and entities that vanished
    stay, because questions name them; the passages of a source are always those of the folder.
    """
    bank = session.scalar(select(Bank).where(Bank.slug == loaded.id))
    if bank is not None and bank.folder_hash == folder_hash:
        return bank
    if bank is None:
        bank = Bank(slug=loaded.id, loaded_at=now)
        session.add(bank)
    _assign(
        bank,
        title=loaded.title,
        description=loaded.description,
        language=loaded.language,
        licence=loaded.licence,
        as_of=_iso(loaded.as_of),
        notice=loaded.notice,
        content_note=loaded.content_note,
        folder_hash=folder_hash,
        is_shipped=is_shipped,
        loaded_at=now,
    )
    session.flush()
    topics = _upsert(session, Topic, bank.id, _topic_values(loaded))
    sources = _upsert(session, Source, bank.id, _source_values(loaded))
    _upsert(session, Entity, bank.id, _entity_values(loaded))
    session.flush()
    topic_ids = {slug: topic.id for slug, topic in topics.items()}
    fact_rows = _upsert(session, Fact, bank.id, _fact_values(loaded, topic_ids))
    for slug, fact in fact_rows.items():
        if slug not in loaded.facts:
            fact.status = "retired"
    _replace_passages(session, loaded, {slug: source.id for slug, source in sources.items()})
    session.flush()
    return bank


def add_own_text(
    session: Session, bank_id: int, owner_id: int, *, title: str, text: str, code: str
) -> list[Passage]:
    """Add a text as a new source, a passage for each run of non-blank lines; `code` names it.

    A text is never changed once added, because questions quote it.
    """
    paragraphs = paragraphs_of(text)
    if not paragraphs:
        raise Invalid("text", "Paste at least one paragraph.")
    source = Source(
        bank_id=bank_id,
        slug=f"{PREFIX}{code}",
        kind=KIND,
        title=on_one_line(title),
        position=last_position(session, bank_id) + 1,
        owner_id=owner_id,
    )
    session.add(source)
    session.flush()
    passages = [
        Passage(source_id=source.id, number=number, text=words, rests_on=[])
        for number, words in enumerate(paragraphs, 1)
    ]
    session.add_all(passages)
    session.flush()
    return passages


def make_own_bank(
    session: Session, owner_id: int, *, title: str, language: str, code: str, now: dt.datetime
) -> Bank:
    """An empty bank that only its owner reads; `code` names it in addresses."""
    bank = Bank(
        slug=f"{PREFIX}{code}",
        title=on_one_line(title),
        description="",
        language=language,
        licence="",
        loaded_at=now,
        owner_id=owner_id,
    )
    session.add(bank)
    session.flush()
    return bank


def _upsert(
    session: Session, model: type[Any], bank_id: int, values_by_slug: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Bring the rows of one table of a bank to these values; returns all its rows by slug."""
    rows = {row.slug: row for row in session.scalars(select(model).where(model.bank_id == bank_id))}
    for slug, values in values_by_slug.items():
        if slug not in rows:
            rows[slug] = model(bank_id=bank_id, slug=slug)
            session.add(rows[slug])
        _assign(rows[slug], **values)
    return rows


def _assign(row: object, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _replace_passages(session: Session, loaded: facts.Bank, source_ids: Mapping[str, int]) -> None:
    in_folder = [source_ids[slug] for slug in loaded.sources]
    session.execute(delete(Passage).where(Passage.source_id.in_(in_folder)))
    session.add_all(
        Passage(
            source_id=source_ids[passage.source],
            number=passage.number,
            heading=passage.heading,
            text=passage.text,
            rests_on=[dataclasses.asdict(at) for at in passage.rests_on],
        )
        for passage in loaded.passages
    )


def _topic_values(loaded: facts.Bank) -> dict[str, dict[str, Any]]:
    return {
        topic.id: {"title": topic.title, "position": position}
        for position, topic in enumerate(loaded.topics.values())
    }


def _source_values(loaded: facts.Bank) -> dict[str, dict[str, Any]]:
    return {
        source.id: {
            "kind": source.kind,
            "title": source.title,
            "publisher": source.publisher,
            "published": _iso(source.published),
            "author": source.author,
            "rights": source.rights,
            "url": source.url,
            "position": position,
        }
        for position, source in enumerate(loaded.sources.values())
    }


def _entity_values(loaded: facts.Bank) -> dict[str, dict[str, Any]]:
    return {
        entity.id: {
            "kind": entity.kind,
            "name": entity.name,
            "data": {
                "phrase": entity.phrase,
                "intro": entity.intro,
                "aliases": list(entity.aliases),
                "demonym": entity.demonym,
                "metonyms": list(entity.metonyms),
                "part_of": list(entity.part_of),
                "confusable": list(entity.confusable),
                "living": entity.living,
            },
        }
        for entity in loaded.entities.values()
    }


def _fact_values(loaded: facts.Bank, topic_ids: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    return {
        fact.id: {
            "topic_id": topic_ids.get(fact.topic),
            "statement": fact.statement,
            "status": fact.status,
            "ask": fact.ask,
            "epistemic": fact.epistemic,
            "weight": fact.weight,
            "evidence": _evidence_values(fact.evidence),
        }
        for fact in loaded.facts.values()
    }


def _evidence_values(evidence: Iterable[facts.Evidence]) -> list[dict[str, Any]]:
    return [{**dataclasses.asdict(one.at), "quote": one.quote} for one in evidence]


def _iso(when: When | None) -> str:
    return when.isoformat() if when else ""

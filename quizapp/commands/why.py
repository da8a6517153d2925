"""Why a question is right: its key, the proof behind each option, its facts and their passages, as text."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.document import Json, document
from questions.question import Question
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.models import QuestionVersion
from quizapp.bank.queries import IS_CURRENT, asked_of, sealed_of
from quizapp.errors import NotFound
from quizapp.library.models import Bank, Fact
from quizapp.library.queries import shelf_of, sources_of

ANSWER = ("answer", "value", "wrong_part", "corrected", "accepted", "order", "pairs", "tolerance", "unit")


def why(session: Session, public_id: str) -> Iterator[str]:
    """The current version of one question, line by line."""
    row = session.execute(
        select(QuestionRow, QuestionVersion, Bank)
        .join(QuestionVersion, IS_CURRENT)
        .join(Bank, Bank.id == QuestionRow.bank_id)
        .where(QuestionRow.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"no question has the id {public_id!r}")
    known, version, bank = row
    question = Question(
        id=known.public_id,
        asked=asked_of(session, [version.id])[version.id],
        sealed=sealed_of(session, [version.id])[version.id],
        facts=tuple(version.facts),
    )
    cited = {citation.source for citation in question.sealed.citations}
    full = document(question, bank.slug, sources_of(session, bank.id, cited))
    yield f"{full['id']}  {full['type']}, version {version.number}, {known.status}, bank {bank.slug}"
    yield full["stem"]
    yield from _key(full)
    yield from _options(full)
    yield f"Explanation: {full['explanation']}"
    for fact in session.scalars(select(Fact).where(Fact.bank_id == bank.id, Fact.slug.in_(version.facts))):
        yield f"Fact {fact.slug}: {fact.statement}"
    yield from _passages(session, bank.id, question, full)


def _key(full: Json) -> Iterator[str]:
    for name in ANSWER:
        if full.get(name) not in (None, "", []):
            yield f"Key, {name.replace('_', ' ')}: {_plain(full[name])}"


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(" → ".join(one) if isinstance(one, list) else str(one) for one in value)
    return str(value)


def _options(full: Json) -> Iterator[str]:
    for option in full.get("options", ()):
        sign = {True: "+", False: "-"}.get(option.get("correct"), " ")
        rule = f" [{option['rule']}]" if option["rule"] else ""
        yield f"  {sign} {option['text']}{rule} {option['why']}".rstrip()


def _passages(session: Session, bank_id: int, question: Question, full: Json) -> Iterator[str]:
    shelf = shelf_of(session, bank_id, question.sealed.citations)
    texts = {option["id"]: option["text"] for option in full.get("options", ())}
    for cited in full["citations"]:
        does = "Proves" if cited["proves"] else "Rules out"
        about = texts.get(cited.get("about", ""), "the answer")
        place = f"¶ {cited['paragraph']}" if "paragraph" in cited else cited.get("record", "")
        yield f"{does} {about}: {cited.get('title') or cited['source']}, {place}"
        passage = shelf.passages.get((cited["source"], cited.get("paragraph")))
        if passage is not None:
            yield f"    {cited.get('quote') or passage.text}"

"""Texts that a teacher adds to a bank herself: sources beside those of the bank's folder."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questions.banks.passages import on_one_line, paragraphs_of
from quizapp.errors import Invalid
from quizapp.library.models import Passage, Source

# No id in a bank's folder can hold a tilde, so a folder never takes over a teacher's text.
PREFIX = "own~"
KIND = "teacher's text"


def is_own(slug: str) -> bool:
    """Whether a source was added by a teacher rather than loaded from the bank's folder."""
    return slug.startswith(PREFIX)


def add_own_text(
    session: Session, bank_id: int, owner_id: int, *, title: str, text: str, code: str
) -> list[Passage]:
    """Add a text as a new source, a passage for each run of non-blank lines; `code` names it.

    A text is never changed once added, because questions quote it.
    """
    paragraphs = paragraphs_of(text)
    if not paragraphs:
        raise Invalid("text", "Paste at least one paragraph.")
    last = session.scalar(select(func.max(Source.position)).where(Source.bank_id == bank_id))
    source = Source(
        bank_id=bank_id,
        slug=f"{PREFIX}{code}",
        kind=KIND,
        title=on_one_line(title),
        position=(last or 0) + 1,
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

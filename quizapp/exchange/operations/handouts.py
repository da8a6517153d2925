"""Changes of handouts: a text comes into a bank of one's own, and questions and facts are made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from questions.banks.passages import on_one_line
from questions.question import Citation, Question
from quizapp.accounts.models import User
from quizapp.bank.operations import create_question, hash_of, publish
from quizapp.exchange.handout_queries import find_fact, hashes_by_reference, reference_to
from quizapp.library.models import Bank, Fact
from quizapp.library.operations import add_own_text
from quizapp.library.own_texts import PREFIX
from quizapp.library.queries import hold_bank


@dataclass(frozen=True, slots=True)
class Made:
    """A question to be kept; `words` is the place of its answer, `3:120-128`."""

    question: Question
    words: str
    is_published: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """How many questions were added, how many of them as drafts, and how many were there already."""

    added: int
    drafts: int
    known: int


def bring_handout(
    session: Session, user: User, bank: Bank, *, title: str, paragraphs: Sequence[str], code: str
) -> str:
    """Keep a text as a source of a teacher's own bank; returns its slug."""
    hold_bank(session, bank.id)
    add_own_text(session, bank.id, user.id, title=title, text="\n\n".join(paragraphs), code=code)
    return f"{PREFIX}{code}"


def keep_questions(
    session: Session,
    user: User,
    bank: Bank,
    source: str,
    made: Sequence[Made],
    *,
    new_public_id: Callable[[], str],
    now: dt.datetime,
) -> Kept:
    """Keep questions that were made of a handout; the very same from the same words is kept once."""
    hold_bank(session, bank.id)
    named = [(f"{reference_to(source)}{one.words}:{one.question.type}", one) for one in made]
    known = hashes_by_reference(session, bank.id, {reference for reference, _one in named})
    added = [(reference, one) for reference, one in named if (reference, hash_of(one.question)) not in known]
    for reference, one in added:
        row = create_question(
            session,
            one.question,
            bank_id=bank.id,
            topic_id=None,
            owner_id=user.id,
            public_id=new_public_id(),
            now=now,
        )
        row.reference = reference
        if one.is_published:
            publish(session, row, now)
    session.flush()
    drafts = sum(not one.is_published for _reference, one in added)
    return Kept(len(added), drafts, len(named) - len(added))


def draft_fact(session: Session, bank: Bank, statement: str, citation: Citation, *, code: str) -> Fact:
    """A teacher's fact with its evidence: a draft, which nothing is generated from; kept once."""
    hold_bank(session, bank.id)
    statement = on_one_line(statement)
    found = find_fact(session, bank.id, statement)
    if found is not None:
        return found
    place = {"source": citation.source, "paragraph": citation.paragraph, "record": citation.record}
    fact = Fact(
        bank_id=bank.id,
        slug=f"{PREFIX}{code}",
        statement=statement,
        status="draft",
        ask="context",
        epistemic="reported",
        weight="detail",
        evidence=[{**place, "quote": citation.quote}],
    )
    session.add(fact)
    session.flush()
    return fact

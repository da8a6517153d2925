"""Recomputing what papers are told of keys."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.told import Told, told_of
from quizapp.bank.models import QuestionKey, QuestionVersion

PORTION = 500


def check(session: Session) -> Iterator[str]:
    """Each version of which a paper is told something else than its key says, as a sentence."""
    last = 0
    while rows := session.execute(
        select(
            QuestionVersion.id,
            QuestionVersion.asked,
            QuestionKey.sealed,
            QuestionKey.answer_token,
            QuestionKey.is_true,
        )
        .join(QuestionKey, QuestionKey.version_id == QuestionVersion.id)
        .where(QuestionVersion.id > last)
        .order_by(QuestionVersion.id)
        .limit(PORTION)
    ).all():
        for id, asked, sealed, answer_token, is_true in rows:
            if told_of(asked, sealed) != Told(answer_token=answer_token, is_true=is_true):
                yield f"question version {id}: what papers are told of its answer is not what its key says"
        last = rows[-1].id

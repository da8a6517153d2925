"""Keys that were corrected after answers had been marked by them: finished attempts stay, but say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from questions.question import Question, TextKey
from questions.response import Blank
from questions.ruling import Ruled, misfit_of
from questions.types import TYPES
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.models import QuestionVersion
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Attempt, Slot
from quizapp.quizzes.operations.marking import earned, keyed_questions
from quizapp.quizzes.queries import drawn_of
from quizapp.quizzes.reserved_queries import reserved_from
from quizapp.reading import read_all


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right by the newest key, since when, and what the answer would earn by it.

    `would_earn` is in millionths of a point; None where the mark would be the same, and where a ruling
    took the place of the key.
    """

    at: dt.datetime
    right: str
    would_earn: int | None


def corrections_of(
    session: Session, attempt: Attempt, ruled: Mapping[Slot, Ruled], now: dt.datetime
) -> dict[int, Correction]:
    """The corrections since these answers of a finished attempt were marked, by the number of the slot.

    One statement where there are none. Only of a question that asks in the same words and offers the same
    to choose: any other change is no correction of its key. Nothing is told of what an open exam asks.
    """
    newer = _newer_versions(session, ruled)
    if not newer:
        return {}
    today = keyed_questions(session, {version_id for version_id, _made_at in newer.values()})
    found = {}
    for slot, one in ruled.items():
        version_id, made_at = newer.get(slot.version_id, (0, attempt.started_at))
        if version_id and (correction := _correction(slot, one, today[version_id], made_at)):
            found[slot] = correction
    return _without_reserved(session, attempt, found, newer, now) if found else {}


def right_in_words(question: Question) -> str:
    """What is right, in words; of typed answers all that count."""
    key = question.sealed.key
    if isinstance(key, TextKey):
        return " / ".join(key.accepted)
    return TYPES[question.type].reveal(question, Blank()).right


def _correction(slot: Slot, ruled: Ruled, today: Question, at: dt.datetime) -> Correction | None:
    if misfit_of(ruled.question, today) is not None or ruled.question.asked.stem != today.asked.stem:
        return None
    mark = TYPES[today.type].mark(today, load_given(slot.given))
    right, is_other = right_in_words(today), ruled.tells and mark.share != ruled.mark.share
    if not is_other and right == right_in_words(ruled.question):
        return None
    return Correction(at, right, earned(slot, mark) if is_other else None)


def _without_reserved(
    session: Session,
    attempt: Attempt,
    found: Mapping[Slot, Correction],
    newer: Mapping[int, tuple[int, dt.datetime]],
    now: dt.datetime,
) -> dict[int, Correction]:
    reserved = reserved_from(session, attempt, now)
    drawn = drawn_of(session, {id for slot in found for id in (slot.version_id, newer[slot.version_id][0])})
    return {
        slot.number: correction
        for slot, correction in found.items()
        if not any(reserved.covers(drawn[id]) for id in (slot.version_id, newer[slot.version_id][0]))
    }


_current = aliased(QuestionVersion)
_NEWER = (
    select(QuestionVersion.id, _current.id, _current.made_at)
    .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
    .join(_current, _current.question_id == QuestionRow.id)
    .where(
        QuestionVersion.id.in_(bindparam("version_ids", expanding=True)),
        QuestionRow.status == "published",
        _current.number == QuestionRow.current_number,
        _current.number > QuestionVersion.number,
    )
)


def _newer_versions(session: Session, ruled: Mapping[Slot, Ruled]) -> dict[int, tuple[int, dt.datetime]]:
    """The version that new papers ask in the place of each of these that is older, and when it was made."""
    rows = read_all(session, _NEWER, {"version_ids": [slot.version_id for slot in ruled]})
    return {version: (newest, made_at) for version, newest, made_at in rows}

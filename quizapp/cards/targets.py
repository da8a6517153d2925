"""Recall targets: the rows that memories are about, made when first needed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.cards.models import RecallTarget
from quizapp.cards.upserting import add_missing

FactRole = tuple[str, str]


def targets_of_facts(session: Session, bank_id: int, wanted: Collection[FactRole]) -> dict[FactRole, int]:
    """The ids of the targets for these facts and roles of a bank; those that are missing are added."""
    found = _find(session, bank_id, wanted)
    missing = [target for target in dict.fromkeys(wanted) if target not in found]
    if missing:
        add_missing(
            session,
            RecallTarget,
            [
                {"bank_id": bank_id, "fact": fact, "role": role, "kin": f"fact-{bank_id}-{fact}"}
                for fact, role in missing
            ],
        )
        found |= _find(session, bank_id, missing)
    return found


def targets_of_note(session: Session, note_id: int, ordinals: Collection[int]) -> dict[int, int]:
    """The ids of the targets for these cards of somebody's own note; those that are missing are added."""
    rows = session.execute(
        select(RecallTarget.ordinal, RecallTarget.id).where(RecallTarget.note_id == note_id)
    )
    found = {ordinal: id for ordinal, id in rows if ordinal is not None}
    made = [
        RecallTarget(note_id=note_id, ordinal=ordinal, kin=f"note-{note_id}")
        for ordinal in ordinals
        if ordinal not in found
    ]
    session.add_all(made)
    session.flush()
    return found | {target.ordinal: target.id for target in made if target.ordinal is not None}


def _find(session: Session, bank_id: int, wanted: Collection[FactRole]) -> dict[FactRole, int]:
    facts = {fact for fact, _ in wanted}
    rows = session.execute(
        select(RecallTarget.fact, RecallTarget.role, RecallTarget.id).where(
            RecallTarget.bank_id == bank_id, RecallTarget.fact.in_(facts)
        )
    )
    return {(fact, role): id for fact, role, id in rows if fact is not None and role is not None}

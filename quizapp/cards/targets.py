"""Recall targets: the rows that memories are about, made when first needed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.version_cache import VersionCache, note_new_versions
from quizapp.cards.models import RecallTarget
from quizapp.upserting import add_missing

FactRole = tuple[str, str]

_Key = tuple[int, str, str]
"""A bank, a fact and a role."""

# Once made, a target stays what it is.
_ids: VersionCache[_Key, int] = VersionCache(20_000)


def targets_of_facts(session: Session, bank_id: int, wanted: Collection[FactRole]) -> dict[FactRole, int]:
    """The ids of the targets for these facts and roles of a bank; those that are missing are added."""
    keys = [(bank_id, *target) for target in dict.fromkeys(wanted)]
    found = _ids.get(session, keys, _find)
    missing = [key for key in keys if key not in found]
    if missing:
        note_new_versions(session)
        add_missing(
            session,
            RecallTarget,
            [
                {"bank_id": bank_id, "fact": fact, "role": role, "kin": f"fact-{bank_id}-{fact}"}
                for _bank, fact, role in missing
            ],
        )
        found |= _find(session, missing)
    return {(fact, role): found[bank, fact, role] for bank, fact, role in keys}


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


def targets_of_new_notes(session: Session, wanted: Sequence[tuple[int, int]]) -> list[int]:
    """Targets for cards (note id, ordinal) that have none yet; their ids in the order given."""
    made = [
        RecallTarget(note_id=note_id, ordinal=ordinal, kin=f"note-{note_id}") for note_id, ordinal in wanted
    ]
    session.add_all(made)
    session.flush()
    return [target.id for target in made]


def _find(session: Session, keys: Collection[_Key]) -> dict[_Key, int]:
    """All targets of the facts that these keys name."""
    rows = session.execute(
        select(RecallTarget.bank_id, RecallTarget.fact, RecallTarget.role, RecallTarget.id).where(
            RecallTarget.bank_id.in_({bank for bank, _, _ in keys}),
            RecallTarget.fact.in_({fact for _, fact, _ in keys}),
        )
    )
    return {
        (bank, fact, role): id
        for bank, fact, role, id in rows
        if bank is not None and fact is not None and role is not None
    }

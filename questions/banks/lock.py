"""The lock of a bank: which questions it makes, so that a change of one is seen before students see it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from questions.banks.files import LOCK_FILE
from questions.document import document
from questions.question import Question

# What an answer is compared with. Of the accepted texts the first is the answer, the others are its names.
KEY_FIELDS = (
    "type",
    "answer",
    "value",
    "wrong_part",
    "accepted",
    "tolerance",
    "tolerance_days",
    "unit",
    "order",
    "pairs",
)


@dataclass(frozen=True, slots=True)
class Locked:
    """One question as locked: hashes of its key and of all of it; `version` counts its changes from 1."""

    id: str
    type: str
    version: int
    key: str
    content: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids that differ from a former lock. A changed key is not among the reworded."""

    added: tuple[str, ...]
    reworded: tuple[str, ...]
    key_changed: tuple[str, ...]
    retired: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.reworded or self.key_changed or self.retired)


def lock_of(questions: Iterable[Question], bank_id: str, former: Mapping[str, Locked]) -> dict[str, Locked]:
    """The lock of these questions by id, following on a former one: nothing in it ever disappears."""
    lock = {id: replace(locked, retired=True) for id, locked in former.items()}
    for question in questions:
        full = document(question, bank_id)
        key, content = _hash(_key_of(full)), _hash(full)
        old = former.get(question.id)
        version = 1 if old is None else old.version + (old.content != content)
        lock[question.id] = Locked(question.id, question.type, version, key, content)
    return dict(sorted(lock.items()))


def changes_between(former: Mapping[str, Locked], lock: Mapping[str, Locked]) -> Changes:
    """What a new lock says that its former did not."""
    both = [(former[id], locked) for id, locked in lock.items() if id in former]
    return Changes(
        added=tuple(id for id, now in lock.items() if id not in former or former[id].retired > now.retired),
        reworded=tuple(now.id for old, now in both if old.key == now.key and old.content != now.content),
        key_changed=tuple(now.id for old, now in both if old.key != now.key),
        retired=tuple(now.id for old, now in both if now.retired > old.retired),
    )


def read_lock(folder: Path) -> dict[str, Locked]:
    """The lock in a bank's folder by question id, empty where there is none; ValueError if it is damaged."""
    path = folder / LOCK_FILE
    if not path.exists():
        return {}
    try:
        return {entry["id"]: Locked(**entry) for entry in json.loads(path.read_text("utf-8"))["questions"]}
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{LOCK_FILE} is damaged; take it from your history: {error}") from error


def write_lock(folder: Path, bank_id: str, lock: Mapping[str, Locked]) -> None:
    """Write the lock with one line for each question, which keeps its history readable."""
    lines = ",\n".join(json.dumps(_entry(locked)) for locked in lock.values())
    text = f'{{"bank": {json.dumps(bank_id)}, "questions": [\n{lines}\n]}}\n'
    (folder / LOCK_FILE).write_text(text, "utf-8")


def _key_of(full: Mapping[str, Any]) -> dict[str, Any]:
    key = {name: full[name] for name in KEY_FIELDS if name in full}
    if "accepted" in key:
        key["accepted"] = key["accepted"][:1]
    return key


def _entry(locked: Locked) -> dict[str, Any]:
    entry = asdict(locked)
    if not locked.retired:
        del entry["retired"]
    return entry


def _hash(value: dict[str, Any]) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:24]

"""Which question of a file is which question of a bank: nothing comes twice, and a changed one is known."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["new", "changed", "returns", "same", "older", "twin"]
"""What would become of a question: it is not there yet; it is there and reads otherwise; it is there and
not asked, having been retired or taken back; it is there just so; it is there and has been changed since;
or it stands further up in the same file."""

COMES_IN: frozenset[Kind] = frozenset({"new", "changed", "returns"})
"""What comes in unless somebody says otherwise."""

MAY_COME_IN: frozenset[Kind] = COMES_IN | {"older"}


class Brought(Protocol):
    """What is compared of a question of a file."""

    @property
    def reference(self) -> str: ...
    @property
    def hash(self) -> str: ...
    @property
    def words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Known:
    """A question of the bank: the hashes of its versions from the first to the newest.

    `asked` is the number of the version that papers draw, 0 where they draw none. `is_taken_back` tells
    a newest version that is not asked because its import was taken back from one that waits as a draft.
    """

    id: int
    names: tuple[str, ...]
    words: str
    hashes: tuple[str, ...]
    is_retired: bool = False
    asked: int = 0
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a question of a file, and which question of the bank it is (None: none)."""

    kind: Kind
    known: Known | None = None


def words_key(type: str, stem: str) -> str:
    """Equal for questions of one type that ask in the same words."""
    return hashlib.sha256(f"{type}\n{' '.join(stem.split())}".encode()).hexdigest()[:32]


def fates(brought: Sequence[Brought], known: Iterable[Known]) -> list[Fate]:
    """What becomes of each question, in their order; each question of the bank is met once at most.

    A question is known by its reference, else by being the very same, else, where the file gives none and
    only one of each side asks so, by its type and words.
    """
    shelf = _Shelf(known)
    in_file = Counter(one.words for one in brought if not one.reference)
    seen: set[tuple[str, str]] = set()
    found = []
    for one in brought:
        mark = (one.reference, one.hash)
        if mark in seen:
            found.append(Fate("twin"))
            continue
        seen.add(mark)
        met = shelf.take(one, by_words=not one.reference and in_file[one.words] == 1)
        found.append(Fate(_kind(one, met), met))
    return found


def _kind(one: Brought, met: Known | None) -> Kind:
    if met is None:
        return "new"
    if met.asked and one.hash == met.hashes[met.asked - 1]:
        return "same"
    if one.hash == met.hashes[-1]:
        return "returns" if met.is_retired or met.is_taken_back else "same"
    return "older" if one.hash in met.hashes else "changed"


class _Shelf:
    """The questions of a bank by what they may be known by."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_name: dict[str, Known] = {}
        self._by_hash: dict[str, list[Known]] = {}
        self._by_words: dict[str, list[Known]] = {}
        self._taken: set[int] = set()
        for one in known:
            for name in one.names:
                self._by_name.setdefault(name, one)
            for hash in set(one.hashes):
                self._by_hash.setdefault(hash, []).append(one)
            self._by_words.setdefault(one.words, []).append(one)

    def take(self, one: Brought, *, by_words: bool) -> Known | None:
        named = self._by_name.get(one.reference) if one.reference else None
        alike = self._by_words.get(one.words, []) if by_words else []
        candidates = [
            *([named] if named else []),
            *self._by_hash.get(one.hash, []),
            *(alike if len(alike) == 1 else []),
        ]
        met = next((known for known in candidates if known.id not in self._taken), None)
        if met is not None:
            self._taken.add(met.id)
        return met

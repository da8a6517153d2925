"""The names of other things that a typing slip must not hide behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from questions.facts import Bank, Entity
from questions.generation.patterns import names_of
from questions.question import TextKey
from questions.text import edit_distance, folded, typos_allowed
from questions.truth import Truth

MOST_COMPARED = 400
"""Kinds with more entities than this compare a key with its neighbours in the file only."""
_NAMED_OUTRIGHT = frozenset({"person", "country"})


class Rivals:
    def __init__(self, bank: Bank, truth: Truth) -> None:
        self._bank, self._truth = bank, truth
        self._of_kind: dict[str, list[str]] = defaultdict(list)
        for entity in bank.entities.values():
            self._of_kind[entity.kind].append(entity.id)
        self._place = {id: place for row in self._of_kind.values() for place, id in enumerate(row)}
        self._names: dict[str, dict[str, str]] = {}

    def text_key(self, entity: Entity, kinds: Iterable[str]) -> TextKey:
        """Every name of the entity that is its own, and the near names of comparable entities.

        A name that two things bear answers nothing, except where it is the plain name itself.
        """
        own = self._solid_names(entity)
        kin = self._truth.kin(entity.id)
        foreign: dict[str, str] = {}
        taken: set[str] = set()
        for other in self._comparable(entity, kinds):
            if other != entity.id:
                names = self._solid_names(self._bank.entities[other])
                taken |= names.keys()
                if other not in kin:
                    foreign |= names
        accepted = {
            name: written for name, written in own.items() if name not in taken or written == entity.name
        }
        near = sorted(name for name in foreign if name not in own and _could_be_mistyped(name, accepted))
        return TextKey(tuple(accepted.values()), tuple(foreign[name] for name in near))

    def _comparable(self, entity: Entity, kinds: Iterable[str]) -> list[str]:
        found: list[str] = []
        for kind in sorted({*kinds, entity.kind}):
            row = self._of_kind.get(kind, [])
            if len(row) > MOST_COMPARED:
                middle = self._place[entity.id] if kind == entity.kind else 0
                row = row[max(0, middle - MOST_COMPARED // 2) : middle + MOST_COMPARED // 2]
            found += row
        return found

    def _solid_names(self, entity: Entity) -> dict[str, str]:
        """The names of an entity by their folded form without spaces, the plain name first.

        An institution is no answer to "who", nor a capital to "which country": the metonyms of persons
        and countries do not count.
        """
        if entity.id not in self._names:
            names: dict[str, str] = {}
            metonyms = () if entity.kind in _NAMED_OUTRIGHT else entity.metonyms
            for name in (*names_of(entity), *metonyms):
                names.setdefault(folded(name).replace(" ", ""), name)
            self._names[entity.id] = names
        return self._names[entity.id]


def _could_be_mistyped(rival: str, own: Iterable[str]) -> bool:
    """Whether some text lies within the typos allowed of both: then they are at most twice that apart.

    A typo never changes a digit, so Apollo 12 is no rival of Apollo 11.
    """
    for name in own:
        limit = 2 * typos_allowed(len(name))
        if abs(len(name) - len(rival)) > limit or _letters_apart(name, rival) > limit:
            continue
        if _digits(name) == _digits(rival) and edit_distance(name, rival, limit) is not None:
            return True
    return False


def _letters_apart(one: str, other: str) -> int:
    """A lower bound of the edit distance, cheap to get: the letters that one has more of, the larger side."""
    mine, theirs = _letters(one), _letters(other)
    shared = (mine & theirs).total()
    return max(len(one), len(other)) - shared


@lru_cache(maxsize=10_000)
def _letters(name: str) -> Counter[str]:
    return Counter(name)


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))

"""Which terms may be the same thing under two names, or a thing and its part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from questions.facts import Entity, Quantity, Term
from questions.text import folded
from questions.when import When

_NOTHING: frozenset[str] = frozenset()


class Overlaps:
    """Kinship of terms: same name, alias or metonym, part and whole at any depth, equal dates.

    Sameness carries through wholes: a minister is part of a government that goes by the name of
    its capital, so the minister overlaps that city too.
    """

    def __init__(self, entities: Mapping[str, Entity]) -> None:
        bearers: dict[str, list[str]] = defaultdict(list)
        for entity in entities.values():
            for name in set(_folded_names(entity)):
                bearers[name].append(entity.id)
        self._wholes = {entity_id: _wholes(entity_id, entities, bearers) for entity_id in entities}
        kin: dict[str, set[str]] = {entity_id: set(wholes) for entity_id, wholes in self._wholes.items()}
        for entity_id, wholes in self._wholes.items():
            for whole in wholes:
                kin[whole].add(entity_id)
        self._kin = {entity_id: frozenset(found) for entity_id, found in kin.items()}

    def kin(self, entity_id: str) -> frozenset[str]:
        """All entities that overlap this one, itself included; empty for an unknown id."""
        return self._kin.get(entity_id, _NOTHING)

    def wholes(self, entity_id: str) -> frozenset[str]:
        """What this entity is part of, at any depth, and what goes by the same name; with itself."""
        return self._wholes.get(entity_id, _NOTHING)

    def between(self, a: Term, b: Term) -> bool:
        """Whether the two may be one thing. Terms of different sorts never are."""
        if isinstance(a, str):
            return isinstance(b, str) and (a == b or b in self.kin(a))
        if isinstance(a, When):
            return isinstance(b, When) and a.overlaps(b)
        return isinstance(b, Quantity) and _same_quantity(a, b)


def _same_quantity(a: Quantity, b: Quantity) -> bool:
    return a.unit == b.unit and abs(a.number - b.number) <= a.tolerance + b.tolerance


def _wholes(
    entity_id: str, entities: Mapping[str, Entity], bearers: Mapping[str, list[str]]
) -> frozenset[str]:
    found = {entity_id}
    open_ids = [entity_id]
    while open_ids:
        entity = entities[open_ids.pop()]
        namesakes = (bearer for name in _folded_names(entity) for bearer in bearers[name])
        for other in (*entity.part_of, *namesakes):
            if other in entities and other not in found:
                found.add(other)
                open_ids.append(other)
    return frozenset(found)


def _folded_names(entity: Entity) -> Iterator[str]:
    for name in (entity.name, entity.phrase, entity.intro, *entity.aliases, *entity.metonyms):
        if name:
            yield folded(name)

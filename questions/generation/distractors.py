"""Wrong options: of the key's kind, proven wrong, and near enough to be believed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from questions.facts import Bank, Fact, Role, Term
from questions.generation.identity import digest, draw
from questions.generation.patterns import Wording
from questions.generation.tone import LURE_FREE_KINDS
from questions.generation.values import (
    Value,
    in_order,
    invented,
    is_clear_of,
    is_near,
    is_of_its_age,
    measure,
    nearest,
    place,
)
from questions.truth import ROLES, Open, Refuted, Truth, other_role
from questions.when import When

MOST = 3
FEWEST = 2
_NEIGHBOURS = 24
_TRIED = 72
_POOL = 12
_POINTS = {"whole": 4, "topic": 3, "beside": 2, "role": 2, "level": 2}
_BELIEVED = 0.6
_MIX_UP = 5

Trait = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lure:
    """A wrong option with its proof. `closeness` to the key runs from 0 to 1.

    `is_stated` is false of a date or number that stands in no fact of the bank.
    """

    term: Term
    proof: Refuted
    closeness: float
    is_stated: bool = True


@dataclass(frozen=True, slots=True)
class Catch:
    """The lures to offer, how many candidates were tried, and how many of them were proven wrong."""

    lures: tuple[Lure, ...]
    tried: int
    refuted: int


@dataclass(slots=True)
class _Row:
    """Entities that share a trait, in the order of the bank."""

    ids: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def add(self, entity_id: str) -> None:
        if entity_id not in self.places:
            self.places[entity_id] = len(self.ids)
            self.ids.append(entity_id)

    def around(self, entity_id: str) -> Iterator[str]:
        """Its neighbours on both sides: enough to choose from, however long the row."""
        middle = self.places.get(entity_id, 0)
        for step in range(1, min(_NEIGHBOURS, len(self.ids)) + 1):
            yield self.ids[(middle - step) % len(self.ids)]
            yield self.ids[(middle + step) % len(self.ids)]


class Lures:
    """Finds wrong options in one bank; the same bank gives the same options in any run."""

    def __init__(self, bank: Bank, truth: Truth, wording: Wording) -> None:
        self._bank, self._truth, self._wording = bank, truth, wording
        self._rows: dict[Trait, _Row] = defaultdict(_Row)
        self._traits: dict[str, set[Trait]] = defaultdict(set)
        self._mixed_up: dict[str, set[str]] = defaultdict(set)
        values: dict[str, dict[Value, None]] = defaultdict(dict)
        for entity in bank.entities.values():
            self._rows["kind", entity.kind].add(entity.id)
            for whole in sorted(truth.wholes(entity.id) - {entity.id}):
                self._traits[entity.id].add(("whole", whole))
                self._rows["whole", whole].add(entity.id)
            for other in entity.confusable:
                self._mixed_up[other].add(entity.id)
                self._mixed_up[entity.id].add(other)
        for fact in bank.facts.values():
            if fact.status == "approved" and "casualties" not in fact.sensitive:
                self._note(fact)
                if not isinstance(fact.object, str):
                    values[measure(fact.object)][fact.object] = None
                    values[fact.relation][fact.object] = None
        self._values = {name: in_order(found) for name, found in values.items()}

    def catch(self, fact: Fact, role: Role, stem: str) -> Catch:
        """Up to three wrong options; near ones for a hard fact, far ones for an easy one."""
        key = fact.term(role)
        if isinstance(key, str):
            return self._catch_entities(fact, role, key, stem)
        return self._catch_values(fact, role, key)

    def outsiders(self, member: Fact, role: Role, preferred: Sequence[str], stem: str) -> list[Lure]:
        """Entities proven to lie outside the member's complete set, the preferred first."""
        key = member.term(role)
        if not isinstance(key, str):
            return []
        pool = dict.fromkeys((*preferred, *self._ranked(member, role, key)))
        found: list[Lure] = []
        for candidate in pool:
            lure = self._lure(member, role, key, candidate, stem, at_any_distance=candidate in preferred)
            if lure and not any(self._truth.overlaps(candidate, other.term) for other in found):
                found.append(lure)
        return found

    def is_mixed_up(self, fact: Fact, role: Role) -> bool:
        """Whether the bank knows something that people take for what fills this role."""
        return bool(self._mixed_up.get(str(fact.term(role)))) or any(self._truth.contrary_facts(fact, role))

    def _note(self, fact: Fact) -> None:
        for role in ROLES:
            term, other = fact.term(role), fact.term(other_role(role))
            if not isinstance(term, str):
                continue
            self._rows["role", fact.relation, role].add(term)
            self._rows["topic", fact.relation, role, fact.topic].add(term)
            level = ("level", fact.relation, role, str(fact.difficulty))
            self._traits[term] |= {("role", fact.relation, role), ("topic", fact.topic), level}
            if isinstance(other, str):
                self._traits[term].add(("beside", other))

    def _catch_entities(self, fact: Fact, role: Role, key: str, stem: str) -> Catch:
        pool: list[Lure] = []
        tried = 0
        for candidate in self._ranked(fact, role, key)[:_TRIED]:
            tried += 1
            if lure := self._lure(fact, role, key, candidate, stem):
                pool.append(lure)
            if len(pool) == _POOL:
                break
        kind = self._kind(key)
        of_kind = self._telling(key, [lure for lure in pool if self._kind(lure.term) == kind])
        if len(of_kind) >= FEWEST:
            chosen = self._without_odd_key(key, self._chosen(fact, role, key, of_kind), of_kind)
        elif of_kind:
            others = [lure for lure in pool if lure not in of_kind]
            chosen = self._without_overlap((*of_kind, *others))
        else:
            chosen = []
        return Catch(tuple(chosen), tried, len(pool))

    def _telling(self, key: str, pool: Sequence[Lure]) -> Sequence[Lure]:
        """The lures whose reason says what they are, where there are enough of them.

        With them one from the key's region, told or not: the key must not be alone there.
        """
        telling = [lure for lure in pool if lure.proof.tells]
        if len(telling) < FEWEST:
            return pool
        return telling if self._most_akin(key, telling) else [*self._most_akin(key, pool)[:1], *telling]

    def _chosen(self, fact: Fact, role: Role, key: str, pool: Sequence[Lure]) -> list[Lure]:
        """From the key's own region or group where it has enough; else at least whoever shares it."""
        akin = self._most_akin(key, pool)
        named = [lure for lure in pool if self.is_named(fact, role, lure.term)]
        if len(akin) >= FEWEST:
            pool = [lure for lure in pool if lure in akin or lure in named]
            first = () if any(lure in named for lure in akin) else akin[:1]
            return self._spread(fact, role, _believable(pool), first)
        return self._spread(fact, role, _believable(pool), akin)

    def _most_akin(self, key: str, pool: Sequence[Lure]) -> list[Lure]:
        """Those that share most of what the key is part of, as many ranks of them as it takes to have two."""
        wholes = self._wholes_of(key)
        shared = {lure.term: len(wholes & self._wholes_of(lure.term)) for lure in pool}
        akin: list[Lure] = []
        for count in sorted(set(shared.values()) - {0}, reverse=True):
            if len(akin) < FEWEST:
                akin += [lure for lure in pool if shared[lure.term] == count]
        return akin

    def _without_odd_key(self, key: str, chosen: list[Lure], pool: Sequence[Lure]) -> list[Lure]:
        """Not all lures from one region or group that is not the key's: it would stand out."""
        shared = frozenset.intersection(*(self._wholes_of(lure.term) for lure in chosen))
        if not shared - self._wholes_of(key):
            return chosen
        for lure in pool:
            rest = chosen[:-1]
            is_outside = not shared - self._wholes_of(key) <= self._wholes_of(lure.term)
            if is_outside and not any(self._truth.overlaps(lure.term, one.term) for one in rest):
                return [*rest, lure]
        return chosen

    def _wholes_of(self, term: Term) -> frozenset[str]:
        return self._truth.wholes(term) - {term} if isinstance(term, str) else frozenset()

    def _ranked(self, fact: Fact, role: Role, key: str) -> list[str]:
        """Entities that could stand there: what the fact's author ruled out, then the nearest first.

        Only so many are tried, and of what the bank states nothing else nothing is near. Ties fall as
        the ids hash.
        """
        ruled = {ruling.term for ruling in fact.rulings if ruling.role == role}

        def nearest_first(candidate: str) -> tuple[bool, float, str]:
            closeness = self._closeness(fact, role, key, candidate)
            return candidate not in ruled, -closeness, digest(fact.id, role, candidate)

        return sorted(self._candidates(fact, role, key), key=nearest_first)

    def _candidates(self, fact: Fact, role: Role, key: str) -> list[str]:
        relation = self._bank.relations[fact.relation]
        kinds = relation.subject_kinds if role == "subject" else relation.object_kinds
        allowed = (kinds | {self._kind(key)}) - LURE_FREE_KINDS
        unfit = {key, fact.term(other_role(role))}
        neighbours = dict.fromkeys(self._neighbours(fact, role, key))
        return [
            term
            for term in neighbours
            if isinstance(term, str) and term not in unfit and self._kind(term) in allowed
        ]

    def _neighbours(self, fact: Fact, role: Role, key: str) -> Iterator[Term]:
        yield from (ruling.term for ruling in fact.rulings if ruling.role == role)
        yield from sorted(self._mixed_up.get(key, ()))
        yield from (contrary.term(role) for contrary in self._truth.contrary_facts(fact, role))
        for whole in sorted(self._wholes_of(key)):
            yield from self._rows["whole", whole].around(key)
        yield from self._rows["topic", fact.relation, role, fact.topic].around(key)
        yield from self._rows["role", fact.relation, role].around(key)
        yield from self._rows["kind", self._kind(key)].around(key)

    def _kind(self, term: Term) -> str:
        entity = self._bank.entities.get(term) if isinstance(term, str) else None
        return entity.kind if entity else ""

    def _closeness(self, fact: Fact, role: Role, key: str, candidate: str) -> float:
        points = sum(_POINTS.get(trait[0], 1) for trait in self._traits[key] & self._traits[candidate])
        if self.is_named(fact, role, candidate):
            points += _MIX_UP
        return points / (points + _MIX_UP)

    def is_named(self, fact: Fact, role: Role, candidate: Term) -> bool:
        """Whether a person wrote that the candidate is taken for the key, or that it is wrong here."""
        is_ruled = any(ruling.role == role and ruling.term == candidate for ruling in fact.rulings)
        return is_ruled or candidate in self._mixed_up.get(str(fact.term(role)), ())

    def _lure(
        self, fact: Fact, role: Role, key: str, candidate: str, stem: str, *, at_any_distance: bool = False
    ) -> Lure | None:
        closeness = self._closeness(fact, role, key, candidate)
        if (not closeness and not at_any_distance) or self._wording.is_named_in(candidate, stem):
            return None
        proof = self._truth.refute(fact, role, candidate)
        return None if isinstance(proof, Open) else Lure(candidate, proof, closeness)

    def _spread(self, fact: Fact, role: Role, pool: Sequence[Lure], first: Sequence[Lure]) -> list[Lure]:
        """What must be there and what a person named, then the near third, or the far one for an easy fact.

        What the author of the fact wrote against it goes before what is taken for the key in general.
        """
        named = [lure for lure in pool if lure in first or self.is_named(fact, role, lure.term)]
        named.sort(key=lambda lure: (lure not in first, lure.proof.rule != "written"))
        others = [lure for lure in pool if lure not in named]
        start = max(0, len(others) - MOST) * (3 - fact.difficulty) // 2
        return self._without_overlap((*named, *others[start:], *reversed(others[:start])))

    def _without_overlap(self, pool: Iterable[Lure]) -> list[Lure]:
        chosen: list[Lure] = []
        for lure in pool:
            if len(chosen) < MOST and not any(self._truth.overlaps(lure.term, one.term) for one in chosen):
                chosen.append(lure)
        return chosen

    def _catch_values(self, fact: Fact, role: Role, key: Value) -> Catch:
        """Dates or numbers on both sides of the key: what a person named, what is stated, then invented.

        The key's rank among them is drawn evenly, as far as there is enough on either side.
        """
        ruled = [one.term for one in fact.rulings if one.role == role and not isinstance(one.term, str)]
        stated = [value for value in self._stated_values(fact, key) if value not in ruled]
        below: list[Lure] = []
        above: list[Lure] = []
        tried = 0
        for value in dict.fromkeys((*ruled, *stated, *invented(key, fact.difficulty))):
            side = below if place(value) < place(key) else above
            is_known = value in ruled or value in stated
            if value == key or (len(side) >= MOST and value not in ruled):
                continue
            if value not in ruled and not self._is_apart(value, key, (*below, *above)):
                continue
            tried += 1
            proof = self._truth.refute(fact, role, value)
            if isinstance(proof, Refuted):
                side.append(Lure(value, proof, 0.8 if is_known else 0.5, is_known))
        low = self._how_many_below(below, above, draw(MOST + 1, fact.id, role, "rank"))
        return Catch((*below[:low], *above[: MOST - low]), tried, len(below) + len(above))

    def _how_many_below(self, below: Sequence[Lure], above: Sequence[Lure], rank: int) -> int:
        """As many as leave most room to stated values; among equals, the drawn rank of the key."""

        def merit(low: int) -> tuple[int, int, int]:
            taken = (*below[:low], *above[: MOST - low])
            ruled = sum(lure.proof.rule == "written" for lure in taken)
            return ruled, sum(lure.is_stated for lure in taken), -abs(low - rank)

        least, most = max(0, MOST - len(above)), min(MOST, len(below))
        return max(range(least, most + 1), key=merit) if least <= most else len(below)

    def _stated_values(self, fact: Fact, key: Value) -> list[Value]:
        """What the bank states near the key, and what it states of other things by the same relation."""
        near = [value for value in self._near_values(measure(key), key) if is_near(value, key)]
        alike = [value for value in self._near_values(fact.relation, key) if is_of_its_age(value, key)]
        same_measure = (value for value in alike if measure(value) == measure(key))
        return sorted(dict.fromkeys((*near, *same_measure)), key=lambda one: abs(place(one) - place(key)))

    def _near_values(self, row: str, key: Value) -> list[Value]:
        return nearest(self._values.get(row, []), key, _NEIGHBOURS)

    def _is_apart(self, value: Value, key: Value, found: Iterable[Lure]) -> bool:
        """Whether the value can be told from the key and from every other, and lies in the key's time."""
        if self._is_out_of_time(value, key) or not is_clear_of(value, key):
            return False
        return not any(
            self._truth.overlaps(value, lure.term)
            or (not isinstance(lure.term, str) and not is_clear_of(value, lure.term))
            for lure in found
        )

    def _is_out_of_time(self, value: Value, key: Value) -> bool:
        """Whether one of the dates lay ahead when the bank ends, and the other did not."""
        end = self._bank.as_of
        if end is None or not isinstance(value, When) or not isinstance(key, When):
            return False
        return (value.first_day > end.last_day) != (key.first_day > end.last_day)


def _believable(pool: Sequence[Lure]) -> Sequence[Lure]:
    """What a person wrote, and what is nearly as close to the key as the closest; else the closest few."""
    least = _BELIEVED * max(_points(lure) for lure in pool)
    near = [lure for lure in pool if lure.proof.rule == "written" or _points(lure) >= least]
    return near if len(near) >= MOST else pool[:MOST]


def _points(lure: Lure) -> float:
    """The points behind a closeness, which runs from 0 to 1 as p / (p + 5)."""
    return _MIX_UP * lure.closeness / (1 - lure.closeness)

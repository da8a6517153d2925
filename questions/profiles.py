"""What a bank can say of a term in one sentence: the reason that teaches most about a wrong option."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from questions.facts import Bank, Entity, Fact, Role, Term
from questions.text import folded

_MOST_KEPT = 40
_SAME_ROLE, _SAME_FAMILY, _SAME_OTHER, _SAME_TOPIC, _ELSE = range(5)


@dataclass(frozen=True, slots=True)
class Profile:
    """A fact that says what a term is. Some other matter, as that a flute is a woodwind where reeds are
    asked for, does not bear on what is asked: it rules nothing out in the eyes of whoever reads it.
    """

    fact: Fact
    bears_on_it: bool


class Profiles:
    """The plainest approved statement of what a term is or did, nearest to what is being asked.

    A fact characterises its subject; its object only where the object has no other subject by
    this relation. That Cairo lies in Africa says what Cairo is, and next to nothing of Africa.
    """

    def __init__(self, bank: Bank, is_plain: Callable[[Fact], bool]) -> None:
        self._bank = bank
        facts = [fact for fact in bank.facts.values() if fact.status == "approved"]
        beside = Counter((fact.relation, fact.object) for fact in facts)
        self._facts: dict[Term, list[tuple[Role, Fact]]] = defaultdict(list)
        for fact in facts:
            if fact.sensitive or not is_plain(fact):
                continue
            self._facts[fact.subject].append(("subject", fact))
            has_one_subject = "subject" in bank.relations[fact.relation].functional
            if has_one_subject or beside[fact.relation, fact.object] == 1:
                self._facts[fact.object].append(("object", fact))
        self._told: dict[Term, list[tuple[Role, Fact]]] = {}

    def nearest(self, fact: Fact, role: Role, candidate: Term) -> Profile | None:
        """What the candidate is or did, told by the fact nearest to this one; None if nothing is told."""
        other = fact.object if role == "subject" else fact.subject
        family = self._bank.relations[fact.relation].family

        def far(told: tuple[Role, Fact]) -> tuple[int, int, str]:
            as_role, one = told
            return _distance(fact, role, family, other, as_role, one, self._bank), len(one.statement), one.id

        told = [one for one in self._told_of(candidate) if one[1].id != fact.id]
        if not told:
            return None
        nearest = min(told, key=far)
        return Profile(nearest[1], bears_on_it=far(nearest)[0] < _SAME_TOPIC)

    def is_named(self, term: Term, text: str) -> bool:
        """Whether the text names this entity."""
        return isinstance(term, str) and _is_named(_names(self._bank.entities[term]), text)

    def _told_of(self, term: Term) -> list[tuple[Role, Fact]]:
        """The statements that name the term, the shortest first."""
        if term not in self._told:
            found = self._facts.get(term, [])
            if isinstance(term, str):
                names = _names(self._bank.entities[term])
                found = [told for told in found if _is_named(names, told[1].statement)]
            found = sorted(found, key=lambda told: (len(told[1].statement), told[1].id))
            self._told[term] = found[:_MOST_KEPT]
        return self._told[term]


def _distance(fact: Fact, role: Role, family: str, other: Term, as_role: Role, one: Fact, bank: Bank) -> int:
    if one.relation == fact.relation and as_role == role:
        return _SAME_ROLE
    if bank.relations[one.relation].family == family:
        return _SAME_FAMILY
    if other in (one.subject, one.object):
        return _SAME_OTHER
    return _SAME_TOPIC if one.topic == fact.topic else _ELSE


def _names(entity: Entity) -> tuple[str, ...]:
    names = (entity.name, entity.phrase, *entity.aliases, *entity.metonyms, entity.demonym)
    return tuple(dict.fromkeys(folded(name) for name in names if name))


def _is_named(names: Iterable[str], text: str) -> bool:
    padded = f" {folded(text)} "
    return any(f" {name} " in padded for name in names)

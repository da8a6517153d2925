"""What a bank proves true, proves false, or leaves open, with the reason for each.

Everything here fails closed: what is not proven is `Open`, and what is open is never offered as
a wrong option.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from questions.facts import Bank, Evidence, Fact, FactSet, Quantity, Role, Term
from questions.overlap import Overlaps
from questions.profiles import Profile, Profiles
from questions.when import When

Rule = Literal["functional", "complete", "contrary", "written"]


@dataclass(frozen=True, slots=True)
class Refuted:
    """Proven wrong. `reason` is what the student reads.

    `evidence` shows it directly; it belongs to the first of `facts` where the rule is functional
    or contrary, and to a set or a person's ruling otherwise. `tells` is false where the reason can
    only repeat what is right: it says nothing of what the wrong option is.
    """

    rule: Rule
    reason: str
    facts: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    tells: bool = True


@dataclass(frozen=True, slots=True)
class Open:
    """Neither proven right nor wrong, and why not."""

    reason: str


@dataclass(frozen=True, slots=True)
class Entailed:
    """Proven right; `speaker` is the entity on whose word alone it stands ("" if reported)."""

    fact: str
    speaker: str = ""


_Cell = str | tuple[str, int] | tuple[str, str]


class Truth:
    """The proofs of one bank. Indexes are built once; each question costs a few look-ups."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._overlaps = Overlaps(bank.entities)
        self._stated: dict[tuple[str, _Cell, _Cell], list[Fact]] = defaultdict(list)
        self._beside: dict[tuple[str, Role, _Cell], list[Fact]] = defaultdict(list)
        self._fillers: dict[tuple[str, Role, Term], list[Fact]] = defaultdict(list)
        self._own: dict[tuple[str, Role, Term], list[Fact]] = defaultdict(list)
        self._pending: dict[tuple[str, Role, Term], list[Fact]] = defaultdict(list)
        for fact in bank.facts.values():
            if fact.status == "retired":
                continue
            family = bank.relations[fact.relation].family
            self._stated[family, _cell(fact.subject), _cell(fact.object)].append(fact)
            for role in ROLES:
                self._beside[family, role, _cell(fact.term(other_role(role)))].append(fact)
                place = (fact.relation, role, fact.term(other_role(role)))
                if fact.status != "approved":
                    self._pending[place].append(fact)
                    continue
                self._fillers[place].append(fact)
                self._own[fact.relation, role, fact.term(role)].append(fact)
        self._unresolved, self._overruled = self._unresolved_facts(), self._overruled_facts()
        self._contested = self._unresolved | self._overruled
        self._contested_pairs: dict[tuple[_Cell, _Cell], list[Fact]] = defaultdict(list)
        for fact_id in sorted(self._unresolved):
            fact = bank.facts[fact_id]
            self._contested_pairs[_cell(fact.subject), _cell(fact.object)].append(fact)
        self._sets: dict[tuple[str, Role, Term], list[FactSet]] = defaultdict(list)
        for fact_set in bank.sets.values():
            if not self.unsettled(fact_set):
                self._sets[fact_set.relation, fact_set.role, fact_set.of].append(fact_set)
        self._contraries = self._contrary_relations()
        self._profiles = Profiles(bank, self._is_plain)

    def overlaps(self, a: Term, b: Term) -> bool:
        """Whether the two may be one thing: same name, part and whole, overlapping dates."""
        return self._overlaps.between(a, b)

    def kin(self, entity_id: str) -> frozenset[str]:
        """All entities that may be the same thing or a part or whole of it, itself included."""
        return self._overlaps.kin(entity_id)

    def wholes(self, entity_id: str) -> frozenset[str]:
        """What the entity is part of at any depth, itself included."""
        return self._overlaps.wholes(entity_id)

    def is_contested(self, fact: Fact) -> bool:
        """Whether the fact stands in a conflict that is unresolved, or was decided against it."""
        return fact.id in self._contested

    def entails(self, fact: Fact) -> Entailed | Open:
        """Whether the fact may be a key: approved, evidenced and in no unresolved conflict."""
        if fact.status != "approved":
            return Open(f"the fact is {fact.status}, not approved")
        if self.is_contested(fact):
            return Open("the fact stands in a conflict")
        if not fact.evidence:
            return Open("the fact has no evidence")
        if fact.epistemic == "reported":
            return Entailed(fact.id)
        if not fact.speaker:
            return Open(f"the fact is {fact.epistemic}, but nobody is named who said it")
        return Entailed(fact.id, fact.speaker)

    def fillers(self, relation: str, role: Role, other: Term) -> tuple[Fact, ...]:
        """The approved facts of `relation` whose other role is exactly `other`, as in the file."""
        return tuple(self._fillers.get((relation, role, other), ()))

    def stated(self, fact: Fact, role: Role, candidate: Term) -> Iterator[Fact]:
        """The live facts of the same family that put the candidate, or kin of it, in this role."""
        family = self._bank.relations[fact.relation].family
        other = fact.term(other_role(role))
        for mine in self._cells(candidate):
            for theirs in self._cells(other):
                pair = (mine, theirs) if role == "subject" else (theirs, mine)
                for found in self._stated.get((family, *pair), ()):
                    if self._is_about(found, role, candidate, other):
                        yield found

    def is_stated_of_another(self, fact: Fact, role: Role, candidate: Term) -> bool:
        """Whether the family holds the candidate, or kin of it, in this role of anything at all."""
        family = self._bank.relations[fact.relation].family
        return any(
            self.overlaps(found.term(role), candidate)
            for cell in self._cells(candidate)
            for found in self._beside.get((family, other_role(role), cell), ())
        )

    def rivals(self, fact: Fact, role: Role) -> Iterator[Fact]:
        """Other live facts that may answer the same question with something that is not the key."""
        family = self._bank.relations[fact.relation].family
        other = fact.term(other_role(role))
        for theirs in self._cells(other):
            for found in self._beside.get((family, role, theirs), ()):
                same_place = self.overlaps(found.term(other_role(role)), other)
                if same_place and not self.overlaps(found.term(role), fact.term(role)):
                    yield found

    def is_sole_filler(self, fact: Fact, role: Role) -> bool:
        """Whether nothing else can fill the role: it is declared functional, or a complete set holds one."""
        if role in self._bank.relations[fact.relation].functional:
            return True
        sets = self._sets.get((fact.relation, role, fact.term(other_role(role))), ())
        return any(len(self.members(fact_set)) == 1 for fact_set in sets)

    def contrary_facts(self, fact: Fact, role: Role) -> Iterator[Fact]:
        """The approved facts that state a contrary of this fact's relation beside its other role."""
        for relation, _ in self._contraries.get(fact.relation, ()):
            yield from self.fillers(relation, role, fact.term(other_role(role)))

    def members(self, fact_set: FactSet) -> tuple[Fact, ...]:
        """The approved facts that make up a complete set."""
        return self.fillers(fact_set.relation, fact_set.role, fact_set.of)

    def unsettled(self, fact_set: FactSet) -> tuple[Fact, ...]:
        """The facts of which it is open whether they belong to the set: draft, disputed, in a conflict.

        While there are any, nobody knows what is complete, and the set proves nothing. What a conflict was
        decided against is no member, and a second fact of what is a member anyway opens nothing.
        """
        role = fact_set.role
        members = self.members(fact_set)
        known = [member.term(role) for member in members if member.id not in self._unresolved]
        pending = self._pending.get((fact_set.relation, role, fact_set.of), ())
        return tuple(
            fact
            for fact in (*members, *pending)
            if fact.id not in self._overruled
            and not any(self.overlaps(fact.term(role), term) for term in known)
        )

    def refute(self, fact: Fact, role: Role, candidate: Term) -> Refuted | Open:
        """Whether `candidate` is proven wrong in `role` of `fact`, by the rule a student gains most from.

        A person's own words come first, then what the candidate did or is instead; that a set is
        complete or a relation functional is said by itself only where the bank knows nothing else.
        """
        if barrier := self._barrier(fact, role, candidate):
            return Open(barrier)
        return (
            self._by_ruling(fact, role, candidate)
            or self._by_contrary(fact, role, candidate)
            or self._by_own_fact(fact, role, candidate)
            or self._by_set(fact, role, candidate)
            or self._by_declaration(fact, role, candidate)
            or Open("nothing in the bank rules it out")
        )

    def _barrier(self, fact: Fact, role: Role, candidate: Term) -> str:
        """Why this candidate may never be offered here, whatever the rules say; empty if it may."""
        entailed = self.entails(fact)
        if isinstance(entailed, Open):
            return entailed.reason
        key = fact.term(role)
        if not self._is_comparable(key, candidate):
            return "it cannot be compared with the key"
        if self.overlaps(key, candidate):
            return "it overlaps the key"
        for found in self.stated(fact, role, candidate):
            return f"{found.id} states it of the same"
        other = fact.term(other_role(role))
        for mine in self._cells(candidate):
            for theirs in self._cells(other):
                for pair in ((mine, theirs), (theirs, mine)):
                    for contested in self._contested_pairs.get(pair, ()):
                        if any(self._is_about(contested, each, candidate, other) for each in ROLES):
                            return f"an unresolved conflict about {contested.id} touches it"
        return ""

    def _is_comparable(self, key: Term, candidate: Term) -> bool:
        if isinstance(candidate, str):
            return isinstance(key, str) and candidate in self._bank.entities
        if isinstance(candidate, Quantity):
            return isinstance(key, Quantity) and key.unit == candidate.unit
        return isinstance(key, When)

    def _is_about(self, fact: Fact, role: Role, candidate: Term, other: Term) -> bool:
        return self.overlaps(fact.term(role), candidate) and self.overlaps(fact.term(other_role(role)), other)

    def _by_ruling(self, fact: Fact, role: Role, candidate: Term) -> Refuted | None:
        for ruling in fact.rulings:
            if ruling.role == role and _is_same(ruling.term, candidate):
                return Refuted("written", ruling.reason, (fact.id,), ruling.evidence or fact.evidence)
        return None

    def _by_contrary(self, fact: Fact, role: Role, candidate: Term) -> Refuted | None:
        for relation, reason in self._contraries.get(fact.relation, ()):
            for premise in self.fillers(relation, role, fact.term(other_role(role))):
                if _is_same(premise.term(role), candidate) and self._is_premise(premise, fact):
                    says_what_is_right = self._profiles.is_named(fact.term(role), premise.statement)
                    words = premise.statement if says_what_is_right else f"{premise.statement} {reason}"
                    return Refuted("contrary", words, (premise.id, fact.id), premise.evidence)
        return None

    def _by_own_fact(self, fact: Fact, role: Role, candidate: Term) -> Refuted | None:
        """The candidate fills this role of another fact, and nothing fills it in two: Io circles one planet.

        That the other fact is about another thing goes without a check: the barrier lets nothing
        pass that is stated of the same.
        """
        if other_role(role) not in self._bank.relations[fact.relation].functional:
            return None
        for own in self._own.get((fact.relation, role, candidate), ()):
            if self._is_premise(own, fact) and self._is_plain(own) and not own.sensitive:
                words = _on_its_side(fact.term(role), candidate, own.statement)
                return Refuted("functional", words, (own.id, fact.id), own.evidence)
        return None

    def _by_set(self, fact: Fact, role: Role, candidate: Term) -> Refuted | None:
        """The candidate is no member: members are stated of the same, and the barrier lets none pass."""
        for fact_set in self._sets.get((fact.relation, role, fact.term(other_role(role))), ()):
            members = tuple(member.id for member in self.members(fact_set))
            if profile := self._profiles.nearest(fact, role, candidate):
                evidence = (*profile.fact.evidence, *fact_set.evidence)
                words = self._to_the_point(fact, role, profile, fact_set.reason)
                return Refuted("complete", words, members, evidence)
            return Refuted("complete", fact_set.reason, members, fact_set.evidence, tells=False)
        return None

    def _by_declaration(self, fact: Fact, role: Role, candidate: Term) -> Refuted | None:
        reason = self._bank.relations[fact.relation].functional.get(role)
        if not reason:
            return None
        key = fact.term(role)
        if profile := self._profiles.nearest(fact, role, candidate):
            words = self._to_the_point(fact, role, profile, fact.statement)
            reason = _on_its_side(key, candidate, words)
            return Refuted("functional", reason, (profile.fact.id, fact.id), profile.fact.evidence)
        words = f"{fact.statement} {reason}" if isinstance(key, str) else fact.statement
        return Refuted(
            "functional", _on_its_side(key, candidate, words), (fact.id,), fact.evidence, tells=False
        )

    def _to_the_point(self, fact: Fact, role: Role, profile: Profile, right: str) -> str:
        """What a candidate is, behind what is right here where that alone would not tell why it is wrong."""
        statement, key = profile.fact.statement, fact.term(role)
        if profile.bears_on_it or not isinstance(key, str) or self._profiles.is_named(key, statement):
            return statement
        return f"{right} {statement}"

    def _is_premise(self, premise: Fact, fact: Fact) -> bool:
        """Whether one fact can rule out another: plainly so, at a time that is not another time.

        Hearsay rules out only what the same speaker said.
        """
        if premise.as_of and fact.as_of and not premise.as_of.overlaps(fact.as_of):
            return False
        if self._is_plain(premise):
            return True
        is_same_voice = premise.speaker == fact.speaker != ""
        return is_same_voice and not premise.condition and not self.is_contested(premise)

    def _is_plain(self, fact: Fact) -> bool:
        return fact.epistemic == "reported" and not fact.condition and not self.is_contested(fact)

    def _unresolved_facts(self) -> frozenset[str]:
        """Facts that cannot all be right, by declaration or by a clash, with no decision between them."""
        unresolved: set[str] = set()
        for disagreement in self._bank.disagreements.values():
            if disagreement.decision != "prefer":
                unresolved |= set(disagreement.facts)
        for (relation, role, _), facts in self._fillers.items():
            if role in self._bank.relations[relation].functional:
                unresolved |= self._clashing(facts, role)
        return frozenset(unresolved)

    def _overruled_facts(self) -> frozenset[str]:
        """The facts against which a conflict was decided."""
        decided = (one for one in self._bank.disagreements.values() if one.decision == "prefer")
        return frozenset(fact for one in decided for fact in one.facts if fact != one.prefer)

    def _clashing(self, facts: Iterable[Fact], role: Role) -> set[str]:
        """Facts of a functional relation that give one thing two fillers at one time."""
        clashing: set[str] = set()
        for one, two in combinations(facts, 2):
            at_one_time = not (one.as_of and two.as_of) or one.as_of.overlaps(two.as_of)
            same_voice = one.speaker == two.speaker
            if at_one_time and same_voice and not self.overlaps(one.term(role), two.term(role)):
                clashing |= {one.id, two.id}
        return clashing

    def _contrary_relations(self) -> dict[str, list[tuple[str, str]]]:
        """For each relation, the relations that exclude it: what excludes is excluded in turn."""
        contraries: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for relation in self._bank.relations.values():
            for contrary in relation.contraries:
                contraries[relation.id].append((contrary.relation, contrary.reason))
        for relation in self._bank.relations.values():
            for contrary in relation.contraries:
                known = {other for other, _ in contraries[contrary.relation]}
                if relation.id not in known:
                    contraries[contrary.relation].append((relation.id, contrary.reason))
        return contraries

    def _cells(self, term: Term) -> Iterable[_Cell]:
        """The index cells in which terms that overlap this one may lie."""
        return self._overlaps.kin(term) if isinstance(term, str) else (_cell(term),)


ROLES: tuple[Role, Role] = ("subject", "object")


def other_role(role: Role) -> Role:
    return "object" if role == "subject" else "subject"


def _cell(term: Term) -> _Cell:
    """Where a term lies in an index: overlapping dates share a year, comparable quantities a unit."""
    if isinstance(term, When):
        return ("year", term.year)
    if isinstance(term, Quantity):
        return ("unit", term.unit)
    return term


def _missed_by(key: Term, candidate: Term) -> str:
    """On which side of the key a date or number lies, and by how many years; "" for entities."""
    match key, candidate:
        case When() as right, When() as wrong:
            years = abs(wrong.year - right.year)
            by = f"{years} year{'s' if years > 1 else ''} " if years else ""
            return f"That is {by}too {'early' if wrong.is_before(right) else 'late'}."
        case Quantity() as right, Quantity() as wrong:
            return f"That is too {'low' if wrong.number < right.number else 'high'}."
    return ""


def _on_its_side(key: Term, candidate: Term, statement: str) -> str:
    """The statement behind the side on which a wrong date or number lies: it may tell of something else."""
    missed = _missed_by(key, candidate)
    return f"{missed} {statement}" if missed else statement


def _is_same(a: Term, b: Term) -> bool:
    return _without_tolerance(a) == _without_tolerance(b)


def _without_tolerance(term: Term) -> Term:
    return Quantity(term.number, term.unit) if isinstance(term, Quantity) else term

"""What the checks of a whole bank share: its values, where they stand, and how to object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from questions.banks.entry import Findings, Spot, clipped, nearest
from questions.banks.shapes import VALUE_KINDS
from questions.facts import Bank, Quantity, Role, Term
from questions.when import When

_ADD = {
    "entity": "; add an [[entity]] and write its id here",
    "fact": "; add a [[fact]] and write its id here",
    "kind": "; add a [[kind]] to bank.toml and write its id here",
    "relation": "; add a [[relation]] to relations.toml and write its id here",
    "source": "; add a [[source]] to sources.toml and write its id here",
    "topic": "; add a [[topic]] to bank.toml and write its id here",
}


@dataclass(frozen=True, slots=True)
class Inspection:
    """A bank read leniently. `tables` has the known ids of each table, but of those whose file could
    not be read: nothing is called unknown there."""

    bank: Bank
    places: Mapping[tuple[str, str], Spot]
    tables: Mapping[str, Mapping[str, object]]
    findings: Findings

    def error(self, table: str, id: str, key: str, sentence: str) -> None:
        self.findings.error(self.places[table, id].at(key), key, sentence)

    def warn(self, table: str, id: str, key: str, sentence: str) -> None:
        self.findings.warn(self.places[table, id].at(key), key, sentence)

    def refer(
        self,
        table: str,
        id: str,
        key: str,
        target: str,
        word: str,
        *,
        also: Iterable[str] = (),
    ) -> bool:
        """Whether `word` is a known id of the table `target`; an error at the entry if it is not.

        The error names the nearest id or of the words in `also`, else it says where to add one.
        """
        if not word:
            return False
        known = self.tables.get(target)
        if known is None or word in known:
            return known is not None
        suggestion = "" if self.findings.is_long else nearest(word, (*known, *also))
        self.error(table, id, key, f"unknown {target} {clipped(word)}{suggestion or _ADD[target]}")
        return False

    def kind_of(self, term: Term) -> str:
        if isinstance(term, When):
            return "date"
        if isinstance(term, Quantity):
            return "quantity"
        found = self.bank.entities.get(term)
        return found.kind if found else ""

    def fit(self, table: str, id: str, key: str, relation_id: str, role: Role, term: Term) -> bool:
        """Whether the term may fill that role of the relation; an error at the entry if not.

        Nothing is said of kinds where one of them is unknown, for that is told where it stands.
        """
        if not term:
            return False
        if isinstance(term, str) and not self.refer(table, id, key, "entity", term):
            return False
        relation = self.bank.relations.get(relation_id)
        kind = self.kind_of(term)
        if relation is None or not kind:
            return False
        allowed = relation.subject_kinds if role == "subject" else relation.object_kinds
        if kind in allowed:
            return True
        if not {kind, *allowed} <= {*self.tables.get("kind", ()), *VALUE_KINDS}:
            return False
        named = clipped(term) if isinstance(term, str) else "the value"
        wanted = " or ".join(sorted(allowed))
        self.error(
            table,
            id,
            key,
            f"{named} is of kind {kind}, but the {role} of {relation_id} must be of kind {wanted}",
        )
        return False


def in_words(term: Term) -> str:
    if isinstance(term, When):
        return term.in_words()
    return term if isinstance(term, str) else f"{term.number} {term.unit}".strip()

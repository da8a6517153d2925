"""Citations: from the evidence of a bank to the places that a review shows."""

from __future__ import annotations

from collections.abc import Iterable

from questions.facts import Bank, Evidence, Fact
from questions.question import Citation
from questions.truth import Refuted


def cite(
    bank: Bank, evidence: Iterable[Evidence], *, fact: str = "", about: str = "", proves: bool = True
) -> tuple[Citation, ...]:
    """Our own brief with its quoted words first, then where it was published."""

    def place(one: Evidence) -> tuple[bool, bool]:
        return (not bank.sources[one.at.source].is_brief, not one.quote)

    return tuple(
        Citation(
            source=one.at.source,
            paragraph=one.at.paragraph,
            record=one.at.record,
            quote=one.quote,
            fact=fact,
            proves=proves,
            about=about,
        )
        for one in sorted(evidence, key=place)
    )


def cite_fact(bank: Bank, fact: Fact, about: str = "") -> tuple[Citation, ...]:
    return cite(bank, fact.evidence, fact=fact.id, about=about)


def cite_refutation(bank: Bank, proof: Refuted, about: str) -> tuple[Citation, ...]:
    """What rules an option out; a set or a person's ruling is no fact's evidence."""
    fact = proof.facts[0] if proof.rule in ("functional", "contrary") else ""
    return cite(bank, proof.evidence, fact=fact, about=about, proves=False)

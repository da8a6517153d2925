"""The rules of tone that generation obeys and lint checks: living people, deaths, accusations."""

from __future__ import annotations

import re

from questions.facts import Bank, Fact, Role, Term

GROUP_KINDS = frozenset({"party", "organisation"})
NEUTRAL_KINDS = frozenset({"city", "country", "place", "office", "event", "document"})
"""Kinds that a false sentence about people may change; dates and quantities may always change."""

LURE_FREE_KINDS = frozenset({"religion", "faith", "ethnicity", "ethnic-group", "victim", "victims"})
"""Kinds that never stand as wrong options."""

ACCUSATION_TYPES = frozenset({"single_choice", "short_answer"})
_NOBODY_CLAIMED = re.compile(
    r"\b(no one|nobody|no group|none|not|never|without)\b.{0,60}\b(claim|responsib)", re.I
)


def why_not_asked(fact: Fact) -> str:
    """Why tone or the fact's own marks keep it from being asked at all; empty if it may be."""
    if fact.ask == "context":
        return "the fact is context and stands in the brief only"
    if "casualties" in fact.sensitive:
        return "casualties are context, never an answer"
    if is_accusation(fact) and not says_nobody_claimed(f"{fact.statement} {fact.explanation}"):
        return "an accusation must say that nobody had claimed the act at the time"
    return ""


def is_accusation(fact: Fact) -> bool:
    return "accusation" in fact.sensitive or fact.epistemic == "accused"


def may_ask_role(fact: Fact, role: Role) -> bool:
    """Whether this role may be asked: of an accusation only "Whom did X blame?", X being its speaker."""
    return not is_accusation(fact) or (role == "object" and fact.speaker == fact.subject)


def says_nobody_claimed(text: str) -> bool:
    return _NOBODY_CLAIMED.search(text) is not None


def may_be_judged(fact: Fact) -> bool:
    """Whether the fact may stand as a true/false statement at all: no hearsay, nothing sensitive."""
    return fact.epistemic == "reported" and fact.ask == "yes" and not fact.sensitive


def may_be_falsified(bank: Bank, fact: Fact, role: Role) -> bool:
    """Whether a false sentence may change this role.

    About a living person or a group only a date, number, place or office may be wrong.
    """
    if not may_be_judged(fact):
        return False
    if not any(_is_person_or_group(bank, term) for term in (fact.subject, fact.object)):
        return True
    changed = fact.term(role)
    return not isinstance(changed, str) or bank.entities[changed].kind in NEUTRAL_KINDS


def _is_person_or_group(bank: Bank, term: Term) -> bool:
    if not isinstance(term, str):
        return False
    entity = bank.entities[term]
    return entity.living or entity.kind in GROUP_KINDS

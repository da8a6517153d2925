"""Single choice: one role of a fact, with two or three wrong options that are proven wrong."""

from __future__ import annotations

from fractions import Fraction

from questions.facts import Fact, Role, Term
from questions.generation.distractors import FEWEST, Catch
from questions.generation.patterns import Wording
from questions.generation.receipts import cite_fact
from questions.generation.values import place
from questions.generation.workbench import (
    Starved,
    Workbench,
    against,
    explanation,
    why_wrong,
)
from questions.lettering import lettered
from questions.question import ChoiceKey, Question, Sealed, Why

NAME = "single_choice"


def single_choice(bench: Workbench, fact: Fact, role: Role) -> Question | Starved:
    wording = bench.wording
    stem = wording.stem(fact, role)
    key = fact.term(role)
    if wording.is_named_in(key, stem):
        return Starved(fact.id, role, "the stem gives the answer away", "reword the stem of this fact")
    catch = bench.lures.catch(fact, role, stem)
    if len(catch.lures) < FEWEST:
        return Starved(fact.id, role, _why_starved(catch), _feed(catch, fact, role))
    terms = in_sequence(wording, [key, *(lure.term for lure in catch.lures)])
    options = lettered(wording.label(term) for term in terms)
    ids = dict(zip(terms, (option.id for option in options), strict=True))
    lures = [(ids[lure.term], lure) for lure in catch.lures]
    told = explanation(fact)
    whys = {id: why_wrong(id, lure) for id, lure in lures}
    whys[ids[key]] = Why(ids[key], told.value, "entailed")
    sealed = Sealed(
        key=ChoiceKey((ids[key],)),
        explanation=told,
        whys=tuple(whys[option.id] for option in options),
        citations=(*cite_fact(bench.bank, fact), *against(bench.bank, lures)),
    )
    asked = bench.asked(NAME, stem, [fact], options=options, answer_kind=wording.kind(key))
    closeness = sum(lure.closeness for lure in catch.lures) / len(lures)
    signals = [f"{len(lures)} wrong options, closeness {closeness:.2f}"]
    return bench.of_fact(fact, role, asked, sealed, signals=signals)


def in_sequence(wording: Wording, terms: list[Term]) -> list[Term]:
    """Dates and numbers ascending, names by the alphabet: an order that tells nothing about the key."""

    def place_of(term: Term) -> tuple[Fraction, str, str]:
        if isinstance(term, str):
            return Fraction(0), wording.label(term).casefold(), term
        return place(term), "", ""

    return sorted(terms, key=place_of)


def _why_starved(catch: Catch) -> str:
    if not catch.tried:
        return "the bank holds nothing else of this kind"
    are = "is" if catch.refuted == 1 else "are"
    candidates = "candidate" if catch.tried == 1 else "candidates"
    proven = f"of {catch.tried} {candidates} {catch.refuted} {are} proven wrong"
    if catch.refuted < FEWEST:
        return f"{proven}; two are needed"
    return f"{proven}, but no two of them fit: they overlap, or all differ from the key in kind"


def _feed(catch: Catch, fact: Fact, role: Role) -> str:
    if catch.refuted == catch.tried < FEWEST:
        return f"add another {role} of its kind to the bank, one that is proven wrong here"
    return (
        f"only if it is true: declare {fact.relation} functional in its {role}, or a complete set, and why;"
        f" state what others did instead; or write what is wrong under `wrong` of {fact.id}"
    )

"""Ordering and matching: facts that a person chose to be put in order or matched together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from questions.facts import Fact, Group, GroupItem, Role, Term
from questions.generation import tone
from questions.generation.distractors import Lure
from questions.generation.identity import question_id
from questions.generation.receipts import cite_fact
from questions.generation.single_choice import in_sequence
from questions.generation.workbench import (
    Starved,
    Workbench,
    against,
    why_right,
    why_wrong,
    without_repeats,
)
from questions.lettering import lettered
from questions.question import Asked, OrderKey, PairsKey, Question, Sealed, Text
from questions.truth import Entailed, Open, other_role
from questions.when import When

ORDERING, MATCHING = "ordering", "matching"
FEWEST_ITEMS = 3


def grouped(bench: Workbench, group: Group) -> Question | Starved:
    facts = [bench.bank.facts[item.fact] for item in group.items]
    why = _why_unfit(bench, group, facts)
    if not why:
        made = _ordering(bench, group, facts) if group.type == ORDERING else _matching(bench, group, facts)
        if isinstance(made, Question):
            return made
        why = made
    return Starved(group.id, "", why, f"correct or leave out the fact in the group {group.id}")


def _why_unfit(bench: Workbench, group: Group, facts: Sequence[Fact]) -> str:
    if len(facts) < FEWEST_ITEMS:
        return f"{len(facts)} items are too few; three are needed"
    for fact, item in zip(facts, group.items, strict=True):
        if why := tone.why_not_asked(fact):
            return f"{fact.id}: {why}"
        if not isinstance(bench.truth.entails(fact), Entailed) or tone.is_accusation(fact):
            return f"{fact.id} may not stand as a key"
        if (fact.epistemic != "reported" or fact.ask == "attributed") and not item.label:
            return f"{fact.id} must be attributed, and its item has no label that does so"
    return ""


def _ordering(bench: Workbench, group: Group, facts: Sequence[Fact]) -> Question | str:
    dated = [(fact, fact.object) for fact in facts if isinstance(fact.object, When)]
    if len(dated) < len(facts):
        return "an item has no date"
    dated.sort(key=lambda pair: (pair[1].first_day, pair[0].id))
    for (earlier, one), (later, other) in pairwise(dated):
        if not one.is_before(other):
            return f"{earlier.id} is not certainly before {later.id}"
    labels = _labels(bench, group.items, facts, "subject")
    if len(set(labels.values())) < len(facts):
        return "two items have the same label"
    shown = sorted(facts, key=lambda fact: (labels[fact.id].casefold(), fact.id))
    options = lettered(labels[fact.id] for fact in shown)
    ids = {fact.id: option.id for fact, option in zip(shown, options, strict=True)}
    sealed = Sealed(
        key=OrderKey(tuple(ids[fact.id] for fact, _ in dated)),
        explanation=_told(fact for fact, _ in dated),
        whys=tuple(why_right(ids[fact.id], fact) for fact in shown),
        citations=tuple(cited for fact in shown for cited in cite_fact(bench.bank, fact, about=ids[fact.id])),
    )
    asked = bench.asked(ORDERING, group.stem, facts, options=options)
    return _question(bench, group, facts, "object", asked, sealed)


def _matching(bench: Workbench, group: Group, facts: Sequence[Fact]) -> Question | str:
    role = group.role
    terms = [fact.term(role) for fact in facts] + ([group.spare] if group.spare else [])
    if len(set(terms)) < len(terms):
        return "two pairs share an option"
    lures = _mismatches(bench, facts, role, terms)
    if isinstance(lures, str):
        return lures
    labels = _labels(bench, group.items, facts, other_role(role))
    if len(set(labels.values())) < len(facts):
        return "two pairs share a prompt"
    shown = in_sequence(bench.wording, terms)
    options = lettered(bench.wording.label(term) for term in shown)
    ids = dict(zip(shown, (option.id for option in options), strict=True))
    asked_first = sorted(facts, key=lambda fact: (labels[fact.id].casefold(), fact.id))
    prompts = lettered((labels[fact.id] for fact in asked_first), mark="prompt-")
    against_spare = sorted((lure for lure in lures if lure.term == group.spare), key=_plainest_first)
    spare = [(ids[lure.term], _told_of_all(lure, group)) for lure in against_spare[:1]]
    whys = [why_right(ids[fact.term(role)], fact) for fact in asked_first]
    sealed = Sealed(
        key=PairsKey(
            tuple(
                (prompt.id, ids[fact.term(role)]) for prompt, fact in zip(prompts, asked_first, strict=True)
            )
        ),
        explanation=_told(asked_first),
        whys=(*whys, *(why_wrong(id, lure) for id, lure in spare)),
        citations=(
            *(
                cited
                for fact in asked_first
                for cited in cite_fact(bench.bank, fact, about=ids[fact.term(role)])
            ),
            *against(bench.bank, spare),
        ),
    )
    asked = bench.asked(MATCHING, group.stem, facts, options=options, prompts=prompts)
    return _question(bench, group, facts, role, asked, sealed)


def _told(facts: Iterable[Fact]) -> Text:
    """Each fact once, without what its author added: many facts at once are enough to read."""
    return Text(without_repeats(*(fact.statement for fact in facts)))


def _mismatches(
    bench: Workbench, facts: Sequence[Fact], role: Role, terms: Sequence[Term]
) -> list[Lure] | str:
    """The proofs that no option fits a prompt that is not its own; else which pair is open."""
    lures = []
    for fact in facts:
        for term in terms:
            if term == fact.term(role):
                continue
            proof = bench.truth.refute(fact, role, term)
            if isinstance(proof, Open):
                return f"“{bench.wording.label(term)}” is not proven wrong for {fact.id}: {proof.reason}"
            lures.append(Lure(term, proof, 1.0))
    return lures


def _plainest_first(lure: Lure) -> int:
    """Proofs that say what the spare option is come before a bare declaration."""
    return 0 if lure.proof.rule != "functional" else 1 if len(lure.proof.facts) > 1 else 2


def _told_of_all(lure: Lure, group: Group) -> Lure:
    """The spare option with the reason that holds for every prompt, where a person wrote one."""
    if not group.spare_reason:
        return lure
    return replace(lure, proof=replace(lure.proof, reason=group.spare_reason))


def _labels(
    bench: Workbench, items: Sequence[GroupItem], facts: Sequence[Fact], role: Role
) -> dict[str, str]:
    """What stands for each fact on the page: its label, or the name of what fills the role."""
    return {
        fact.id: item.label or bench.wording.label(fact.term(role))
        for item, fact in zip(items, facts, strict=True)
    }


def _question(
    bench: Workbench, group: Group, facts: Sequence[Fact], role: Role, asked: Asked, sealed: Sealed
) -> Question:
    anchor = f"group:{group.id}"
    return Question(
        id=question_id(bench.bank.id, anchor, group.type),
        asked=asked,
        sealed=sealed,
        anchor=anchor,
        pattern=group.type,
        facts=tuple(fact.id for fact in facts),
        targets=tuple((fact.id, role) for fact in facts),
        topic=group.topic or facts[0].topic,
        weight=group.weight,
        difficulty=max(fact.difficulty for fact in facts),
        signals=(f"{len(facts)} facts at once",),
    )

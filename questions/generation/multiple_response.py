"""Multiple response: the members of a complete set among proven outsiders."""

from __future__ import annotations

from itertools import combinations

from questions.facts import Fact, FactSet
from questions.generation import tone
from questions.generation.distractors import FEWEST
from questions.generation.identity import digest, question_id
from questions.generation.receipts import cite, cite_fact
from questions.generation.single_choice import in_sequence
from questions.generation.workbench import (
    Starved,
    Workbench,
    against,
    heaviest,
    why_right,
    why_wrong,
)
from questions.lettering import lettered
from questions.question import ChoiceKey, Question, Sealed, Text
from questions.truth import Entailed

NAME = "multiple_response"
MOST_MEMBERS = 5
MOST_OUTSIDERS = 4
_OF_ONE = "nothing, if it is complete: it proves that nothing else is right, and the fact is asked by itself"
_SETTLE = "settle it: approve or retire the fact, or prefer one side of the conflict"
_FEED = "name `outsiders` that the bank knows to lie outside the set"


def multiple_response(bench: Workbench, fact_set: FactSet) -> Question | Starved:
    role = fact_set.role
    if why := _why_in_doubt(bench, fact_set):
        return Starved(fact_set.id, role, why, _SETTLE)
    members = _shown(fact_set, bench.truth.members(fact_set))
    if len(members) == 1:
        return Starved(fact_set.id, role, "a set of one asks for no several", _OF_ONE)
    if why := _why_unfit(bench, fact_set, members):
        return Starved(fact_set.id, role, why, "correct the set or its facts")
    stem = bench.wording.set_stem(fact_set, len(members))
    if stem is None:
        return Starved(fact_set.id, role, "no words ask for the set", f"write `{role}_set` or a `stem`")
    if any(bench.wording.is_named_in(member.term(role), stem) for member in members):
        return Starved(fact_set.id, role, "the stem names a member", "reword the stem of the set")
    found = bench.lures.outsiders(members[0], role, fact_set.outsiders, stem)
    lures = found[: min(MOST_OUTSIDERS, max(FEWEST, len(members)))]
    if len(lures) < FEWEST:
        return Starved(fact_set.id, role, f"only {len(lures)} outsiders are proven", _FEED)
    by_term = {member.term(role): member for member in members}
    terms = in_sequence(bench.wording, [*by_term, *(lure.term for lure in lures)])
    options = lettered(bench.wording.label(term) for term in terms)
    ids = dict(zip(terms, (option.id for option in options), strict=True))
    wrong = [(ids[lure.term], lure) for lure in lures]
    whys = {ids[term]: why_right(ids[term], member) for term, member in by_term.items()}
    whys |= {id: why_wrong(id, lure) for id, lure in wrong}
    cited = [cited for term, member in by_term.items() for cited in cite_fact(bench.bank, member, ids[term])]
    sealed = Sealed(
        key=ChoiceKey(tuple(option.id for option in options if whys[option.id].rule == "entailed")),
        explanation=Text(fact_set.reason),
        whys=tuple(whys[option.id] for option in options),
        citations=(*cite(bench.bank, fact_set.evidence), *cited, *against(bench.bank, wrong)),
    )
    asked = bench.asked(
        NAME,
        stem,
        members,
        options=options,
        pick=len(members),
        answer_kind=bench.wording.kind(members[0].term(role)),
    )
    anchor = f"set:{fact_set.id}"
    return Question(
        id=question_id(bench.bank.id, anchor, NAME, role),
        asked=asked,
        sealed=sealed,
        anchor=anchor,
        pattern=f"{NAME}:{role}",
        facts=tuple(member.id for member in members),
        targets=tuple((member.id, role) for member in members),
        topic=fact_set.topic or members[0].topic,
        weight=heaviest(members),
        difficulty=max(member.difficulty for member in members),
        signals=(f"{len(members)} of {len(options)} options are right",),
    )


def _shown(fact_set: FactSet, members: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """All members of a small set, some of a large one; which ones the set's id decides."""
    if len(members) <= MOST_MEMBERS:
        return members
    drawn = sorted(members, key=lambda member: digest(fact_set.id, member.id))[: MOST_MEMBERS - 1]
    return tuple(member for member in members if member in drawn)


def _why_in_doubt(bench: Workbench, fact_set: FactSet) -> str:
    fact = next(iter(bench.truth.unsettled(fact_set)), None)
    if fact is None:
        return ""
    state = "stands in a conflict" if fact.status == "approved" else f"is {fact.status}"
    return f"it is open whether {fact.id} belongs to it: the fact {state}"


def _why_unfit(bench: Workbench, fact_set: FactSet, members: tuple[Fact, ...]) -> str:
    if not members:
        return "no member of the set is approved"
    for member in members:
        if why := tone.why_not_asked(member):
            return f"{member.id}: {why}"
        if not isinstance(bench.truth.entails(member), Entailed) or tone.is_accusation(member):
            return f"{member.id} may not stand as a key"
        if not isinstance(member.term(fact_set.role), str):
            return f"{member.id} holds no entity in this role"
        if (member.epistemic != "reported" or member.ask == "attributed") and not fact_set.stem:
            return f"{member.id} must be attributed, and the set has no stem that does so"
    for one, other in combinations(members, 2):
        if bench.truth.overlaps(one.term(fact_set.role), other.term(fact_set.role)):
            return f"{one.id} and {other.id} overlap"
    return ""

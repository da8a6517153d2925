"""What a bank declares beyond single facts: functional and contrary relations, complete sets, groups and
conflicts. Each must agree with the facts of the bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from questions.banks.entry import clipped
from questions.banks.inspection import Inspection, in_words
from questions.facts import Fact, Group, Role, Term
from questions.overlap import Overlaps
from questions.truth import ROLES, other_role
from questions.when import When

_FEWEST_IN_A_GROUP = 3


def check_functional(inspection: Inspection) -> None:
    bank = inspection.bank
    overlaps = Overlaps(bank.entities)
    fillers: defaultdict[tuple[str, Role, Term, When | None, str], list[Fact]] = defaultdict(list)
    for fact in bank.facts.values():
        relation = bank.relations.get(fact.relation)
        if fact.status != "approved" or relation is None or not (fact.subject and fact.object):
            continue
        for role in relation.functional:
            fillers[fact.relation, role, fact.term(other_role(role)), fact.as_of, fact.speaker].append(fact)
    for (relation_id, role, *_), facts in fillers.items():
        for place, fact in enumerate(facts):
            rival = _first_apart(overlaps, facts[:place], fact, role)
            if rival is not None:
                inspection.error(
                    "fact",
                    fact.id,
                    role,
                    f"{clipped(fact.id)} contradicts {clipped(rival.id)}: {relation_id} declares one {role} "
                    "only; dispute one of them or drop the declaration",
                )


def _first_apart(overlaps: Overlaps, facts: Iterable[Fact], fact: Fact, role: Role) -> Fact | None:
    """The first of the facts whose filler cannot be the same as that of `fact`."""
    for other in facts:
        if not overlaps.between(other.term(role), fact.term(role)):
            return other
    return None


def check_contraries(inspection: Inspection) -> None:
    stated: dict[tuple[str, str, Term], Fact] = {
        (fact.relation, fact.subject, fact.object): fact
        for fact in inspection.bank.facts.values()
        if fact.status == "approved"
    }
    for fact in stated.values():
        relation = inspection.bank.relations.get(fact.relation)
        for contrary in relation.contraries if relation else ():
            other = stated.get((contrary.relation, fact.subject, fact.object))
            if other is not None:
                inspection.error(
                    "fact",
                    fact.id,
                    "relation",
                    f"{clipped(fact.id)} and {clipped(other.id)} exclude each other: {fact.relation} is "
                    f"contrary to {contrary.relation}; dispute one of them",
                )


def check_sets(inspection: Inspection) -> None:
    bank = inspection.bank
    for fact_set in bank.sets.values():
        known = inspection.refer("set", fact_set.id, "relation", "relation", fact_set.relation)
        inspection.refer("set", fact_set.id, "topic", "topic", fact_set.topic)
        if not known:
            continue
        beside = other_role(fact_set.role)
        inspection.fit("set", fact_set.id, "of", fact_set.relation, beside, fact_set.of)
        members = {
            fact.term(fact_set.role)
            for fact in bank.facts.values()
            if (fact.relation, fact.status) == (fact_set.relation, "approved")
            and fact.term(beside) == fact_set.of
        }
        if not members and "fact" in inspection.tables:
            inspection.error(
                "set",
                fact_set.id,
                "of",
                f"no approved fact of {fact_set.relation} has {clipped(fact_set.of)} as its {beside}; "
                "add its members",
            )
        for outsider in fact_set.outsiders:
            inspection.fit("set", fact_set.id, "outsiders", fact_set.relation, fact_set.role, outsider)
            if outsider in members:
                inspection.error(
                    "set",
                    fact_set.id,
                    "outsiders",
                    f"{clipped(outsider)} is a member by a fact; remove it here",
                )


def check_groups(inspection: Inspection) -> None:
    for group in inspection.bank.groups.values():
        inspection.refer("group", group.id, "topic", "topic", group.topic)
        if len(group.items) < _FEWEST_IN_A_GROUP:
            inspection.error(
                "group",
                group.id,
                "items",
                f"{clipped(group.id)} has {len(group.items)} items; name three or more",
            )
        facts = _facts_of(inspection, group)
        if group.type == "ordering":
            _check_ordering(inspection, group, facts)
        else:
            _check_matching(inspection, group, facts)


def _facts_of(inspection: Inspection, group: Group) -> list[Fact]:
    found: dict[str, Fact] = {}
    for number, item in enumerate(group.items, 1):
        key = f"items[{number}].fact"
        if not inspection.refer("group", group.id, key, "fact", item.fact):
            continue
        fact = inspection.bank.facts[item.fact]
        if fact.status != "approved":
            inspection.error(
                "group",
                group.id,
                key,
                f"{clipped(fact.id)} is {fact.status}; only approved facts may be grouped",
            )
        if fact.id in found:
            inspection.error(
                "group", group.id, key, f"{clipped(fact.id)} stands twice in the group; remove one"
            )
        found[fact.id] = fact
    return list(found.values())


def _check_ordering(inspection: Inspection, group: Group, facts: list[Fact]) -> None:
    times: list[tuple[When, str]] = []
    for fact in facts:
        if isinstance(fact.object, When):
            times.append((fact.object, fact.id))
        elif fact.object:
            inspection.error(
                "group",
                group.id,
                "items",
                f"the object of {clipped(fact.id)} is no date; only dates can be ordered",
            )
    times.sort(key=lambda time: (time[0].first_day, time[0].last_day, time[1]))
    for (earlier, first), (later, second) in pairwise(times):
        if not earlier.is_before(later):
            inspection.error(
                "group",
                group.id,
                "items",
                f"{clipped(first)} ({earlier.in_words()}) and {clipped(second)} ({later.in_words()}) have no "
                "certain order; drop one or date it more precisely",
            )


def _check_matching(inspection: Inspection, group: Group, facts: list[Fact]) -> None:
    relations = list(dict.fromkeys(fact.relation for fact in facts))
    if len(relations) > 1:
        inspection.error(
            "group",
            group.id,
            "items",
            f"facts of {relations[0]} and {relations[1]} cannot be matched together; split",
        )
        return
    if group.spare and relations:
        inspection.fit("group", group.id, "spare", relations[0], group.role, group.spare)
    for role in ROLES:
        seen: dict[Term, str] = {}
        for fact in facts:
            term = fact.term(role)
            if term in seen:
                inspection.error(
                    "group",
                    group.id,
                    "items",
                    f"{clipped(seen[term])} and {clipped(fact.id)} share {clipped(in_words(term))}; "
                    "each pair needs its own",
                )
            seen.setdefault(term, fact.id)
        if role == group.role and group.spare in seen:
            inspection.error(
                "group", group.id, "spare", f"{clipped(group.spare)} belongs to a pair; name another"
            )


def check_disagreements(inspection: Inspection) -> None:
    bank = inspection.bank
    for conflict in bank.disagreements.values():
        if len(conflict.facts) < 2:
            inspection.error(
                "conflict", conflict.id, "facts", f"{clipped(conflict.id)} needs two facts or more"
            )
        if conflict.decision == "prefer" and conflict.prefer not in conflict.facts:
            inspection.error(
                "conflict",
                conflict.id,
                "prefer",
                f"{clipped(conflict.prefer)} is none of its facts; name one of them"
                if conflict.prefer
                else 'decision = "prefer" prefers none; add prefer = "…" with one of its facts',
            )
        if conflict.decision != "prefer" and conflict.prefer:
            inspection.error(
                "conflict",
                conflict.id,
                "prefer",
                'prefer counts only with decision = "prefer"; drop one of the two',
            )
        for fact_id in conflict.facts:
            if not inspection.refer("conflict", conflict.id, "facts", "fact", fact_id):
                continue
            if fact_id != conflict.prefer and bank.facts[fact_id].status == "approved":
                inspection.error(
                    "fact",
                    fact_id,
                    "status",
                    f'{clipped(fact_id)} is in conflict {clipped(conflict.id)}; write status = "disputed"',
                )


def check_written(inspection: Inspection) -> None:
    for question in inspection.bank.written.values():
        inspection.refer("question", question.id, "topic", "topic", question.topic)
        for fact_id in question.facts:
            inspection.refer("question", question.id, "facts", "fact", fact_id)
        inspection.refer("question", question.id, "answer", "entity", question.answer)
        if not question.evidence:
            inspection.error(
                "question", question.id, "evidence", f"{clipped(question.id)} cites nothing; add its evidence"
            )

"""What must hold between the entries of a bank: every name known, every kind fitting, every rule kept."""

from __future__ import annotations

from questions.banks.entry import clipped
from questions.banks.inspection import Inspection, in_words
from questions.banks.passages import BRIEF, BRIEF_FILE
from questions.banks.shapes import VALUE_KINDS
from questions.facts import Entity, Fact, Quantity, Relation
from questions.text import folded
from questions.truth import ROLES

_CALLED = {"name": "the name", "phrase": "the phrase", "intro": "the intro", "aliases": "an alias"}


def check_sources(inspection: Inspection) -> None:
    for source in inspection.bank.sources.values():
        if source.id == BRIEF and (source.kind != BRIEF or source.file != BRIEF_FILE):
            inspection.error(
                "source",
                source.id,
                "kind",
                f'the brief has kind = "{BRIEF}" and file = "{BRIEF_FILE}"; write both',
            )
        if source.id != BRIEF and source.kind == BRIEF:
            inspection.error(
                "source",
                source.id,
                "kind",
                f'only the source with id = "{BRIEF}" may be a brief; name its own kind',
            )


def check_entities(inspection: Inspection) -> None:
    entities = inspection.bank.entities
    for entity in entities.values():
        inspection.refer("entity", entity.id, "kind", "kind", entity.kind)
        if entity.kind in VALUE_KINDS:
            inspection.error(
                "entity", entity.id, "kind", f"a {entity.kind} needs no entity; write it in the fact itself"
            )
        for key, ids in (("part_of", entity.part_of), ("confusable", entity.confusable)):
            for other in ids:
                inspection.refer("entity", entity.id, key, "entity", other)
                if other == entity.id:
                    inspection.error("entity", entity.id, key, f"{clipped(other)} names itself; remove it")
        if entity.id not in entity.part_of and entity.id in _wholes_of(entities, entity.id):
            inspection.error(
                "entity",
                entity.id,
                "part_of",
                f"{clipped(entity.id)} is part of itself in a circle; cut it somewhere",
            )
    _check_shared_names(inspection)


def _wholes_of(entities: dict[str, Entity], id: str) -> frozenset[str]:
    """All that an entity is part of, directly or not."""
    found: set[str] = set()
    open_ids = [id]
    while open_ids:
        entity = entities.get(open_ids.pop())
        new = set(entity.part_of) - found if entity else set()
        found |= new
        open_ids.extend(sorted(new))
    return frozenset(found)


def _check_shared_names(inspection: Inspection) -> None:
    owners: dict[str, tuple[str, str]] = {}
    for entity in inspection.bank.entities.values():
        for name, (key, written) in _names_of(entity).items():
            owner, owners_key = owners.setdefault(name, (entity.id, key))
            if owner != entity.id:
                inspection.warn(
                    "entity",
                    entity.id,
                    key,
                    f"{clipped(written)} is also {_CALLED[owners_key]} of {clipped(owner)}: typed, it would "
                    "count for both; change one",
                )


def _names_of(entity: Entity) -> dict[str, tuple[str, str]]:
    """All that counts for the entity when typed, as it is compared: the key it stands under, as written."""
    names = [("name", entity.name), ("phrase", entity.phrase), ("intro", entity.intro)]
    names += [("aliases", alias) for alias in entity.aliases]
    found: dict[str, tuple[str, str]] = {}
    for key, written in names:
        if name := folded(written):
            found.setdefault(name, (key, written))
    return found


def check_relations(inspection: Inspection) -> None:
    for relation in inspection.bank.relations.values():
        for role, kinds in (("subject", relation.subject_kinds), ("object", relation.object_kinds)):
            for kind in sorted(kinds - set(VALUE_KINDS)):
                inspection.refer("relation", relation.id, role, "kind", kind, also=VALUE_KINDS)
            values = sorted(kinds & set(VALUE_KINDS))
            if values and (role == "subject" or len(kinds) > 1):
                inspection.error(
                    "relation",
                    relation.id,
                    role,
                    f'a {values[0]} may only stand alone and as the object; write object = ["{values[0]}"]',
                )
        for contrary in relation.contraries:
            inspection.refer("relation", relation.id, "contrary", "relation", contrary.relation)
            if contrary.relation == relation.id:
                inspection.error(
                    "relation", relation.id, "contrary", f"{relation.id} rules itself out; remove it"
                )
        _check_stems(inspection, relation)


def _check_stems(inspection: Inspection, relation: Relation) -> None:
    for form, template in relation.wording.items():
        asked = form.partition("_")[0]
        for role in ROLES:
            if role != asked and f"{{{role}}}" not in template:
                inspection.error(
                    "relation",
                    relation.id,
                    f"wording.{form}",
                    f"these words serve every fact of {relation.id}: write {{{role}}} where its {role} "
                    "stands, or give one fact words of its own in [fact.wording]",
                )


def check_facts(inspection: Inspection) -> None:
    for fact in inspection.bank.facts.values():
        known = inspection.refer("fact", fact.id, "relation", "relation", fact.relation)
        inspection.refer("fact", fact.id, "topic", "topic", fact.topic)
        inspection.refer("fact", fact.id, "speaker", "entity", fact.speaker)
        for role in ROLES:
            term = fact.term(role)
            if known:
                inspection.fit("fact", fact.id, role, fact.relation, role, term)
            elif isinstance(term, str):
                inspection.refer("fact", fact.id, role, "entity", term)
        _check_rulings(inspection, fact)
        _check_receipt(inspection, fact)
        _check_tone(inspection, fact)


def _check_rulings(inspection: Inspection, fact: Fact) -> None:
    for number, ruling in enumerate(fact.rulings, 1):
        key = f"wrong[{number}].term"
        inspection.fit("fact", fact.id, key, fact.relation, ruling.role, ruling.term)
        if ruling.term == fact.term(ruling.role):
            inspection.error(
                "fact",
                fact.id,
                key,
                f"{clipped(in_words(ruling.term))} is what the fact states; it cannot be wrong",
            )
        right = fact.term(ruling.role)
        if (
            isinstance(right, Quantity)
            and isinstance(ruling.term, Quantity)
            and right.unit != ruling.term.unit
        ):
            inspection.error(
                "fact",
                fact.id,
                key,
                f"{clipped(in_words(ruling.term))} is counted in another unit than the fact, which has "
                f"{clipped(in_words(right))}; give both the same",
            )


def _check_receipt(inspection: Inspection, fact: Fact) -> None:
    if fact.status != "approved":
        return
    if not any(evidence.at.source == BRIEF and evidence.quote for evidence in fact.evidence):
        inspection.error(
            "fact",
            fact.id,
            "evidence",
            f"{clipped(fact.id)} is approved but quotes nothing; add "
            '{ source = "brief", paragraph = …, quote = "…" }',
        )
    sources = inspection.tables.get("source")
    published = any(evidence.at.source != BRIEF for evidence in fact.evidence)
    if sources is not None and set(sources) != {BRIEF} and not published:
        inspection.error(
            "fact",
            fact.id,
            "evidence",
            f"{clipped(fact.id)} is approved but does not say where it was published; add a source, with its "
            "paragraph or record if they are known",
        )


def _check_tone(inspection: Inspection, fact: Fact) -> None:
    if fact.epistemic != "reported":
        if not fact.speaker:
            inspection.error(
                "fact",
                fact.id,
                "speaker",
                f"{clipped(fact.id)} is {fact.epistemic} by nobody; add its speaker",
            )
        if fact.ask == "yes":
            inspection.error(
                "fact",
                fact.id,
                "ask",
                f'{clipped(fact.id)} is {fact.epistemic}; write ask = "attributed" or "context"',
            )
    if fact.ask == "attributed" and not fact.speaker:
        inspection.error(
            "fact",
            fact.id,
            "speaker",
            f"{clipped(fact.id)} is asked with attribution to nobody; add its speaker",
        )
    if "casualties" in fact.sensitive and fact.ask != "context":
        inspection.error(
            "fact",
            fact.id,
            "ask",
            f'{clipped(fact.id)} tells casualties, which are never asked; write ask = "context"',
        )
    if fact.sensitive and not inspection.bank.content_note and "bank" in inspection.tables:
        inspection.error(
            "fact",
            fact.id,
            "sensitive",
            f"{clipped(fact.id)} is sensitive; add a content_note to bank.toml, to be shown before the start",
        )

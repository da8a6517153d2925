"""A small bank by hand: planets and their moons, with a talk about them to try the rules of tone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from questions.facts import (
    Bank,
    Contrary,
    Disagreement,
    Entity,
    Evidence,
    Fact,
    FactSet,
    Group,
    GroupItem,
    Locator,
    Passage,
    Quantity,
    Relation,
    Ruling,
    Source,
    Term,
    Topic,
    WrittenOption,
    WrittenQuestion,
)
from questions.when import When


def entity(id: str, kind: str, name: str = "", **more: object) -> Entity:
    name = name or id.replace("-", " ").title()
    made = Entity(id, kind, name, name, name)
    return replace(made, **more)  # type: ignore[arg-type]


def evidence(paragraph: int, quote: str) -> tuple[Evidence, ...]:
    return (
        Evidence(Locator("atlas", paragraph + 10)),
        Evidence(Locator("brief", paragraph), quote),
    )


def fact(id: str, subject: str, relation: str, object: Term, statement: str = "", **more: object) -> Fact:
    """An approved fact whose statement our brief holds word for word."""
    statement = statement or f"{subject} {relation} {object}."
    made = Fact(id, subject, relation, object, statement, "approved", (), topic="planets")
    return replace(made, **more)  # type: ignore[arg-type]


def bank_of(
    entities: Iterable[Entity], relations: Iterable[Relation], facts: Iterable[Fact], **more: object
) -> Bank:
    """A bank whose brief has one paragraph a fact."""
    cited = []
    passages = []
    for number, one in enumerate(facts, start=1):
        passages.append(Passage("brief", number, one.statement, rests_on=(Locator("atlas", number + 10),)))
        cited.append(one if one.evidence else replace(one, evidence=evidence(number, one.statement)))
    made = Bank(
        id="planets",
        title="Planets",
        description="Planets and moons.",
        language="en",
        licence="CC-BY-4.0",
        topics={"planets": Topic("planets", "Planets")},
        sources={
            "atlas": Source("atlas", "textbook", "Atlas of the Planets"),
            "brief": Source("brief", "brief", "Our brief: planets", file="brief.md"),
        },
        passages=tuple(passages),
        entities={one.id: one for one in entities},
        relations={one.id: one for one in relations},
        facts={one.id: one for one in cited},
    )
    return replace(made, **more)  # type: ignore[arg-type]


ORBITS = Relation(
    "orbits",
    frozenset({"moon"}),
    frozenset({"planet"}),
    "place",
    functional={"object": "A moon circles one planet."},
    wording={
        "statement": "{subject} circles {object}",
        "subject": "which of these moons circles {object}?",
        "object": "which planet does {subject} circle?",
        "subject_set": "which {count} of these moons circle {object}?",
    },
    swap=("object",),
)
FOUND_ON = Relation(
    "found-on",
    frozenset({"moon"}),
    frozenset({"date"}),
    "discovery",
    functional={"object": "A moon is found once."},
    wording={"statement": "{subject} was found on {object}", "object": "when was {subject} found?"},
    swap=("object",),
)
MOONS_OF = Relation(
    "has-moons",
    frozenset({"planet"}),
    frozenset({"quantity"}),
    "count",
    functional={"object": "The atlas counts each moon once."},
    wording={"statement": "{subject} has {object}", "object": "how many moons does {subject} have?"},
    swap=("object",),
)
FOUND_BY = Relation(
    "found-by",
    frozenset({"moon"}),
    frozenset({"person"}),
    "finder",
    contraries=(Contrary("overlooked-by", "Whoever overlooked a moon did not find it."),),
    wording={"statement": "{object} found {subject}", "object": "who found {subject}?"},
)
OVERLOOKED_BY = Relation("overlooked-by", frozenset({"moon"}), frozenset({"person"}), "miss")
HOPED_FOR = Relation("hoped-for-by", frozenset({"moon"}), frozenset({"person"}), "finder")
RELATIONS = (ORBITS, FOUND_ON, MOONS_OF, FOUND_BY, OVERLOOKED_BY, HOPED_FOR)


def planets() -> Bank:
    """Mars with two moons, Jupiter with four large ones, Saturn with one: all declared and provable."""
    names = {
        "mars": ("phobos", "deimos"),
        "jupiter": ("io", "europa", "ganymede", "callisto"),
        "saturn": ("titan",),
    }
    entities = [entity(planet, "planet") for planet in (*names, "venus")]
    entities += [entity(moon, "moon") for moons in names.values() for moon in moons]
    entities += [entity("galileo", "person", "Galileo Galilei", aliases=("Galileo",))]
    entities += [entity("marius", "person", "Simon Marius"), entity("hall", "person", "Asaph Hall")]
    facts = [
        fact(
            f"{moon}-orbits",
            moon,
            "orbits",
            planet,
            f"{moon.title()} circles {planet.title()}.",
            weight="main",
        )
        for planet, moons in names.items()
        for moon in moons
    ]
    facts += [
        fact("io-found", "io", "found-on", When(1610, 1, 8), "Io was found on 8 January 1610."),
        fact("phobos-found", "phobos", "found-on", When(1877, 8, 18), "Phobos was found on 18 August 1877."),
        fact("titan-found", "titan", "found-on", When(1655, 3, 25), "Titan was found on 25 March 1655."),
        fact("mars-count", "mars", "has-moons", Quantity(Fraction(2), "moons"), "Mars has two moons."),
        fact(
            "io-finder",
            "io",
            "found-by",
            "galileo",
            "Galileo Galilei found Io.",
            rulings=(Ruling("object", "hall", "Asaph Hall found the moons of Mars."),),
        ),
        fact("io-miss", "io", "overlooked-by", "marius", "Simon Marius overlooked Io.", ask="context"),
    ]
    numbers = {one.id: place for place, one in enumerate(facts, start=1)}
    return bank_of(
        entities,
        RELATIONS,
        facts,
        sets={
            "jupiter-four": FactSet(
                "jupiter-four",
                "orbits",
                "subject",
                "jupiter",
                "The atlas lists four large moons of Jupiter.",
                evidence(numbers["io-orbits"], "Io circles Jupiter."),
                topic="planets",
            )
        },
        groups={
            "by-date": Group(
                "by-date",
                "ordering",
                "Put these discoveries in order, the earliest first.",
                tuple(GroupItem(f"{moon}-found", moon.title()) for moon in ("phobos", "io", "titan")),
                topic="planets",
            ),
            "which-planet": Group(
                "which-planet",
                "matching",
                "Match each moon to the planet that it circles.",
                tuple(GroupItem(f"{moon}-orbits") for moon in ("phobos", "io", "titan")),
                spare="venus",
                topic="planets",
            ),
        },
        written={
            "why-titan": WrittenQuestion(
                "why-titan",
                "single_choice",
                "Why does Titan look orange?",
                "Its haze scatters light.",
                evidence(numbers["titan-orbits"], "Titan circles Saturn."),
                options=(
                    WrittenOption("Haze", True, "Haze scatters the light."),
                    WrittenOption("Rust", False, "Rust colours Mars."),
                    WrittenOption("Lava", False, "Lava is found on Io."),
                ),
                topic="planets",
            )
        },
    )


def disagreement(*facts: str, **more: object) -> Disagreement:
    return replace(Disagreement("row", facts, "a value", "never", "They differ."), **more)  # type: ignore[arg-type]

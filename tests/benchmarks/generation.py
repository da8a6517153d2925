"""How fast banks become questions: the shipped ones, and synthetic ones that show how it grows."""

from __future__ import annotations

import dataclasses
import time
import tracemalloc
from typing import Any

from questions.banks import load_bank, shipped_banks
from questions.facts import Bank, Entity, Evidence, Fact, Locator, Passage, Relation, Source, Topic
from questions.generation.generator import generate


def run(_db: str, *, quick: bool) -> dict[str, Any]:
    """Facts, questions, questions a second of CPU and the peak of memory, for each bank."""
    banks: dict[str, Bank] = {}
    for folder in shipped_banks():
        loaded = load_bank(folder).bank
        if loaded is not None:
            banks[folder.name] = loaded
    banks["synthetic-3000"] = synthetic(3_000)
    if not quick:
        banks["synthetic-30000"] = synthetic(30_000)
    print(f"\n{'bank':<22}{'facts':>8}{'questions':>11}{'per second':>12}{'peak MB':>9}")
    figures = {}
    for name, bank in banks.items():
        figures[name] = row = _measure(bank)
        print(
            f"{name:<22}{row['facts']:>8}{row['questions']:>11}{row['questions_per_s']:>12}{row['peak_mb']:>9}"
        )
    return {
        field: {name: row[field] for name, row in figures.items()}
        for field in ("questions_per_s", "facts", "questions", "peak_mb")
    }


def _measure(bank: Bank) -> dict[str, Any]:
    began = time.process_time()
    questions = generate(bank).questions
    took = time.process_time() - began
    tracemalloc.start()
    generate(bank)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "facts": len(bank.facts),
        "questions": len(questions),
        "questions_per_s": round(len(questions) / took),
        "peak_mb": round(peak / 2**20, 1),
    }


def synthetic(facts: int) -> Bank:
    """A bank of made-up towns, each the seat of a district: as many facts as asked."""
    entities: dict[str, Entity] = {}
    stated: dict[str, Fact] = {}
    passages = []
    for number in range(1, facts + 1):
        town, district = f"town-{number}", f"district-{number}"
        town_name, district_name = _name(number, 0), _name(number, 77_777)
        entities[town] = Entity(town, "city", town_name, town_name, town_name)
        entities[district] = Entity(district, "place", district_name, district_name, district_name)
        statement = f"{town_name} is the seat of {district_name}."
        passages.append(Passage("brief", number, statement))
        evidence = (Evidence(Locator("brief", number), statement.rstrip(".")),)
        stated[f"seat-{number}"] = Fact(
            f"seat-{number}", town, "seat-of", district, statement, "approved", evidence, topic="seats"
        )
    relation = Relation(
        "seat-of",
        frozenset({"city"}),
        frozenset({"place"}),
        "seat",
        functional={"subject": "A district has one seat.", "object": "A town is the seat of one district."},
        wording={
            "statement": "{subject} is the seat of {object}",
            "subject": "which town is the seat of {object}?",
            "object": "of which district is {subject} the seat?",
        },
        swap=("object",),
    )
    return dataclasses.replace(
        Bank("synthetic", "Synthetic", "", "en", "CC0-1.0"),
        topics={"seats": Topic("seats", "Seats")},
        kinds={"city": "city", "place": "place"},
        sources={"brief": Source("brief", "brief", "Our brief", file="brief.md")},
        passages=tuple(passages),
        entities=entities,
        relations={"seat-of": relation},
        facts=stated,
    )


SYLLABLES = [
    first + vowel + last for first in "bdfgklmnprstvz" for vowel in "aeiou" for last in ("", "l", "n", "r")
]


def _name(number: int, salt: int) -> str:
    """A name for a number, of four syllables: no two numbers share one, and neighbours look different."""
    count = len(SYLLABLES)
    mixed = (number * 48_271 + salt) % count**3
    spread = (number * 16_807 + salt) % count
    parts = (mixed % count, mixed // count % count, mixed // count**2, spread)
    return "".join(SYLLABLES[part] for part in parts).capitalize()

"""What a file says beside a question, kept with its version so that it can leave again."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from questions.formats.item import Item
from questions.question import Question, Text

Carried = dict[str, Any]
"""JSON: title, category, tags, points, penalty and hints, each only where it says something."""


def carried_of(item: Item) -> Carried:
    """All of an item but the question, its reference and its pictures."""
    said: Carried = {
        "title": item.title,
        "category": list(item.category),
        "tags": list(item.tags),
        "points": "" if item.points == 1 else str(item.points),
        "penalty": "" if item.penalty is None else str(item.penalty),
        "hints": [asdict(hint) for hint in item.hints],
    }
    return {name: value for name, value in said.items() if value}


def item_of(question: Question, carried: Carried, reference: str) -> Item:
    """The question with what came with it; the inverse of `carried_of`."""
    penalty = carried.get("penalty")
    return Item(
        question=question,
        title=carried.get("title", ""),
        category=tuple(carried.get("category", ())),
        tags=tuple(carried.get("tags", ())),
        reference=reference,
        points=Fraction(carried.get("points", 1)),
        penalty=Fraction(penalty) if penalty else None,
        hints=tuple(Text(**hint) for hint in carried.get("hints", ())),
    )

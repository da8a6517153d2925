"""What a file says beside a question, kept with its version so that it can leave again."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from questions.formats.item import Item
from questions.question import Question, Text

LEAST_POINTS, MOST_POINTS = Fraction(1, 100), Fraction(1_000)
"""What a question may be worth."""

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


def points_of(carried: Carried) -> Fraction:
    """What the question is worth in quizzes."""
    return within_bounds(Fraction(carried.get("points", 1)))


def within_bounds(points: Fraction) -> Fraction:
    """These points, or the nearest that a question may be worth: a file may say anything."""
    return min(max(points, LEAST_POINTS), MOST_POINTS)


def worth(carried: Carried, points: Fraction) -> Carried:
    """What came with a question, now worth so many points."""
    rest = {name: value for name, value in carried.items() if name != "points"}
    return rest if points == 1 else rest | {"points": str(points)}


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

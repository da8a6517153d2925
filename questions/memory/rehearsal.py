"""What to practise before it is forgotten: hard enough to be worth it, easy enough to go well."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import TypeVar

from questions.paper import Target

SUCCESS_AIMED_AT = 0.8
"""The share of right answers that practice is to bring: lowest recall first would be a string of failures."""

T = TypeVar("T")


def about_to_forget(recalls: Mapping[Target, float], length: int) -> list[Target]:
    """At most so many targets, the recall of which lies nearest to the success aimed at, one of each fact."""
    nearest = sorted(recalls, key=lambda target: (abs(recalls[target] - SUCCESS_AIMED_AT), target))
    chosen: dict[str, Target] = {}
    for target in nearest:
        chosen.setdefault(target[0], target)
    return list(chosen.values())[:length]


def framed(chances: Mapping[T, float], rng: random.Random) -> list[T]:
    """All of them in an order that opens and closes with the two likeliest successes."""
    likeliest = sorted(chances, key=lambda one: chances[one], reverse=True)
    middle: list[T] = likeliest[2:]
    rng.shuffle(middle)
    return [*likeliest[:1], *middle, *likeliest[1:2]]

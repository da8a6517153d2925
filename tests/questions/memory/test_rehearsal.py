"""What is practised before it is forgotten goes well about four times in five, first and last above all."""

from __future__ import annotations

import random

from questions.memory.rehearsal import SUCCESS_AIMED_AT, about_to_forget, framed


def recalls_of(*chances: float) -> dict[tuple[str, str], float]:
    return {(f"fact-{number}", "object"): chance for number, chance in enumerate(chances)}


def test_what_is_nearest_to_the_success_aimed_at_is_practised_first() -> None:
    recalls = recalls_of(0.3, 0.99, 0.78, 0.62, 0.84)
    assert [recalls[target] for target in about_to_forget(recalls, 3)] == [0.78, 0.84, 0.62]


def test_the_mean_of_a_practice_is_near_the_success_aimed_at() -> None:
    rng = random.Random(1)
    recalls = recalls_of(*(rng.uniform(0.2, 1) for _ in range(200)))
    chosen = about_to_forget(recalls, 10)
    assert abs(sum(recalls[target] for target in chosen) / 10 - SUCCESS_AIMED_AT) < 0.02


def test_two_roles_of_a_fact_are_not_practised_together() -> None:
    recalls = {("a", "object"): 0.8, ("a", "subject"): 0.79, ("b", "object"): 0.7}
    assert about_to_forget(recalls, 10) == [("a", "object"), ("b", "object")]


def test_a_practice_opens_and_closes_with_the_likeliest_successes() -> None:
    chances = dict(zip("abcdefgh", (0.6, 0.61, 0.89, 0.7, 0.65, 0.88, 0.8, 0.75), strict=True))
    for seed in range(20):
        order = framed(chances, random.Random(seed))
        assert (order[0], order[-1]) == ("c", "f")
        assert sorted(order) == sorted(chances)


def test_few_are_framed_too() -> None:
    assert framed({}, random.Random(1)) == []
    assert framed({"a": 0.5}, random.Random(1)) == ["a"]
    assert framed({"a": 0.5, "b": 0.6}, random.Random(1)) == ["b", "a"]

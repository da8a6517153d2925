"""A collection in few numbers: what is recalled of clumps of like memories."""

from __future__ import annotations

import pytest

from questions.memory.collection import Clump, recall_at_age, recalled
from questions.memory.model import recall_after
from questions.memory.plan import DEFAULT_PLAN

PARAMETERS = DEFAULT_PLAN.parameters


def clump(cards: int, stability: float, days: int) -> Clump:
    return Clump(cards, age=days / stability, ageing=1 / stability, stability=stability, difficulty=5.0)


@pytest.mark.parametrize(("stability", "days"), [(0.01, 1), (3.2, 3), (100.0, 50), (36_500.0, 1)])
def test_recall_depends_on_age_alone(stability: float, days: int) -> None:
    assert recall_at_age(days / stability, PARAMETERS) == pytest.approx(
        recall_after(stability, days, PARAMETERS)
    )


def test_what_was_seen_today_is_known_and_at_an_age_of_one_nine_of_ten() -> None:
    assert recall_at_age(0, PARAMETERS) == 1
    assert recall_at_age(1, PARAMETERS) == pytest.approx(0.9)


def test_a_collection_is_recalled_as_the_sum_of_its_clumps_today_and_later() -> None:
    clumps = [clump(10, 20.0, 20), clump(5, 7.0, 0)]
    assert recalled(clumps, PARAMETERS) == pytest.approx(10 * 0.9 + 5)
    later = 10 * recall_after(20.0, 34, PARAMETERS) + 5 * recall_after(7.0, 14, PARAMETERS)
    assert recalled(clumps, PARAMETERS, in_days=14) == pytest.approx(later)
    assert recalled([], PARAMETERS) == 0

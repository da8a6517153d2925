"""The calibration of the linter, in small: what is planted is found, and what is clean is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from questions.generation.lint import RULES
from questions.generation.lint.whole_bank import RULES as BANK_RULES
from tests.benchmarks import lint
from tests.benchmarks.labelled import labelled_items


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return lint.run("sqlite", quick=True)


def test_nineteen_of_twenty_planted_flaws_are_found_by_their_rule(figures: dict[str, Any]) -> None:
    assert figures["recall"] >= 0.95


def test_at_most_one_clean_question_in_twenty_draws_a_remark(figures: dict[str, Any]) -> None:
    assert figures["false_alarms"] <= 0.05


def test_every_rule_is_calibrated(figures: dict[str, Any]) -> None:
    assert set(figures["rules"]) == {rule.id for rule in RULES} | {f"{rule.id} bank" for rule in BANK_RULES}
    assert all(rule["recall"] > 0 for rule in figures["rules"].values())


def test_labels_name_rules_that_there_are() -> None:
    assert {flaw for item in labelled_items() for flaw in item.flaws} <= {rule.id for rule in RULES}

"""Recall targets are made once, whoever asks for them."""

from __future__ import annotations

from quizapp.cards.targets import targets_of_facts
from tests import builders
from tests.conftest import Rows


def test_a_target_is_made_once_and_may_be_about_a_fact_as_a_whole(rows: Rows) -> None:
    """A question written by hand names its facts and no role."""
    with rows() as session:
        bank = builders.bank(session)
        wanted = [("hosted", "object"), ("hosted", ""), ("hosted", "object")]
        first = targets_of_facts(session, bank.id, wanted)
        assert set(first) == set(wanted)
        assert targets_of_facts(session, bank.id, wanted) == first

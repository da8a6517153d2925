from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from questions.memory.evidence import Evidence, Form
from questions.memory.plan import DEFAULT_PLAN, Parameters, Plan
from questions.memory.state import UNMET, Memory, Queue
from questions.memory.stored import (
    dump_evidence,
    dump_memory,
    dump_plan,
    load_evidence,
    load_memory,
    load_plan,
)
from tests.questions.memory.histories import FIRST_DAY, moment

counts = st.integers(0, 10_000)
days = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2200, 1, 1))
memories = st.builds(
    Memory,
    queue=st.sampled_from(get_args(Queue)),
    stability=st.none() | st.floats(0.001, 40_000),
    difficulty=st.none() | st.floats(1, 10),
    last_on=days,
    due_on=days,
    due_at=st.none() | st.datetimes(timezones=st.just(dt.UTC)),
    interval=counts,
    step=counts,
    reps=counts,
    lapses=counts,
    is_suspended=st.booleans(),
    is_leech=st.booleans(),
    is_flagged=st.booleans(),
    buried_on=days,
)
plans = st.builds(
    Plan,
    parameters=st.builds(
        Parameters, st.sampled_from(("FSRS-6", "FSRS-7")), st.tuples(*[st.floats(0, 100)] * 21)
    ),
    retention=st.floats(0.70, 0.97),
    learning_steps=st.lists(counts).map(tuple),
    relearning_steps=st.lists(counts).map(tuple),
    longest_interval=st.integers(1, 36_500),
    leech_after=counts,
    leech_again=st.integers(1, 100),
    suspends_leeches=st.booleans(),
    easy_days=st.tuples(*[st.floats(0, 1)] * 7),
    exam_on=days,
)
evidences = st.builds(
    Evidence, st.floats(0, 1), st.floats(0, 1), st.sampled_from(get_args(Form)), st.booleans()
)


def through_json(stored: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(stored))
    return found


@given(memories)
def test_a_memory_comes_back_bit_for_bit(memory: Memory) -> None:
    assert load_memory(through_json(dump_memory(memory))) == memory


@given(plans)
def test_a_plan_comes_back_bit_for_bit(plan: Plan) -> None:
    assert load_plan(through_json(dump_plan(plan))) == plan


@given(evidences)
def test_evidence_comes_back_bit_for_bit(evidence: Evidence) -> None:
    assert load_evidence(through_json(dump_evidence(evidence))) == evidence


def test_only_what_was_learnt_takes_room() -> None:
    assert dump_memory(UNMET) == {}
    memory = Memory(queue="learning", due_at=moment(FIRST_DAY), reps=1)
    assert dump_memory(memory) == {"queue": "learning", "due_at": moment(FIRST_DAY).isoformat(), "reps": 1}


def test_a_stored_plan_keeps_what_it_said_when_the_defaults_change() -> None:
    stored = dump_plan(replace(DEFAULT_PLAN, retention=0.85))
    assert stored["retention"] == 0.85
    assert stored["parameters"]["version"] == "FSRS-6"
    assert tuple(stored["learning_steps"]) == (1, 10)

"""Memories, evidence and plans as JSON and back, exactly: floats keep every bit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from questions.memory.evidence import Evidence
from questions.memory.plan import Parameters, Plan
from questions.memory.state import UNMET, Memory


def dump_memory(memory: Memory) -> dict[str, Any]:
    """Only what differs from a memory never met; days and moments in ISO 8601."""
    found: dict[str, Any] = {}
    for name, value, unmet in zip(Memory._fields, memory, UNMET, strict=True):
        if value != unmet:
            found[name] = value.isoformat() if isinstance(value, dt.date) else value
    return found


def load_memory(stored: dict[str, Any]) -> Memory:
    values = dict(stored)
    for name in ("last_on", "due_on", "buried_on"):
        if name in values:
            values[name] = dt.date.fromisoformat(values[name])
    if "due_at" in values:
        values["due_at"] = dt.datetime.fromisoformat(values["due_at"])
    return Memory(**values)


def dump_plan(plan: Plan) -> dict[str, Any]:
    """Every setting, so that a plan stays what it was when a default changes."""
    found: dict[str, Any] = {}
    for name in Plan.__slots__:
        value = getattr(plan, name)
        if isinstance(value, Parameters):
            found[name] = dump_parameters(value)
        elif isinstance(value, tuple):
            found[name] = list(value)
        else:
            found[name] = value.isoformat() if isinstance(value, dt.date) else value
    return found


def load_plan(stored: dict[str, Any]) -> Plan:
    values = dict(stored)
    if "parameters" in values:
        values["parameters"] = load_parameters(values["parameters"])
    for name in ("learning_steps", "relearning_steps", "easy_days"):
        if name in values:
            values[name] = tuple(values[name])
    if values.get("exam_on"):
        values["exam_on"] = dt.date.fromisoformat(values["exam_on"])
    return Plan(**values)


def dump_parameters(parameters: Parameters) -> dict[str, Any]:
    return {"version": parameters.version, "values": list(parameters.values)}


def load_parameters(stored: dict[str, Any]) -> Parameters:
    return Parameters(stored["version"], tuple(stored["values"]))


def dump_evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "share": evidence.share,
        "guess": evidence.guess,
        "form": evidence.form,
        **({"was_guessed": True} if evidence.was_guessed else {}),
    }


def load_evidence(stored: dict[str, Any]) -> Evidence:
    return Evidence(**stored)

"""What a learner gave, as JSON for a row and back, without loss."""

from __future__ import annotations

from typing import Any

from questions.response import Blank, Given, Response, Unreadable, Value


def dump_given(given: Given) -> dict[str, Any]:
    """A JSON object that `load_given` turns back into an equal value."""
    match given:
        case Response(value):
            return {"value": value if isinstance(value, str) else [_plain(part) for part in value]}
        case Blank(declared):
            return {"blank": "declared" if declared else "left"}
        case Unreadable(reason, raw, readable):
            beside = {"readable": [list(pair) for pair in readable]} if readable else {}
            return {"unreadable": reason, "raw": raw, **beside}


def _plain(part: str | tuple[str, str]) -> str | list[str]:
    return part if isinstance(part, str) else list(part)


def load_given(record: dict[str, Any] | None) -> Given:
    """The value that was dumped; None (nothing saved yet) is blank."""
    if record is None:
        return Blank()
    if "value" in record:
        return Response(_value(record["value"]))
    if "blank" in record:
        return Blank(declared=record["blank"] == "declared")
    return Unreadable(record["unreadable"], record.get("raw", ""), _pairs(record.get("readable", [])))


def _value(value: str | list[Any]) -> Value:
    if isinstance(value, str):
        return value
    if value and isinstance(value[0], str):
        return tuple(value)
    return _pairs(value)


def _pairs(dumped: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) for one, other in dumped)

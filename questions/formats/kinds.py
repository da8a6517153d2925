"""Whether a value holds what its annotations promise, where it was made of foreign data."""

from __future__ import annotations

from dataclasses import is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints


def is_of(value: object, kind: Any) -> bool:
    """Whether a value, with all that it holds, is of an annotated kind; True is no number here."""
    origin = get_origin(kind)
    if origin is Literal:
        return value in get_args(kind) and isinstance(value, str)
    if origin is UnionType:
        return any(is_of(value, one) for one in get_args(kind))
    if origin is tuple:
        return isinstance(value, tuple) and _holds(value, get_args(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        return isinstance(value, kind) and all(
            is_of(getattr(value, name), hint) for name, hint in _hints(kind).items()
        )
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _holds(values: tuple[object, ...], kinds: tuple[Any, ...]) -> bool:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return all(is_of(one, kinds[0]) for one in values)
    return len(values) == len(kinds) and all(
        is_of(one, kind) for one, kind in zip(values, kinds, strict=True)
    )


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)

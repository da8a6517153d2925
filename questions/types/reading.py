"""What all types share in reading raw fields: blank, "I don't know", hostile input, and showing it again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import parse_qsl, urlencode

from questions.response import Blank, Given, Response, Unreadable
from questions.text import MAX_TYPED, is_storable, storable
from questions.types.contract import Fields

UNKNOWN = "unknown"
UNSTORABLE = "Your answer holds a character that cannot be stored."
NO_TEXT = "Your answer came in a form that cannot be read."
MAX_VALUES = 200
"""More values than any honest page sends for one question."""


def entered(fields: Fields, name: str) -> list[str]:
    """The non-blank values of one field, in the order sent; at most MAX_VALUES + 1 are looked at."""
    return [value.strip() for value in _sent(fields, name) if isinstance(value, str) and value.strip()]


def read_nothing(
    fields: Fields, names: Collection[str], *, longest: int = MAX_TYPED
) -> Blank | Unreadable | None:
    """What can be said before a type looks: nothing was given, or nothing that can be kept.

    "I don't know" holds only where no field is filled: whoever also answers has answered.
    Fields that the type does not know are ignored.
    """
    sent = [value for name in names for value in _sent(fields, name)]
    if not all(isinstance(value, str) for value in sent):
        return Unreadable(NO_TEXT, as_sent(fields, names))
    values = [value for name in names for value in entered(fields, name)]
    if not values:
        return Blank(declared="1" in entered(fields, UNKNOWN))
    if len(values) > MAX_VALUES:
        return Unreadable("That is more than one answer to this question.", as_sent(fields, names))
    if any(len(value) > longest for value in values):
        return Unreadable(f"Write at most {longest:,} characters.", _raw(fields, names))
    if not all(map(is_storable, values)):
        return Unreadable(UNSTORABLE, _raw(fields, names))
    return None


def as_sent(fields: Fields, names: Collection[str]) -> str:
    """Chosen fields as one line of text, so that `sent_again` can show them once more."""
    pairs = [(name, storable(value)) for name in names for value in entered(fields, name)]
    return urlencode(pairs[:MAX_VALUES])[:MAX_TYPED]


def sent_again(raw: str) -> dict[str, list[str]]:
    """The fields that `as_sent` wrote down."""
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(raw):
        fields.setdefault(name, []).append(value)
    return fields


def fields_of_nothing(given: Given) -> dict[str, list[str]]:
    """The fields of a blank response, declared or not."""
    return {UNKNOWN: ["1"]} if given == Blank(declared=True) else {}


def options_in(given: Given) -> tuple[str, ...]:
    """The option ids of a response, in its order; none where nothing of that kind was given."""
    match given:
        case Response(tuple(options)):
            return tuple(option for option in options if isinstance(option, str))
    return ()


def pairs_in(given: Given) -> tuple[tuple[str, str], ...]:
    """The pairs of a response, in its order; none where nothing of that kind was given."""
    match given:
        case Response(tuple(pairs)):
            return tuple(pair for pair in pairs if isinstance(pair, tuple))
    return ()


def option_at(token: str, order: Sequence[str]) -> str | None:
    """The option id that a page calls `token`: its place in the order, counted from "1"."""
    return next((option for place, option in enumerate(order, start=1) if token == str(place)), None)


def token_of(option: str, order: Sequence[str]) -> str:
    """What the page calls an option; a place that does not exist for one that is not shown."""
    return str(order.index(option) + 1 if option in order else 0)


def _sent(fields: Fields, name: str) -> Sequence[object]:
    """The values of a field as they came: JSON may bring anything where a form brings lists of texts."""
    values: object = fields.get(name)
    if values is None:
        return ()
    return values[: MAX_VALUES + 1] if isinstance(values, list | tuple) else [values]


def _raw(fields: Fields, names: Collection[str]) -> str:
    if list(names) == ["text"]:
        return storable("\n".join(entered(fields, "text")))
    return as_sent(fields, names)

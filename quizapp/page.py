"""What a view answers with, and the parts of a page that it does not know of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import url_for
from werkzeug.wrappers import Response

# A page with or without a status, or a whole response such as a redirect.
Page = str | Response | tuple[str, int]


class Panel(NamedTuple):
    """A part of a page that a later room adds: a template, which reads what it shows from `panel.shown`."""

    template: str
    shown: dict[str, Any]


def numbered_addresses(endpoint: str, **values: Any) -> Callable[[int], str]:
    """Addresses that end in a `number`, made from one: Werkzeug builds each as if it were the first."""
    start = url_for(endpoint, **values, number=0).removesuffix("0")
    return lambda number: f"{start}{number}"


def with_button(words: str, label: str, address: str, fields: Mapping[str, object]) -> Any:
    """A sentence to flash with a button beside it, which posts these fields to that address."""
    return {"words": words, "label": label, "address": address, "fields": dict(fields)}

"""What a view answers with, and the parts of a page that it does not know of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from werkzeug.wrappers import Response

# A page with or without a status, or a whole response such as a redirect.
Page = str | Response | tuple[str, int]


class Panel(NamedTuple):
    """A part of a page that a later room adds: a template, which reads what it shows from `panel.shown`."""

    template: str
    shown: dict[str, Any]


def with_button(words: str, label: str, address: str, fields: Mapping[str, object]) -> Any:
    """A sentence to flash with a button beside it, which posts these fields to that address."""
    return {"words": words, "label": label, "address": address, "fields": dict(fields)}

"""Pages of later rooms that pages of earlier ones lead to, without knowing them."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from flask import Flask, current_app

Place = Literal["questions", "listed questions", "quiz", "own text"]
"""Where a link stands: above the list of questions, below it (the address then takes what is ticked
there, else the filter), on the page of a quiz (the address then takes `quiz`), or at the name of a text
that a teacher added (the address then takes its `slug`)."""


class FurtherPage(NamedTuple):
    """What a link or a button says, and where it leads."""

    label: Any
    endpoint: str


def init_app(app: Flask) -> None:
    app.extensions["further_pages"] = {}
    app.jinja_env.globals["further_pages"] = further_pages


def lead_on(app: Flask, place: Place, label: Any, endpoint: str) -> None:
    """Let the pages of a place lead to a page of this room."""
    app.extensions["further_pages"].setdefault(place, []).append(FurtherPage(label, endpoint))


def further_pages(place: Place) -> list[FurtherPage]:
    """In the order of the rooms."""
    found: list[FurtherPage] = current_app.extensions["further_pages"].get(place, [])
    return found

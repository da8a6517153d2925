"""The tabs of a class. Later rooms put theirs before ours, which are about the class itself."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l

from quizapp.classrooms.models import Classroom


class ClassTab(NamedTuple):
    """A page of each class: its words, and an endpoint that takes `classroom_id`."""

    label: Any
    endpoint: str


OWN_TABS = (
    ClassTab(_l("People"), "classrooms.people"),
    ClassTab(_l("Code"), "classrooms.code"),
    ClassTab(_l("Settings"), "classrooms.settings"),
)


def init_tabs(app: Flask) -> None:
    app.extensions["class_tabs"] = []


def add_class_tab(app: Flask, label: Any, endpoint: str) -> None:
    """Let a later room show a page in every class, before those of the rooms before it."""
    app.extensions["class_tabs"].insert(0, ClassTab(label, endpoint))


def class_tabs() -> list[ClassTab]:
    return [*current_app.extensions["class_tabs"], *OWN_TABS]


def tabs_of(classroom: Classroom) -> list[dict[str, Any]]:
    """The tabs of one class, as the `tabs` component takes them."""
    return [
        {
            "label": tab.label,
            "href": url_for(tab.endpoint, classroom_id=classroom.id),
            "here": request.endpoint == tab.endpoint,
        }
        for tab in class_tabs()
    ]

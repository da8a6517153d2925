"""The tabs of a class, and of one student in it. Later rooms put theirs before ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l

from quizapp.classrooms.models import Classroom


class ClassTab(NamedTuple):
    """A page of each class: its words, and an endpoint that takes `classroom_id`; of a student also
    `user_id`.
    """

    label: Any
    endpoint: str


OWN_TABS = (
    ClassTab(_l("People"), "classrooms.people"),
    ClassTab(_l("Code"), "classrooms.code"),
    ClassTab(_l("Settings"), "classrooms.settings"),
)
OWN_STUDENT_TABS = (ClassTab(_l("Name and password"), "classrooms.student"),)


def init_tabs(app: Flask) -> None:
    app.extensions["class_tabs"] = []
    app.extensions["student_tabs"] = []


def add_class_tab(app: Flask, label: Any, endpoint: str) -> None:
    """Let a later room show a page in every class, before those of the rooms before it."""
    app.extensions["class_tabs"].insert(0, ClassTab(label, endpoint))


def add_student_tab(app: Flask, label: Any, endpoint: str) -> None:
    """Let a later room show a page of every student, before those of the rooms before it."""
    app.extensions["student_tabs"].insert(0, ClassTab(label, endpoint))


def class_tabs() -> list[ClassTab]:
    return [*current_app.extensions["class_tabs"], *OWN_TABS]


def tabs_of(classroom: Classroom) -> list[dict[str, Any]]:
    """The tabs of one class, as the `tabs` component takes them."""
    return _row(class_tabs(), classroom_id=classroom.id)


def student_tabs_of(classroom: Classroom, user_id: int) -> list[dict[str, Any]]:
    """The same of one student in a class; the first is where her name leads."""
    tabs = [*current_app.extensions["student_tabs"], *OWN_STUDENT_TABS]
    return _row(tabs, classroom_id=classroom.id, user_id=user_id)


def _row(tabs: Iterable[ClassTab], **names: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": tab.label,
            "href": url_for(tab.endpoint, **names),
            "here": request.endpoint == tab.endpoint,
        }
        for tab in tabs
    ]

"""Home, score history and class results: queries and pages, no tables of its own."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from quizapp.classrooms.tabs import add_class_tab
from quizapp.progress import class_views, marking_views, views

__all__ = ["class_views", "init_app", "marking_views", "views"]


def init_app(app: Flask) -> None:
    add_class_tab(app, _l("Quizzes"), "progress.classroom")
    app.register_blueprint(views.blueprint)

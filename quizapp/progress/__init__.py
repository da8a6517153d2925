"""Home, score history and class results: queries and pages, no tables of its own."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from quizapp.bank.question_panels import add_question_panel
from quizapp.classrooms.tabs import add_class_tab, add_student_tab
from quizapp.progress import class_views, marking_views, ruling_views, views
from quizapp.progress.question_panel import question_panel

__all__ = ["class_views", "init_app", "marking_views", "ruling_views", "views"]


def init_app(app: Flask) -> None:
    add_class_tab(app, _l("Quizzes"), "progress.classroom")
    add_student_tab(app, _l("Quizzes"), "progress.class_student")
    add_question_panel(app, question_panel)
    app.register_blueprint(views.blueprint)

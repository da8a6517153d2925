"""Plans, assignments, attempts, answering, marking and review."""

from __future__ import annotations

from flask import Flask

from quizapp.quizzes import teaching_views, views

__all__ = ["init_app", "teaching_views", "views"]


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)

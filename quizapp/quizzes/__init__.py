"""Plans, assignments, attempts, answering, marking and review."""

from __future__ import annotations

from flask import Flask

from quizapp.quizzes.views import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)

"""Home, score history and class results: queries and pages, no tables of its own."""

from __future__ import annotations

from flask import Flask

from quizapp.progress.views import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)

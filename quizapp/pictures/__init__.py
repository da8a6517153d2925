"""Pictures that texts of questions and cards show: kept once, by what they hold, and named by nobody else."""

from __future__ import annotations

from flask import Flask

from quizapp.pictures.views import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)

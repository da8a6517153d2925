"""Pictures and sounds that texts of questions and cards name: kept once, by what they hold."""

from __future__ import annotations

from flask import Flask

from quizapp.media.views import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)

"""Decks and notes, the cards made from them, and what each learner remembers."""

from __future__ import annotations

from flask import Flask

from quizapp.cards.views import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)

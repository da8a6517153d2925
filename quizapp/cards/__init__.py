"""Decks and notes, the cards made from them, and what each learner remembers."""

from __future__ import annotations

from flask import Flask

from quizapp.bank.after_loading import load_with
from quizapp.cards.operations.loading import load_decks
from quizapp.cards.views import blueprint


def init_app(app: Flask) -> None:
    """Register the pages, and give every bank that is loaded its decks."""
    load_with(app, load_decks)
    app.register_blueprint(blueprint)

"""Banks as loaded: documents, passages, entities and facts."""

from __future__ import annotations

from flask import Flask

from quizapp import markup
from quizapp.library.views import blueprint


def init_app(app: Flask) -> None:
    """Register the pages to read, and the filter that renders their texts."""
    markup.init_app(app)
    app.register_blueprint(blueprint)

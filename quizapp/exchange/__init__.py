"""Questions in and out: import with a preview, and export, in the formats of other programs."""

from __future__ import annotations

from flask import Flask

from quizapp.exchange.views import blueprint


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)

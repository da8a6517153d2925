"""Questions in and out: import with a preview, and export, in the formats of other programs."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from quizapp.exchange.readings import init_readings
from quizapp.exchange.views import blueprint
from quizapp.further_pages import lead_on


def init_app(app: Flask) -> None:
    """Register the pages, and let questions and quizzes lead to them."""
    lead_on(app, "questions", _l("Import questions"), "exchange.bring")
    lead_on(app, "questions", _l("From a handout"), "exchange.handouts")
    lead_on(app, "own text", _l("Make questions of it"), "exchange.handout")
    lead_on(app, "listed questions", _l("Export"), "exchange.export")
    lead_on(app, "quiz", _l("Export"), "exchange.export")
    init_readings(app)
    app.register_blueprint(blueprint)

"""Questions and their versions: status, editor, lint, reports of problems."""

from __future__ import annotations

from flask import Flask

from quizapp.bank import queries
from quizapp.bank.after_loading import init_loading
from quizapp.bank.question_panels import init_question_panels
from quizapp.bank.views import blueprint
from quizapp.library.counting import count_with


def init_app(app: Flask) -> None:
    """Register what this room serves, and count questions for the library."""
    count_with(app, queries.count_published)
    init_loading(app)
    init_question_panels(app)
    app.register_blueprint(blueprint)

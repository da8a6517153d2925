"""Plans, assignments, attempts, answering, marking and review."""

from __future__ import annotations

from flask import Flask

from quizapp.bank.moving import move_with
from quizapp.quizzes import teaching_views, views
from quizapp.quizzes.operations.tallying import rebuild_topics
from quizapp.quizzes.result_panels import init_panels
from quizapp.quizzes.review_opening import init_opening
from quizapp.quizzes.ruling_words import way_in_words

__all__ = ["init_app", "teaching_views", "views"]


def init_app(app: Flask) -> None:
    """Register what this room serves, and keep its roll-ups by topic where questions move."""
    move_with(app, rebuild_topics)
    init_opening(app)
    init_panels(app)
    app.jinja_env.filters["way_in_words"] = way_in_words
    app.register_blueprint(views.blueprint)

"""Decks and notes, the cards made from them, and what each learner remembers."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from quizapp.bank.after_loading import load_with
from quizapp.cards.operations.evidence import learn_anew, learn_from_attempt
from quizapp.cards.operations.loading import load_decks
from quizapp.cards.result_panel import result_panel
from quizapp.cards.views import blueprint
from quizapp.classrooms.tabs import add_class_tab
from quizapp.quizzes.result_panels import add_result_panel
from quizapp.quizzes.review_opening import follow_changed_marks, follow_reviews


def init_app(app: Flask) -> None:
    """Register the pages, give every bank that is loaded its decks, and learn from quizzes."""
    load_with(app, load_decks)
    follow_reviews(app, learn_from_attempt)
    follow_changed_marks(app, learn_anew)
    add_result_panel(app, result_panel)
    add_class_tab(app, _l("Decks"), "cards.class_decks")
    app.register_blueprint(blueprint)

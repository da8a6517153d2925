"""The style page: tokens and components in one place, in development only."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app, render_template, request

from quizapp.errors import NotFound

blueprint = Blueprint("style", __name__)

TABS = ("colour", "controls", "answers", "signals")


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/style")
def page() -> str:
    if not current_app.extensions["settings"].development:
        raise NotFound
    tab = request.args.get("tab", TABS[0])
    return render_template("style/page.html", tab=tab if tab in TABS else TABS[0], tabs=TABS)

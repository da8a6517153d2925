"""The style page: tokens and components in one place, in development only."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app, render_template, request

from questions.question import Asked, Gap, Option, Text
from quizapp.errors import NotFound
from quizapp.markup import parted_stem

blueprint = Blueprint("style", __name__)

TABS = ("colour", "controls", "answers", "signals")

CLOZE = Asked(
    "cloze",
    Text("Helsinki lies on the {{1}} and has been the capital since {{2}}."),
    (Option("a", "Gulf of Bothnia"), Option("b", "Gulf of Finland")),
    gaps=(Gap("1", "single_choice", ("a", "b")), Gap("2", "numeric")),
)
CLOZE_LINES = (
    {"label": "Gap 1", "given": "Gulf of Bothnia", "right": "Gulf of Finland", "is_right": False},
    {"label": "Gap 2", "given": "1812", "right": "1812", "is_right": True, "why": "A decree of that April."},
)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/style")
def page() -> str:
    if not current_app.extensions["settings"].development:
        raise NotFound
    tab = request.args.get("tab", TABS[0])
    by_gap = dict(zip(CLOZE.gaps, CLOZE_LINES, strict=True))
    filled = [by_gap[piece] if isinstance(piece, Gap) else piece for piece in parted_stem(CLOZE)]
    cloze = {"asked": CLOZE, "lines": CLOZE_LINES, "filled": filled}
    return render_template("style/page.html", tab=tab if tab in TABS else TABS[0], tabs=TABS, cloze=cloze)

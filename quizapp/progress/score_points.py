"""Scores over time as the points of a chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from questions.score import Score

NARROWEST = 8
"""Dates nearer to each other than this per cent of the width would run into each other."""


def points_over_time(scores: Sequence[tuple[dt.datetime, Score]], last: str) -> list[dict[str, Any]]:
    """Where scores, the earliest first, stand on a chart: x by time, in per cent of the span, y the score.

    The best is named and so is the last, by these words with its `percent` in them.
    """
    if not scores:
        return []
    first = scores[0][0]
    span = (scores[-1][0] - first).total_seconds() or 1
    best = max(range(len(scores)), key=lambda at: (scores[at][1].share, at))
    points = []
    for at, (moment, score) in enumerate(scores):
        name = ""
        if at == len(scores) - 1:
            name = last % {"percent": score.percent}
        elif at == best:
            name = _("Best %(percent)s %%", percent=score.percent)
        x = round(100 * (moment - first).total_seconds() / span, 1) if len(scores) > 1 else 100
        points.append({"x": x, "y": score.percent, "label": format_date(moment, "d MMM"), "name": name})
    for left, right in pairwise(points):
        if right["x"] - left["x"] < NARROWEST and right is not points[-1]:
            right["label"] = ""
        elif right["x"] - left["x"] < NARROWEST:
            left["label"] = ""
    return points

"""The pages of questions in and out."""

from __future__ import annotations

from quizapp.exchange.views import exporting, handouts, importing, landing
from quizapp.exchange.views.room import blueprint

__all__ = ["blueprint", "exporting", "handouts", "importing", "landing"]

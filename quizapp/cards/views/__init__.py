"""The pages of flashcards: decks and their notes, and learning them."""

from __future__ import annotations

from quizapp.cards.views import (
    class_figures,
    decks,
    exporting,
    figures,
    importing,
    notes,
    plan,
    rehearsal,
    results,
    reviewing,
    rounds,
    sharing,
    today,
)
from quizapp.cards.views.room import blueprint

__all__ = [
    "blueprint",
    "class_figures",
    "decks",
    "exporting",
    "figures",
    "importing",
    "notes",
    "plan",
    "rehearsal",
    "results",
    "reviewing",
    "rounds",
    "sharing",
    "today",
]

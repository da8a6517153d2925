"""The pages of flashcards: decks and their notes, and learning them."""

from __future__ import annotations

from quizapp.cards.views import (
    acting,
    class_figures,
    decks,
    exporting,
    figures,
    finding,
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
    "acting",
    "blueprint",
    "class_figures",
    "decks",
    "exporting",
    "figures",
    "finding",
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

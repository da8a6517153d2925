"""Rows of flashcards: decks and notes (content), and each learner's memory with its log (progress)."""

from quizapp.cards.models.content import Card, Deck, DeckShare, Note, NoteTag, RecallTarget
from quizapp.cards.models.memories import MemoryRow, Review
from quizapp.cards.models.studying import Fitting, Study, StudyHabit, StudyPlan
from quizapp.cards.models.tallies import DayTally, DueTally, ForesightTally

__all__ = [
    "Card",
    "DayTally",
    "Deck",
    "DeckShare",
    "DueTally",
    "Fitting",
    "ForesightTally",
    "MemoryRow",
    "Note",
    "NoteTag",
    "RecallTarget",
    "Review",
    "Study",
    "StudyHabit",
    "StudyPlan",
]

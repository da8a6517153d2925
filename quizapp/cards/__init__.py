"""Flashcards: decks, cards, reviews and what is due today."""

"""Every change of decks, notes, cards and memories."""

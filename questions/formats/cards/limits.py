"""How much of a foreign file is looked at. Beyond it a reader refuses at once."""

from __future__ import annotations

MEBIBYTE = 1024 * 1024

LARGEST_FILE = 50 * MEBIBYTE
LARGEST_COLLECTION = 200 * MEBIBYTE
"""Bytes of a collection once it is unpacked."""

HIGHEST_RATIO = 200
"""How many bytes one packed byte of a collection may become; text comes nowhere near it."""

MOST_ENTRIES = 20_000
MOST_NOTES = 20_000
MOST_CARDS = 60_000
MOST_REVIEWS = 500_000
MOST_NOTE_TYPES = 500
MOST_DECKS = 2_000

LONGEST_RAW = 64 * 1024
"""Bytes of a note as its file keeps it, all fields together."""

LONGEST_SIDE = 5_000
"""Characters of one text of a note."""

LONGEST_TAG, MOST_TAGS = 60, 20
LONGEST_DECK = 200
LONGEST_ABOUT = 2_000
DEEPEST_DECK = 20

LARGEST_TEXT = 48 * MEBIBYTE
"""Characters of all notes of a package together."""

MOST_FILLED = 400_000_000
"""Characters that all templates of a package may come to when they are filled with all of its notes."""

MOST_TEMPLATES, MOST_TOKENS = 20, 100

LARGEST_MEDIA = 100 * MEBIBYTE
"""Bytes of all pictures and sounds of a package together, once they are unpacked."""

MOST_STEPS = 400_000_000
"""Steps of SQLite's machine that one collection may cost; 20,000 notes cost about a million."""

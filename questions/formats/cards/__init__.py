"""Flashcards as files: Anki's packages, its text files, and tables pasted from anywhere ↔ piles of notes.

Whatever a file holds, a reader returns what it could use and a remark on each note that it could
not take as it is, or raises `Unreadable` with one reason, within the limits of `limits`.
"""

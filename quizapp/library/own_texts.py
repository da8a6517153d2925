"""Texts that a teacher adds to a bank herself: sources beside those of the bank's folder."""

from __future__ import annotations

# No id in a bank's folder can hold a tilde, so a folder never takes over a teacher's text.
PREFIX = "own~"
KIND = "teacher's text"

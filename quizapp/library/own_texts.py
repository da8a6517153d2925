"""What a teacher adds herself: texts beside those of a bank's folder, and banks without a folder."""

from __future__ import annotations

# No id of a folder can hold a tilde, so a folder never takes over what is a teacher's.
PREFIX = "own~"
KIND = "teacher's text"

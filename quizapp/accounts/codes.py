"""Codes that people copy by hand: how they are written, and how they are read back."""

from __future__ import annotations

import unicodedata

RECOVERY_LENGTH = 16
TEMPORARY_PASSWORD_LENGTH = 10


def in_groups(code: str) -> str:
    """`K7M2PQR8…` as `K7M2-PQR8-…`, which one copies without losing one's place."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(typed: str) -> str:
    """The letters and digits of a typed code, whatever its case, spaces and dashes."""
    return "".join(char for char in unicodedata.normalize("NFKC", typed).upper() if char.isalnum())

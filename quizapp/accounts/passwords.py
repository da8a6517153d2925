"""Passwords: kept as a slow hash, and compared in the same time whether or not the person exists."""

from __future__ import annotations

import unicodedata
from functools import cache

import flask_security
from flask_security.utils import verify_password


def hash_password(password: str) -> str:
    return str(flask_security.hash_password(_as_compared(password)))


def is_right(stored: str | None, password: str) -> bool:
    """Whether this is the password whose hash was `stored`; None takes as long and is never right."""
    if stored is None:
        verify_password(_as_compared(password), _nobodys_hash())
        return False
    return bool(verify_password(_as_compared(password), stored))


def _as_compared(password: str) -> str:
    # Keyboards and systems disagree about how an accent is composed.
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")

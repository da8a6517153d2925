"""Passwords: kept as a slow hash, and compared in the same time whether or not the person exists."""

from __future__ import annotations

import unicodedata
from functools import cache

import flask_security
from flask_security.utils import verify_password

from quizapp.turns import aside


def hash_password(password: str) -> str:
    with aside():
        return str(flask_security.hash_password(_as_compared(password)))


def is_right(stored: str | None, password: str) -> bool:
    """Whether this is the password whose hash was `stored`; None takes as long and is never right."""
    compared_with = _nobodys_hash() if stored is None else stored
    with aside():
        is_same = verify_password(_as_compared(password), compared_with)
    return bool(is_same) and stored is not None


def _as_compared(password: str) -> str:
    # Keyboards and systems disagree about how an accent is composed.
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")

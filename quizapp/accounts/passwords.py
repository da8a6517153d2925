"""Passwords: kept as a slow hash, and compared in the same time whether or not the person exists."""

from __future__ import annotations

import unicodedata
from functools import cache

import flask_security
from flask_security.utils import verify_password

from quizapp.accounts.models import User


def hash_password(password: str) -> str:
    return str(flask_security.hash_password(_as_compared(password)))


def is_right(user: User | None, password: str) -> bool:
    """Whether this is the password of `user`; for nobody it takes as long and is never right."""
    if user is None or user.password is None:
        verify_password(_as_compared(password), _nobodys_hash())
        return False
    return bool(verify_password(_as_compared(password), user.password))


def _as_compared(password: str) -> str:
    # Keyboards and systems disagree about how an accent is composed.
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")

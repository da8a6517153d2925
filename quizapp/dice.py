"""The only place that throws real dice. Below the views, chance is an argument."""

from __future__ import annotations

import random
import secrets

from flask import current_app

# No 0 and O, no 1, I and L: a code is read aloud and copied from a board.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def rng() -> random.Random:
    """Fresh dice for one draw; a seed in the configuration (tests, benchmarks) makes it repeatable."""
    seeded: random.Random | None = current_app.extensions["dice"]
    return random.Random(seeded.getrandbits(64)) if seeded else random.SystemRandom()  # noqa: S311


def token() -> str:
    """A secret that cannot be guessed: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def code(length: int) -> str:
    """A code for people, of unambiguous capital letters and digits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))

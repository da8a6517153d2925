"""What makes a question the same question after its bank has changed."""

from __future__ import annotations

import hashlib

_UNIT_SEPARATOR = "\x1f"


def question_id(bank: str, anchor: str, pattern: str, role: str = "", variant: int = 0) -> str:
    """An id that outlives wording, options and their order: it names where the question comes from."""
    return "q" + digest(bank, anchor, pattern, role, str(variant))[:16]


def digest(*parts: str) -> str:
    """A hexadecimal hash of the parts, the same on any machine and in any run."""
    return hashlib.sha256(_UNIT_SEPARATOR.join(parts).encode()).hexdigest()


def draw(below: int, *seed: str) -> int:
    """A number from 0 to `below` - 1 that the seed fixes; even over many seeds."""
    return int(digest(*seed)[:12], 16) % below

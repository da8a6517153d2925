"""The ways of marking anew in words, on pages and in files."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

_WORDS = {
    "new_key": _l("Marked by a corrected key."),
    "better": _l("Marked by a corrected key; nobody loses points by it."),
    "full": _l("Full marks for everybody."),
    "dropped": _l("The question counts no more."),
    "as_asked": _l("Marked by the key that it had when it was asked."),
}


def way_in_words(way: str) -> str:
    """What one way of ruling (`questions.ruling.Way`) says of all answers."""
    return str(_WORDS[way])

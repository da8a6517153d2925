"""A text about rivers, and places in it found by their words."""

from __future__ import annotations

from questions.handout.sentences import Span

RIVERS = (
    "The Nile is a river in Africa. It is 6,650 km long and was first mapped in 1770 by James Bruce. "
    "The White Nile begins at Lake Victoria.",
    "The Amazon is 6,400 km long; the Congo River is 4,700 km long. Francisco de Orellana sailed it in 1541.",
    "On 3 May 1999 a dam was opened. On 21 July 1970 the Aswan High Dam was finished in the north of Egypt. "
    "It stands in the south of the country. Egypt has 100 million people. In Jinja stands a dam.",
)


def at(text: str, words: str) -> Span:
    """Where these words stand first."""
    start = text.index(words)
    return Span(start, start + len(words))

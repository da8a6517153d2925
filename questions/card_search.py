"""How cards are searched for: words, `tag:x`, `deck:x`, `is:due` and the like, each turned round by `-`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

State = Literal["due", "new", "learning", "review", "suspended", "flagged", "leech"]
STATES: tuple[State, ...] = get_args(State)

LONGEST_SEARCH = 200
MOST_TERMS = 8

_TERM = re.compile(r'(?P<minus>-?)(?:(?P<kind>tag|deck|is):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S+))', re.I)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a note must have, or must not. Of kind `is` the text is a `State`."""

    kind: Literal["word", "tag", "deck", "is"]
    text: str
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """All that a note must fulfil at once; `unknown` are the states that there are not.

    `is_cut` where there were more terms than are looked for.
    """

    terms: tuple[Term, ...] = ()
    unknown: tuple[str, ...] = ()
    is_cut: bool = False

    def wanted(self, kind: str) -> list[str]:
        """The texts of the terms of this kind that are not turned round."""
        return [term.text for term in self.terms if term.kind == kind and not term.is_negated]


def read_search(text: str) -> Search:
    """The first eight terms of a line. Quotes hold words together; with any other prefix it is a word."""
    terms: list[Term] = []
    unknown: list[str] = []
    for found in _TERM.finditer(text[:LONGEST_SEARCH]):
        kind, said = (found["kind"] or "word").lower(), found["quoted"] or found["bare"] or ""
        if kind == "is" and said.lower() not in STATES:
            unknown.append(said)
        elif said:
            terms.append(_term(kind, said, found["minus"] == "-"))
    return Search(tuple(terms[:MOST_TERMS]), tuple(unknown), len(terms) > MOST_TERMS)


def in_quotes(text: str) -> str:
    """A text as one term holds it; quotes inside it cannot be said, nor are they compared."""
    return f'"{text.replace(chr(34), "")}"'


def _term(kind: str, text: str, is_negated: bool) -> Term:
    match kind:
        case "tag":
            return Term("tag", text, is_negated)
        case "deck":
            return Term("deck", text, is_negated)
        case "is":
            return Term("is", text.lower(), is_negated)
        case _:
            return Term("word", text, is_negated)

"""How cards are searched for: words, `tag:x`, `is:due`, `prop:ivl>30` and the like, joined as in Anki.

What stands side by side must hold together, `or` parts, brackets bind, and `-` turns round what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, cast, get_args

from questions.memory.state import Rating

State = Literal["due", "new", "learning", "review", "suspended", "buried", "flagged", "leech"]
STATES: tuple[State, ...] = get_args(State)

Property = Literal["ivl", "due", "s", "d", "r", "reps", "lapses"]
PROPERTIES: tuple[Property, ...] = get_args(Property)

Comparison = Literal["=", "!=", "<", "<=", ">", ">="]

PREFIXES = ("tag", "deck", "is", "flag", "prop", "rated", "added")
NO_TAG = "none"

LONGEST_SEARCH = 200
MOST_TERMS = 8
MOST_DAYS = 36_500

_OPENING = re.compile(r"(-?)\(")
_TERM = re.compile(
    r'(?P<minus>-?)(?:(?P<prefix>[a-z][a-z-]*):(?!//|:))?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S+))', re.I
)
_MEASURE = re.compile(
    r"(?P<name>[a-z]+)(?P<comparison>!=|<=|>=|=|<|>)(?P<number>-?\d{1,6}(?:\.(?P<decimals>\d{1,6}))?)"
)
_LATELY = re.compile(r"(?P<days>\d{1,5})(?::(?P<rating>[1-4]))?", re.ASCII)
_OTHER_STATES = {"learn": "learning"}


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a note must have, or must not. Of kind `is` the text is a `State`.

    In words, tags and decks a `*` stands for anything.
    """

    kind: Literal["word", "tag", "deck", "is"]
    text: str
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What a card's memory measures: `prop:`. `half` is half a unit of the last place that was typed.

    What is within it equals the number. Difficulty counts from 1 to 10, recall from 0 to 1.
    """

    name: Property
    comparison: Comparison
    number: float
    half: float
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Lately:
    """Answered (with this rating, where one is given) or written in the last so many days, today included."""

    kind: Literal["rated", "added"]
    days: int
    rating: Rating | None = None
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Several parts, of which all must hold, or any."""

    parts: tuple[Part, ...]
    is_any: bool = False
    is_negated: bool = False


Part = Term | Measure | Lately | Group


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line is no search; `said` is what was typed there."""

    kind: Literal["state", "prefix", "measure", "days", "flag", "bracket", "or", "many"]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """All that a note must fulfil at once. With faults, it is not what was meant."""

    parts: tuple[Part, ...] = ()
    faults: tuple[Fault, ...] = ()

    def leaves(self) -> Iterator[Term | Measure | Lately]:
        """Each single thing that is asked for, at whatever depth."""
        return _leaves(self.parts)

    def terms(self, kind: str) -> list[Term]:
        """The terms of this kind that any note found must fulfil, turned round or not."""
        return [part for part in self.parts if isinstance(part, Term) and part.kind == kind]

    def wanted(self, kind: str) -> list[str]:
        """The texts of those that are not turned round."""
        return [term.text for term in self.terms(kind) if not term.is_negated]

    def wanted_any(self, kind: str) -> list[list[str]]:
        """As `wanted`, each with its alternatives: of every list, a note found has one at least."""
        found = [[text] for text in self.wanted(kind)]
        for part in self.parts:
            if isinstance(part, Group) and part.is_any and not part.is_negated:
                among = [one for one in part.parts if isinstance(one, Term) and one.kind == kind]
                if len(among) == len(part.parts) and not any(term.is_negated for term in among):
                    found.append([term.text for term in among])
        return found


def read_search(text: str) -> Search:
    """Read a line of at most eight terms. Quotes hold words together, and whatever else would mean more."""
    reading = _Reading()
    rest = text[:LONGEST_SEARCH]
    at = 0
    while at < len(rest):
        if rest[at].isspace():
            at += 1
        elif opening := _OPENING.match(rest, at):
            reading.open(is_negated=bool(opening[1]))
            at = opening.end()
        elif rest[at] == ")" and reading.depth:
            reading.close()
            at += 1
        else:
            at = reading.term(rest, at)
    return reading.search()


def in_quotes(text: str) -> str:
    """A text as one term holds it; quotes inside it cannot be said, nor are they compared."""
    return f'"{text.replace(chr(34), "")}"'


@dataclass(slots=True)
class _Open:
    """A bracket that is open, or the whole line: alternatives, each of parts that must hold together."""

    is_negated: bool = False
    alternatives: list[list[Part]] = field(default_factory=lambda: [[]])


class _Reading:
    def __init__(self) -> None:
        self._open = [_Open()]
        self._faults: list[Fault] = []
        self._count = 0

    @property
    def depth(self) -> int:
        return len(self._open) - 1

    def open(self, *, is_negated: bool) -> None:
        self._open.append(_Open(is_negated))

    def close(self) -> None:
        group = self._open.pop()
        parts = self._joined(group)
        if parts is None:
            self._faults.append(Fault("bracket"))
        else:
            self._add(_turned(parts) if group.is_negated else parts)

    def term(self, line: str, at: int) -> int:
        """Read the term that begins here; where it ends."""
        found = _TERM.match(line, at)
        assert found is not None
        prefix, bare, end = (found["prefix"] or "").lower(), found["bare"], found.end()
        if bare is not None:
            # Of brackets at its end those close a group that it does not open itself.
            surplus = min(bare.count(")") - bare.count("("), self.depth)
            surplus = min(surplus, len(bare) - len(bare.rstrip(")")))
            if surplus > 0:
                bare, end = bare[:-surplus], end - surplus
        said = found["quoted"] if bare is None else bare
        if bare is not None and not prefix and not found["minus"] and said.lower() in ("or", "and"):
            if said.lower() == "or":
                self._open[-1].alternatives.append([])
        elif said:
            self._count += 1
            part = self._read(prefix, said)
            if part is not None:
                self._add(_turned(part) if found["minus"] else part)
        return end

    def search(self) -> Search:
        if self.depth:
            self._faults.append(Fault("bracket"))
        if self._count > MOST_TERMS:
            self._faults.append(Fault("many"))
        whole = self._open[0]
        if len(whole.alternatives) == 1:
            return Search(tuple(whole.alternatives[0][:MOST_TERMS]), tuple(self._faults))
        joined = self._joined(whole)
        return Search(() if joined is None else (joined,), tuple(self._faults))

    def _add(self, part: Part) -> None:
        self._open[-1].alternatives[-1].append(part)

    def _joined(self, group: _Open) -> Part | None:
        """All of a group as one part; None where nothing is left of it."""
        if len(group.alternatives) > 1 and not all(group.alternatives):
            self._faults.append(Fault("or"))
        parts = tuple(
            parts[0] if len(parts) == 1 else Group(tuple(parts)) for parts in group.alternatives if parts
        )
        if len(parts) > 1:
            return Group(parts, is_any=True)
        return parts[0] if parts else None

    def _read(self, prefix: str, said: str) -> Part | None:
        match prefix:
            case "":
                return Term("word", said)
            case "tag" | "deck":
                return Term(prefix, said)
            case "is":
                return self._state(said.lower())
            case "flag":
                return self._flag(said)
            case "prop":
                return self._measure(said.lower())
            case "rated" | "added":
                return self._lately(prefix, said)
            case _:
                self._faults.append(Fault("prefix", prefix))
                return None

    def _state(self, said: str) -> Part | None:
        state = _OTHER_STATES.get(said, said)
        if state in STATES:
            return Term("is", state)
        self._faults.append(Fault("state", said))
        return None

    def _flag(self, said: str) -> Part | None:
        if said in ("0", "1"):
            return Term("is", "flagged", is_negated=said == "0")
        self._faults.append(Fault("flag", said))
        return None

    def _measure(self, said: str) -> Part | None:
        found = _MEASURE.fullmatch(said)
        if found is None or found["name"] not in PROPERTIES:
            self._faults.append(Fault("measure", said))
            return None
        number, half = float(found["number"]), 0.5 * 10 ** -len(found["decimals"] or "")
        if found["name"] == "r" and number > 1:
            number, half = number / 100, half / 100
        if found["name"] == "d" and number < 1:
            # Anki counts it from 0 to 1.
            number, half = 1 + 9 * number, 9 * half
        name, comparison = cast(Property, found["name"]), cast(Comparison, found["comparison"])
        return Measure(name, comparison, number, half)

    def _lately(self, kind: str, said: str) -> Part | None:
        found = _LATELY.fullmatch(said)
        if found is None or not 1 <= int(found["days"]) <= MOST_DAYS or (kind == "added" and found["rating"]):
            self._faults.append(Fault("days", kind))
            return None
        rating = Rating(int(found["rating"])) if found["rating"] else None
        return Lately(cast(Literal["rated", "added"], kind), int(found["days"]), rating)


def _turned(part: Part) -> Part:
    return replace(part, is_negated=not part.is_negated)


def _leaves(parts: tuple[Part, ...]) -> Iterator[Term | Measure | Lately]:
    for part in parts:
        if isinstance(part, Group):
            yield from _leaves(part.parts)
        else:
            yield part

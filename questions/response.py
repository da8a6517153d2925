"""What a learner gave, already read: blank, unreadable and wrong are three different things."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | tuple[str, ...] | tuple[tuple[str, str], ...]
"""What a response holds: typed text, option ids in order, or (prompt id, option id) pairs."""


@dataclass(frozen=True, slots=True)
class Response:
    """A readable answer, in stable option ids, never in what one page happened to call them."""

    value: Value


@dataclass(frozen=True, slots=True)
class Blank:
    """No answer; `declared` when the learner said "I don't know"."""

    declared: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that is no answer to this question; `reason` tells the learner how to mend it.

    `raw` is kept, cut to 2,000 characters, so that nothing the learner typed is lost. `readable` is
    what stands beside it in other fields: it counts, even if the rest is never mended.
    """

    reason: str
    raw: str = ""
    readable: tuple[tuple[str, str], ...] = ()


Given = Response | Blank | Unreadable

"""What the braces of a question give, before it is a question."""

from __future__ import annotations

from dataclasses import dataclass

from questions.question import Format, Key, Option, Why


@dataclass(frozen=True, slots=True)
class Draft:
    """The type that the answers make, with what belongs to them and what reading them cost."""

    type: str
    key: Key
    options: tuple[Option, ...] = ()
    prompts: tuple[Option, ...] = ()
    options_format: Format = "plain"
    reuses_options: bool = False
    whys: tuple[Why, ...] = ()
    losses: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class Unfit(Exception):
    """These answers make no question; the message says why and how to mend it."""

"""A question of Moodle on its way to ours: its element, its texts, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from questions.formats.moodle_xml.answers import Refused, whys_of
from questions.formats.moodle_xml.texts import Texts
from questions.question import Asked, Key, Text, TextKey, Why

YES = frozenset({"true", "1"})
Made = tuple[Asked, Key, tuple[Why, ...]]


@dataclass(slots=True)
class Draft:
    """What a question is made of, and what that costs."""

    element: Element
    texts: Texts
    losses: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def stem(self) -> Text:
        return self.texts.text(self.element.find("questiontext"), "html")

    def whys(self, told: Sequence[tuple[str, Text, bool]]) -> tuple[Why, ...]:
        """The reasons of (answer, feedback, whether it is right)."""
        whys, losses = whys_of(told)
        self.losses += losses
        return whys


def refuse_unanswerable(key: TextKey) -> None:
    """`Refused` where no answer earns everything."""
    if not key.accepted:
        raise Refused("No answer earns the whole mark: give one of them 100 %.")

"""One flashcard as a frozen value: its front, its back, and how an answer typed to it is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from questions.document import dump_key, load_key
from questions.marks import Mark
from questions.question import Asked, DateKey, Format, Key, NumberKey, Question, Sealed, Text, TextKey
from questions.response import Given
from questions.types import TYPES
from questions.types.contract import QuestionType

CardForm = Literal["question", "cloze", "reversed", "basic", "typed"]

GAP = "…"
"""Stands on the front of a cloze card for the words that are missing."""


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows. `back` is the answer alone, `more` what is said below it.

    `hint` is the kind of thing asked for, or an author's own words. Without `key` the learner
    marks herself. `unit` stands behind a number field; `precision` says how exact a date is asked.
    """

    front: str
    back: str
    hint: str = ""
    more: str = ""
    key: TextKey | NumberKey | DateKey | None = None
    unit: str = ""
    precision: str = ""

    @property
    def is_typed(self) -> bool:
        return self.key is not None

    def read(self, typed: Sequence[str]) -> Given:
        """What the learner gave, in any notation that the type of the answer takes."""
        asked = self.question().asked
        return _type_of(self.key).read(asked, (), {"text": list(typed)})

    def mark(self, given: Given) -> Mark:
        """All or nothing, as the same answer is marked in a quiz; ValueError where nothing is typed."""
        return _type_of(self.key).mark(self.question(), given)

    def question(self, format: Format = "plain") -> Question:
        """The card as a question that is answered by typing; ValueError where nothing is typed."""
        if self.key is None:
            raise ValueError("the learner marks this card herself")
        asked = Asked(
            _type_of(self.key).name,
            Text(self.front, format),
            unit=self.unit,
            precision=self.precision,
            answer_kind=self.hint,
        )
        return Question("", asked, Sealed(self.key, Text(self.more, format)))


def dump_face(face: Face) -> dict[str, Any]:
    """The face as JSON, without what is empty; `load_face` reads it back equal."""
    words = {name: getattr(face, name) for name in ("front", "back", "hint", "more", "unit", "precision")}
    dumped: dict[str, Any] = {name: text for name, text in words.items() if text}
    return dumped | ({"key": dump_key(face.key)} if face.key else {})


def load_face(dumped: dict[str, Any]) -> Face:
    key = load_key(dumped["key"]) if "key" in dumped else None
    if not isinstance(key, TextKey | NumberKey | DateKey | None):
        raise ValueError(f"nobody types {key!r}")
    return Face(**{"front": "", "back": ""} | dumped | {"key": key})


def _type_of(key: Key | None) -> QuestionType:
    match key:
        case TextKey():
            return TYPES["short_answer"]
        case NumberKey():
            return TYPES["numeric"]
        case DateKey():
            return TYPES["date"]
        case _:
            raise ValueError("nothing is typed here")

"""What the typed types share: one text field, kept as it was typed."""

from __future__ import annotations

from fractions import Fraction

from questions.marks import BLANK, UNREADABLE, Mark
from questions.response import Blank, Given, Response, Unreadable
from questions.text import storable
from questions.types.contract import Fields, Line, Reveal, Specimen
from questions.types.reading import UNSTORABLE, entered, fields_of_nothing

FIELDS = ("text",)
ONE_ANSWER = "Give one answer only."


def read_text(fields: Fields) -> Response | Unreadable:
    """The typed text; a page has one such field, so several different values are refused."""
    texts = list(dict.fromkeys(entered(fields, "text")))
    return Response(texts[0]) if len(texts) == 1 else Unreadable(ONE_ANSWER, storable("\n".join(texts)))


def fields_of_text(given: Given) -> dict[str, list[str]]:
    """What the text field must hold to show this answer again."""
    match given:
        case Response(str(text)) | Unreadable(raw=text):
            return {"text": [text]}
    return fields_of_nothing(given)


def reveal_text(given: Given, right: str, mark: Mark) -> Reveal:
    """What was typed beside what is right."""
    (words,) = fields_of_text(given).get("text", [""])
    line = Line("", words, right, mark.verdict == "right", mark.verdict == "partly")
    return Reveal(words, right, (line,))


def text_specimen(name: str, text: str, share: Fraction | int) -> Specimen:
    """A text that is read as it stands and earns this share."""
    return Specimen(name, {"text": [text]}, Response(text.strip()), Mark.of(share))


def unreadable_specimen(text: str, reason: str) -> Specimen:
    """A text that is refused for this reason."""
    return Specimen("unreadable", {"text": [text]}, Unreadable(reason, text), UNREADABLE)


def unanswered_specimens() -> list[Specimen]:
    """Nothing typed, "I don't know", and a text that no database takes."""
    return [
        Specimen("blank", {"text": [" "]}, Blank(), BLANK),
        Specimen("declared blank", {"text": [""], "unknown": ["1"]}, Blank(declared=True), BLANK),
        Specimen("unreadable", {"text": ["a\0b"]}, Unreadable(UNSTORABLE, "a�b"), UNREADABLE),
    ]

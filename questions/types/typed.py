"""What the typed types share: one text field, kept as it was typed."""

from __future__ import annotations

from questions.marks import UNREADABLE
from questions.response import Given, Response, Unreadable
from questions.types.contract import Fields, Specimen
from questions.types.reading import entered, fields_of_nothing

FIELDS = ("text",)
ONE_ANSWER = "Give one answer only."


def read_text(fields: Fields) -> Response | Unreadable:
    """The typed text; a page has one such field, so several different values are refused."""
    texts = list(dict.fromkeys(entered(fields, "text")))
    return Response(texts[0]) if len(texts) == 1 else Unreadable(ONE_ANSWER, "\n".join(texts)[:2_000])


def fields_of_text(given: Given) -> dict[str, list[str]]:
    """What the text field must hold to show this answer again."""
    match given:
        case Response(str(text)) | Unreadable(raw=text):
            return {"text": [text]}
    return fields_of_nothing(given)


def unstorable_specimen() -> Specimen:
    """A text that no database takes."""
    refused = Unreadable("Your answer holds a character that cannot be stored.", "a�b")
    return Specimen("unreadable", {"text": ["a\0b"]}, refused, UNREADABLE)

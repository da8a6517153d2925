"""Answers as a browser sends them, and what is stored of an attempt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from questions.response import Given
from questions.types import JUDGED, TYPES
from quizapp.bank.queries import questions_of
from quizapp.quizzes import queries
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Attempt, Slot

Fields = dict[str, list[str]]

# It holds the second in which the page was made.
CSRF_TOKEN = re.compile(r"[\w-]{40,}\.[\w-]+\.[\w-]+")

WRITER = "page-1"
OTHER = "page-2"


def item(slot: int, seq: int, value: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {"slot": slot, "seq": seq, "value": {name: list(texts) for name, texts in value.items()}}


def save(
    client: FlaskClient, attempt: Attempt, *items: dict[str, Any], writer: str = WRITER, **more: Any
) -> TestResponse:
    """Post answers as the page's script does."""
    return client.post(
        f"/attempts/{attempt.id}/answers", json={"writer": writer, "items": list(items), **more}
    )


def post_form(
    client: FlaskClient,
    attempt: Attempt,
    slot: int,
    seq: int,
    value: Mapping[str, Sequence[str]],
    *,
    writer: str = WRITER,
    **more: str,
) -> TestResponse:
    """Post one answer as the plain form does."""
    fields = {f"s{slot}-{name}": list(texts) for name, texts in value.items()}
    return client.post(
        f"/attempts/{attempt.id}/answers",
        data={"writer": writer, f"s{slot}-seq": str(seq), **fields, **more},
    )


def answer_of(session: Session, slot: Slot, name: str) -> Fields:
    """The fields of the type's own specimen called `name` ("right", "wrong", …) for this slot.

    An answer that a person marks is neither right nor wrong.
    """
    question = questions_of(session, [slot.version_id])[slot.version_id]
    specimens = TYPES[question.type].specimens(question, slot.option_order)
    if question.type in JUDGED and name in ("right", "wrong"):
        name = "kept"
    fields = next(one for one in specimens if one.name == name).fields
    return {field: list(values) for field, values in fields.items()}


@dataclass(frozen=True)
class Stored:
    """What the database holds of one attempt."""

    attempt: Attempt
    slots: dict[int, Slot]
    kinds: list[tuple[int, str]]

    def given(self, number: int) -> Given:
        return load_given(self.slots[number].given)


def stored(session: Session, attempt: Attempt) -> Stored:
    session.expire_all()
    return Stored(
        queries.get_own_attempt(session, attempt.user_id, attempt.id),
        {slot.number: slot for slot in queries.slots_of(session, attempt.id)},
        [(step.slot, step.kind) for step in queries.steps_of(session, attempt.id)],
    )


def page_of(browser: FlaskClient, url: str) -> str:
    """What stands on a page, without its token."""
    return CSRF_TOKEN.sub("token", browser.get(url).text)

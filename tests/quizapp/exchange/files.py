"""Files of questions, and the way in and through the pages."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flask.testing import FlaskClient

from questions.formats.item import Item
from questions.formats.register import format_named
from questions.question import ChoiceKey, Text
from tests.questions.builders import a_question, example_question, options_of


def an_item(stem: str = "Which of them is it?", type: str = "single_choice", **more: object) -> Item:
    """The plain example of a type, asking in these words."""
    question = example_question(type)
    return Item(replace(question, asked=replace(question.asked, stem=Text(stem))), **more)  # type: ignore[arg-type]


def flawed_item(stem: str = "Is it?") -> Item:
    """A question that can be asked, with an error that the checks find: two options overlap."""
    options = options_of("1990", "after 1980", "1970")
    question = a_question("single_choice", ChoiceKey(("o2",)), options)
    return Item(replace(question, asked=replace(question.asked, stem=Text(stem))))


def file_of(items: Iterable[Item]) -> bytes:
    """The items in our own format."""
    file = io.BytesIO()
    format_named("json").write(items, file)
    return file.getvalue()


def bring(teacher: FlaskClient, content: bytes | str, name: str = "Rivers of Europe.json") -> str:
    """Send a file (or paste a text); the address at which it can be looked at."""
    data: dict[str, object] = (
        {"text": content} if isinstance(content, str) else {"file": (io.BytesIO(content), name)}
    )
    reply = teacher.post("/exchange/import", data=data, content_type="multipart/form-data")
    assert reply.status_code == 303, reply.get_data(as_text=True)
    return str(reply.location)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    reply = client.get(address)
    assert reply.status_code == status
    return " ".join(reply.get_data(as_text=True).split())


def take_in(
    teacher: FlaskClient,
    items: Sequence[Item] | bytes,
    *,
    into: str = "",
    publishing: str = "all",
    **fields: object,
) -> str:
    """Send and take in all that comes in by itself; the address of the page that follows."""
    address = bring(teacher, items if isinstance(items, bytes) else file_of(items))
    data = {"title": "Rivers", "publishing": publishing, **fields}
    reply = teacher.post(f"{address}?into={into}", data=data)
    assert reply.status_code == 303, reply.get_data(as_text=True)
    return str(reply.location)

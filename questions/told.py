"""What a paper is told of a key when it is drawn, so that the key itself stays unread."""

from __future__ import annotations

from typing import Any, TypedDict

from questions.answer import answer_token
from questions.document import load_asked, load_key
from questions.question import VerdictKey


class Told(TypedDict):
    """Of a key what a paper may know, under the names of the columns that keep it.

    `is_true` is the verdict of a true/false item, None for any other: a paper balances them.
    """

    answer_token: str
    is_true: bool | None


def told_of(asked: dict[str, Any], sealed: dict[str, Any]) -> Told:
    """What a version tells to papers, from its two parts as `questions.document` dumps them."""
    key = load_key(sealed["key"])
    return Told(
        answer_token=answer_token(load_asked(asked), key),
        is_true=key.true if isinstance(key, VerdictKey) else None,
    )

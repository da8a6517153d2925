"""What the review page sends, as JSON or as a plain form → plain values; shape only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from questions.memory.state import Rating
from questions.text import MAX_TYPED, is_storable
from quizapp.cards import promises
from quizapp.cards.operations.reviewing import Answer
from quizapp.edge import MAX_ID, row_id
from quizapp.errors import Invalid

MOST_ANSWERS = 50
LONGEST_ANSWER_MS = 60_000
"""Whoever looks at a card for longer does something else meanwhile (Anki's limit)."""

_UUID = re.compile(r"[A-Za-z0-9-]{8,36}")
# Ours too, which are longer; that of the undoing is longer by two, and the column holds 60.
_ENTRY = re.compile(r"[A-Za-z0-9._-]{1,58}")
_ANSWER = {"uuid", "card", "rating", "at", "ms", "promise", "cram"}
_LATEST_AT = 253_402_300_799_000
ACTIONS = ("suspend", "resume", "bury", "flag", "unflag")


@dataclass(frozen=True, slots=True)
class Round:
    """What a learner sits down to: all her decks or one, today's share or more, or a cram of it all.

    `after` is the card behind which a cram goes on.
    """

    deck_id: int | None = None
    beyond: bool = False
    cram: bool = False
    after: int | None = None

    @property
    def query(self) -> dict[str, int]:
        """The same as it stands in an address, without what is as usual."""
        said = {"deck": self.deck_id, "beyond": int(self.beyond), "cram": int(self.cram), "after": self.after}
        return {name: value for name, value in said.items() if value}

    def going_on(self, card_id: int) -> Round:
        """The round once this card is done."""
        return replace(self, after=card_id) if self.cram else self


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do with a card other than to answer it; `uuid` as with an answer."""

    card_id: int
    action: Any
    uuid: str


def read_round(values: Mapping[str, str]) -> Round:
    """From an address or a form; Invalid where a number is none."""
    deck, after = (_number(values[name], name) if values.get(name) else None for name in ("deck", "after"))
    cram = values.get("cram") == "1"
    if cram and deck is None:
        raise Invalid("deck", "a cram is of one deck")
    return Round(deck, values.get("beyond") == "1", cram, after)


def read_json_answers(body: Any, secret: str, user_id: int) -> list[Answer]:
    """`{answers: [{uuid, card, rating, at, ms, promise, cram}]}`; the last three may be left out.

    `at` counts milliseconds since 1970.
    """
    if not isinstance(body, dict) or body.keys() != {"answers"}:
        raise Invalid("body", "must be an object with answers, and nothing else")
    answers = body["answers"]
    if not isinstance(answers, list) or not 1 <= len(answers) <= MOST_ANSWERS:
        raise Invalid("answers", f"must be a list of 1 to {MOST_ANSWERS} answers")
    return [_json_answer(answer, secret, user_id) for answer in answers]


def read_form_answer(form: Mapping[str, str], secret: str, user_id: int, now: dt.datetime) -> Answer:
    """One answer, given just now. `shown_at` (ms) is when the page was made that asked."""
    card_id = _number(form.get("card", ""), "card")
    shown_at = form.get("shown_at", "")
    took = int(now.timestamp() * 1000) - int(shown_at) if _is_short_number(shown_at) else None
    return Answer(
        uuid=_uuid(form.get("uuid")),
        card_id=card_id,
        rating=_rating(int(form["rating"]) if _is_short_number(form.get("rating", "")) else None),
        at=now,
        duration_ms=min(took, LONGEST_ANSWER_MS) if took is not None and took >= 0 else None,
        is_cram=form.get("cram") == "1",
        promised=promises.read(secret, user_id, card_id, _text(form.get("promise", ""), "promise")),
    )


def read_act(values: Any) -> Act:
    """From JSON or a form."""
    if not isinstance(values, Mapping):
        raise Invalid("body", "must be an object")
    action = values.get("action")
    if action not in ACTIONS:
        raise Invalid("action", f"must be one of {', '.join(ACTIONS)}")
    return Act(_number(values.get("card", ""), "card"), action, _uuid(values.get("uuid")))


def read_entry(values: Any) -> str | None:
    """The uuid of the entry to take back, where one is named."""
    if not isinstance(values, Mapping):
        raise Invalid("body", "must be an object")
    entry = values.get("entry")
    if entry is None or entry == "":
        return None
    if not isinstance(entry, str) or not _ENTRY.fullmatch(entry):
        raise Invalid("entry", "must be the name of an entry")
    return entry


def read_typed(values: Any) -> tuple[int, str]:
    """The card, and what was typed to it."""
    if not isinstance(values, Mapping):
        raise Invalid("body", "must be an object")
    return _number(values.get("card", ""), "card"), _text(values.get("typed", ""), "typed")


def _json_answer(answer: Any, secret: str, user_id: int) -> Answer:
    if not isinstance(answer, dict) or not {"uuid", "card", "rating", "at"} <= answer.keys() <= _ANSWER:
        raise Invalid("answers", "each has uuid, card, rating and at; ms, promise and cram if need be")
    card_id = _number(answer["card"], "card")
    ms, promise = answer.get("ms"), answer.get("promise")
    if ms is not None and (type(ms) is not int or ms < 0):
        raise Invalid("ms", "must be a number of milliseconds")
    if type(answer.get("cram", False)) is not bool:
        raise Invalid("cram", "must be true or false")
    return Answer(
        uuid=_uuid(answer["uuid"]),
        card_id=card_id,
        rating=_rating(answer["rating"]),
        at=_moment(answer["at"]),
        duration_ms=None if ms is None else min(ms, LONGEST_ANSWER_MS),
        is_cram=answer.get("cram", False),
        promised=(
            None if promise is None else promises.read(secret, user_id, card_id, _text(promise, "promise"))
        ),
    )


def _rating(number: Any) -> Rating:
    if type(number) is not int or not 1 <= number <= len(Rating):
        raise Invalid("rating", "must be a whole number from 1 to 4")
    return Rating(number)


def _moment(at: Any) -> dt.datetime:
    if type(at) is not int or not 0 <= at <= _LATEST_AT:
        raise Invalid("at", "must be milliseconds since 1970")
    return dt.datetime.fromtimestamp(at // 1000, dt.UTC) + dt.timedelta(milliseconds=at % 1000)


def _uuid(text: Any) -> str:
    if not isinstance(text, str) or not _UUID.fullmatch(text):
        raise Invalid("uuid", "must be 8 to 36 letters, digits or hyphens, another for each answer")
    return text


def _number(value: Any, name: str) -> int:
    if type(value) is int and 0 < value <= MAX_ID:
        return value
    try:
        return row_id(value if isinstance(value, str) else "")
    except ValueError:
        raise Invalid(name, "must be the number of a row") from None


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or len(value) > MAX_TYPED or not is_storable(value):
        raise Invalid(name, f"must be a text of at most {MAX_TYPED} characters")
    return value


def _is_short_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15

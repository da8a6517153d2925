"""What the pages of an open attempt show: its questions, how far it is, and answers that came too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import format_time
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions.behaviours import (
    OTHERS_BETWEEN,
    asked_as,
    next_slot,
    others_before_return,
)
from questions.gaps import shown_stem
from questions.markdown import in_words
from questions.question import Asked
from questions.response import Unreadable
from questions.types import TYPES
from questions.types.checking import names_of
from questions.types.cloze import gap_is_typed
from questions.types.reading import option_at
from quizapp.bank import queries as bank
from quizapp.errors import NotFound
from quizapp.page import numbered_addresses
from quizapp.quizzes import queries
from quizapp.quizzes.given import load_given
from quizapp.quizzes.log import states_of
from quizapp.quizzes.models import Attempt, Slot
from quizapp.quizzes.operations.answering import SaveOutcome
from quizapp.quizzes.operations.tallying import is_answer
from quizapp.quizzes.reserved_queries import kept_back, reserved_from
from quizapp.quizzes.review_pages import slot_feedback
from quizapp.quizzes.ruling_queries import notices_of
from quizapp.quizzes.untouched import untouched_sheets


@dataclass(frozen=True, slots=True)
class Cell:
    """One question in the panel of a paper."""

    number: int
    href: str
    answered: bool
    unreadable: bool
    flagged: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One question to answer: what is asked, how its options lie, and what has been answered so far."""

    slot: Slot
    asked: Asked
    fields: dict[str, list[str]]

    @property
    def unreadable(self) -> str:
        return _unreadable(self.slot)


def question_page(
    session: Session, attempt: Attempt, number: int, *, now: dt.datetime, writer: str
) -> dict[str, Any]:
    """One question of an open attempt, or in practice its feedback once it has been checked."""
    slots = queries.slots_of(session, attempt.id)
    slot = next((slot for slot in slots if slot.number == number), None)
    if slot is None:
        raise NotFound
    page = _frame(attempt, slots, now, writer, here=number)
    states = states_of(slots)
    if attempt.mode == "practise":
        page |= _progress_of_practice(slots, asked_as(states, number))
    if slot.checked_as is not None:
        page["feedback"] = slot_feedback(session, attempt, slot)
        page["notices"] = notices_of(session, [slot]).get(slot.number, [])
        page["next"] = _next_to_practise(session, attempt, slots, now)
        page["others"] = others_before_return(states, slot.number)
        page["is_enough"] = page["others"] is not None and page["others"] >= OTHERS_BETWEEN
    else:
        page["item"] = _items(session, [slot])[0]
    return page


def _progress_of_practice(slots: Sequence[Slot], place: int) -> dict[str, Any]:
    """Where a practice stands: it is numbered as it is asked, and grows by what comes back."""
    returning = sum(slot.returns is not None for slot in slots)
    drawn = sum(slot.counts for slot in slots)
    return {"place": place, "drawn": drawn, "returning": returning, "between": len(slots) - drawn - returning}


def _next_to_practise(
    session: Session, attempt: Attempt, slots: Sequence[Slot], now: dt.datetime
) -> int | None:
    waiting = [slot for slot in slots if slot.checked_as is None]
    kept = kept_back(session, reserved_from(session, attempt, now), waiting) if waiting else {}
    return next_slot(states_of(slots), besides=kept)


def resume_address(session: Session, attempt: Attempt, now: dt.datetime) -> str:
    """Where an attempt goes on. Of a test that begins just now nothing is answered yet."""
    if attempt.mode == "test" and attempt.started_at == now:
        return next_address(attempt, "1")
    slots = queries.slots_of(session, attempt.id)
    if attempt.mode == "practise":
        number = _next_to_practise(session, attempt, slots, now)
    else:
        number = next((slot.number for slot in slots if not is_answer(slot)), None)
    return next_address(attempt, str(number) if number else "summary")


def whole_page(session: Session, attempt: Attempt, *, now: dt.datetime, writer: str) -> dict[str, Any]:
    slots = queries.slots_of(session, attempt.id)
    page = _frame(attempt, slots, now, writer)
    asked = bank.asked_of(session, [slot.version_id for slot in slots])
    page["untouched"] = untouched_sheets(session, slots, asked)
    page["items"] = _items(session, slots)
    return page


def summary_page(session: Session, attempt: Attempt, *, now: dt.datetime) -> dict[str, Any]:
    """What is answered, open and flagged, before handing in."""
    slots = queries.slots_of(session, attempt.id)
    asked = bank.asked_of(session, [slot.version_id for slot in slots])
    page = _frame(attempt, slots, now, "")
    stems = {slot.number: shown_stem(asked[slot.version_id]) for slot in slots}
    page["stems"] = {number: in_words(stem.value, stem.format) for number, stem in stems.items()}
    return page


def refused_page(
    session: Session, attempt: Attempt, outcome: SaveOutcome, *, now: dt.datetime, writer: str
) -> dict[str, Any]:
    """Both versions of the answers that came too late, to choose between."""
    slots = [slot for slot in queries.slots_of(session, attempt.id) if slot.number in outcome.newer]
    items = _items(session, slots)
    sent = {item.slot.number: outcome.unkept.get(item.slot.number, {}) for item in items}
    mine = {
        item.slot.number: _in_words(item, sent[item.slot.number]) for item in items if sent[item.slot.number]
    }
    theirs = {item.slot.number: _in_words(item, item.fields) for item in items}
    page = _frame(attempt, slots, now, writer)
    return page | {"items": items, "sent": sent, "mine": mine, "theirs": theirs, "refused": outcome.refused}


def next_address(attempt: Attempt, go: str) -> str:
    """Where a form leads after saving: a question, the summary, all questions, or the next to practise."""
    if go.isascii() and go.isdigit() and len(go) < 5:
        return url_for("quizzes.question", attempt_id=attempt.id, number=int(go))
    if go in ("summary", "whole"):
        return url_for(f"quizzes.{go}", attempt_id=attempt.id)
    return url_for("quizzes.summary", attempt_id=attempt.id)


def _frame(
    attempt: Attempt, slots: Sequence[Slot], now: dt.datetime, writer: str, here: int = 0
) -> dict[str, Any]:
    href = numbered_addresses("quizzes.question", attempt_id=attempt.id)
    cells = [
        Cell(
            number=slot.number,
            href=href(slot.number),
            answered=is_answer(slot) and not unreadable,
            unreadable=unreadable,
            flagged=slot.is_flagged,
            here=slot.number == here,
        )
        for slot in slots
        for unreadable in (bool(_unreadable(slot)),)
    ]
    return {
        "active": "quizzes",
        "attempt": attempt,
        "cells": cells,
        "number": here,
        "count": len(slots),
        "done": sum(cell.answered for cell in cells),
        "open": [cell.number for cell in cells if not cell.answered],
        "flagged": [cell.number for cell in cells if cell.flagged],
        "writer": writer,
        "now": now,
        "ends_at": format_time(attempt.deadline_at, "short") if attempt.deadline_at else "",
        "checked": sum(slot.checked_as is not None for slot in slots),
    }


def _items(session: Session, slots: Sequence[Slot]) -> list[Item]:
    asked = bank.asked_of(session, [slot.version_id for slot in slots])
    return [
        Item(slot, question, TYPES[question.type].fields(question, slot.option_order, load_given(slot.given)))
        for slot in slots
        for question in (asked[slot.version_id],)
    ]


def _in_words(item: Item, fields: dict[str, list[str]]) -> str:
    """An answer for showing two versions side by side, without anything that only a key could tell."""
    typed = {"text", *(f"gap-{n}" for n, gap in enumerate(item.asked.gaps, start=1) if gap_is_typed(gap))}
    words = []
    for name, values in sorted(fields.items(), key=lambda field: (len(field[0]), field[0])):
        if name == "unknown":
            words.append(_("I don’t know"))
        elif name in typed:
            words += values
        elif name != "flag":
            words += [_option_text(item, value) for value in values]
    return ", ".join(words) or _("No answer")


def _option_text(item: Item, token: str) -> str:
    option = option_at(token, item.slot.option_order)
    return token if option is None else names_of([option], item.asked) or token


def _unreadable(slot: Slot) -> str:
    """Why what was typed is no answer yet, so that it can be mended before it counts."""
    given = load_given(slot.given)
    return given.reason if isinstance(given, Unreadable) else ""

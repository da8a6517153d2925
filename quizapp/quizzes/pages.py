"""What the pages of the quizzes room show: rows turned into values that templates only lay out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import format_time, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions import attempt as life
from questions.behaviours import (
    BEHAVIOURS,
    OTHERS_BETWEEN,
    asked_as,
    next_slot,
    others_before_return,
    shows_feedback,
)
from questions.gaps import shown_stem
from questions.markdown import in_words
from questions.marks import Mark
from questions.paper import Plan
from questions.question import Asked
from questions.response import Blank, Unreadable
from questions.score import Score
from questions.types import JUDGED, TYPES
from questions.types.checking import names_of
from questions.types.cloze import gap_is_typed
from questions.types.reading import option_at
from quizapp.bank import queries as bank
from quizapp.errors import NotFound
from quizapp.library import queries as library
from quizapp.library.models import Bank
from quizapp.quizzes import queries
from quizapp.quizzes.feedback import Feedback, chips_of, feedback_of, kind_of
from quizapp.quizzes.given import load_given
from quizapp.quizzes.judging_queries import newest_judgements
from quizapp.quizzes.log import state_of, states_of
from quizapp.quizzes.models import Attempt, Slot
from quizapp.quizzes.operations.answering import SaveOutcome
from quizapp.quizzes.operations.marking import earned, keyed_questions, mark_slots, review_opens_at
from quizapp.quizzes.operations.starting import missed_of
from quizapp.quizzes.operations.tallying import is_answer
from quizapp.quizzes.reserved_queries import kept_back, reserved_from

QUICK_LENGTH = 5

Address = Callable[[Attempt, int], str]
"""Where the review of one question of an attempt is, by its number."""

# A right answer of several lines (ordering, matching) stands on the page of its question, unless the
# list would show no answer at all.
LONGEST_IN_LIST = 80


@dataclass(frozen=True, slots=True)
class Cell:
    """One question in the panel of a paper."""

    attempt_id: int
    number: int
    answered: bool
    flagged: bool
    here: bool = False
    unreadable: bool = False

    @property
    def href(self) -> str:
        return url_for("quizzes.question", attempt_id=self.attempt_id, number=self.number)


@dataclass(frozen=True, slots=True)
class Item:
    """One question to answer: what is asked, how its options lie, and what has been answered so far."""

    slot: Slot
    asked: Asked
    fields: dict[str, list[str]]

    @property
    def unreadable(self) -> str:
        return _unreadable(self.slot)


def is_over(attempt: Attempt, now: dt.datetime) -> bool:
    """Whether the attempt is to be shown as finished, written down or not yet."""
    return life.is_over(attempt.state, attempt.deadline_at, now)  # type: ignore[arg-type]


def may_review(session: Session, attempt: Attempt, now: dt.datetime) -> bool:
    """Whether correctness of a finished attempt may be seen now."""
    if attempt.quiz.review == "at_once":
        return attempt.is_tallied or (attempt.state == "open" and not _is_kept_back(session, attempt, now))
    opens_at = attempt.review_at
    if attempt.state == "open":
        terms = queries.get_terms_of_attempt(session, attempt)
        opens_at = review_opens_at(attempt, terms, attempt.deadline_at)
    return opens_at is not None and opens_at <= now


def _is_kept_back(session: Session, attempt: Attempt, now: dt.datetime) -> bool:
    """Of an attempt whose time is up, but that nobody has closed yet: whether its review must wait."""
    reserved = reserved_from(session, attempt, now)
    return bool(kept_back(session, reserved, queries.slots_of(session, attempt.id)))


def may_see_key(session: Session, attempt: Attempt, slot: Slot, now: dt.datetime) -> bool:
    is_open = is_over(attempt, now) and may_review(session, attempt, now)
    return shows_feedback(BEHAVIOURS[attempt.mode], state_of(slot), is_review_open=is_open)


def quick_plan(session: Session, shelf: Bank, named: Sequence[str]) -> Plan:
    """A short practice of a bank, or of the topic that a button names; `NotFound` if it has no such topic."""
    topics = tuple(sorted(set(filter(None, named))))
    known = {topic.slug for topic in bank.topics_with_counts(session, shelf.id)} if topics else set()
    if not known.issuperset(topics):
        raise NotFound
    return Plan(length=QUICK_LENGTH, topics=topics, focus="all" if topics else "main")


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
        (mark,) = mark_slots(session, [slot])
        page["feedback"] = _feedback(session, attempt, slot, mark)
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
    slots = queries.slots_of(session, attempt.id)
    if attempt.mode == "practise":
        number = _next_to_practise(session, attempt, slots, now)
    else:
        number = next((slot.number for slot in slots if not is_answer(slot)), None)
    return next_address(attempt, str(number) if number else "summary")


def whole_page(session: Session, attempt: Attempt, *, now: dt.datetime, writer: str) -> dict[str, Any]:
    slots = queries.slots_of(session, attempt.id)
    page = _frame(attempt, slots, now, writer)
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


def sealed_page(attempt: Attempt) -> dict[str, Any]:
    """What stands in the place of a review that has not opened: when it will, and why it waits."""
    return {"active": "quizzes", "attempt": attempt, "waits_for_test": attempt.quiz.review == "at_once"}


def review_page(session: Session, attempt: Attempt, address: Address | None = None) -> dict[str, Any]:
    """The result of a finished attempt: score, tally, topics and a line for each question that counted.

    `address` says where the review of one question is, the student's own unless given.
    """
    address = address or review_address
    slots = [slot for slot in queries.slots_of(session, attempt.id) if slot.counts]
    marks = mark_slots(session, slots)
    questions = keyed_questions(session, [slot.version_id for slot in slots])
    titles = queries.topic_titles(session, [slot.version_id for slot in slots])
    score = Score(sum(earned(*each) or 0 for each in zip(slots, marks, strict=True)), attempt.available)
    lines = []
    for slot, mark in zip(slots, marks, strict=True):
        question = questions[slot.version_id]
        given = load_given(slot.given)
        reveal = TYPES[question.type].reveal(question, given)
        kind = kind_of(mark.verdict)
        fits = kind == "blank" or len(reveal.right) <= LONGEST_IN_LIST
        href = address(attempt, slot.number)
        lines.append(
            {
                "number": slot.number,
                "stem": shown_stem(question.asked),
                "given": "" if isinstance(given, Blank) and not given.declared else reveal.given,
                "right": reveal.right if fits and kind != "right" and question.type not in JUDGED else "",
                "kind": kind,
                "is_judged": question.type in JUDGED,
                "flagged": slot.is_flagged,
                "href": href,
                "chips": [{"label": chip.label, "href": href + chip.href} for chip in chips_of(question)[:1]],
                "topic": titles.get(slot.version_id, (0, 0, ""))[2],
            }
        )
    bank_row = queries.get_bank(session, attempt.quiz.bank_id)
    return {
        "active": "quizzes",
        "attempt": attempt,
        "bank": bank_row,
        "score": score,
        "lines": lines,
        "right": sum(line["kind"] == "right" for line in lines),
        "partly": sum(line["kind"] == "partly" for line in lines),
        "awaiting": sum(line["kind"] == "awaiting" for line in lines),
        "topics": _by_topic(lines),
        "before": queries.find_score_before(session, attempt),
    }


def practice_of_missed(
    session: Session, attempt: Attempt, lines: Sequence[dict[str, Any]], now: dt.datetime
) -> str:
    """The button below a result, which practises what was missed here and before; "" where all was right."""
    missed_here = sum(line["kind"] != "right" and not line["is_judged"] for line in lines)
    if not missed_here:
        return ""
    missed = missed_of(session, attempt.user_id, attempt.quiz.bank_id, now)
    if not missed.asked or missed.total == missed_here:
        return practise_in_words(missed.at_once, missed.total)
    words = ngettext("Practise %(num)s that you missed", "Practise %(num)s that you missed", missed.at_once)
    return str(words)


def practise_in_words(count: int, of: int) -> str:
    """What a button says that asks so many of those just named; "" for none."""
    if count < of:
        return str(_("Practise %(count)s of these %(total)s", count=count, total=of))
    return str(ngettext("Practise this one", "Practise these %(num)s", count)) if count else ""


def review_question_page(
    session: Session, attempt: Attempt, number: int, address: Address | None = None, all_url: str = ""
) -> dict[str, Any]:
    """One question of a reviewed attempt, with reasons and receipts; addresses as in `review_page`."""
    slots = [slot for slot in queries.slots_of(session, attempt.id) if slot.counts]
    slot = next((slot for slot in slots if slot.number == number), None)
    if slot is None:
        raise NotFound
    (mark,) = mark_slots(session, [slot])
    return {
        "active": "quizzes",
        "attempt": attempt,
        "slot": slot,
        "count": len(slots),
        "feedback": _feedback(session, attempt, slot, mark),
        "bank": queries.get_bank(session, attempt.quiz.bank_id),
        "address": address or review_address,
        "all_url": all_url or url_for("quizzes.review", attempt_id=attempt.id),
    }


def report_page(session: Session, attempt: Attempt, slot: Slot) -> dict[str, Any]:
    asked = bank.asked_of(session, [slot.version_id])[slot.version_id]
    return {
        "active": "quizzes",
        "attempt": attempt,
        "slot": slot,
        "asked": asked,
        "back": back_from_report(attempt, slot.number),
    }


def back_from_report(attempt: Attempt, number: int) -> str:
    if attempt.state == "open":
        return url_for("quizzes.question", attempt_id=attempt.id, number=number)
    return review_address(attempt, number)


def review_address(attempt: Attempt, number: int) -> str:
    return url_for("quizzes.review_question", attempt_id=attempt.id, number=number)


def _frame(
    attempt: Attempt, slots: Sequence[Slot], now: dt.datetime, writer: str, here: int = 0
) -> dict[str, Any]:
    cells = [
        Cell(
            attempt_id=attempt.id,
            number=slot.number,
            answered=is_answer(slot) and not _unreadable(slot),
            unreadable=bool(_unreadable(slot)),
            flagged=slot.is_flagged,
            here=slot.number == here,
        )
        for slot in slots
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


def _feedback(session: Session, attempt: Attempt, slot: Slot, mark: Mark) -> Feedback:
    question = keyed_questions(session, [slot.version_id])[slot.version_id]
    shelf = library.shelf_of(session, attempt.quiz.bank_id, question.sealed.citations)
    held = newest_judgements(session, [slot]) if question.type in JUDGED else {}
    said = held[attempt.id, slot.number].words if held else ""
    return feedback_of(question, slot.option_order, load_given(slot.given), mark, shelf, said=said)


def _by_topic(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    titles = dict.fromkeys(line["topic"] for line in lines if line["topic"])
    return [
        {
            "title": title,
            "right": sum(line["topic"] == title and line["kind"] == "right" for line in lines),
            "count": sum(line["topic"] == title for line in lines),
        }
        for title in titles
    ]


def choices(session: Session, user: Any, now: dt.datetime) -> dict[str, Any]:
    """Where a learner may begin: what is open, what her classes gave her, and the banks."""
    user_id = user.id if user.is_authenticated else 0
    published = bank.count_published(session)
    open_attempts = queries.open_attempts_of(session, user_id, now) if user_id else []
    return {
        "now": now,
        "open_attempts": open_attempts,
        "going_on": {attempt.quiz_id for attempt in open_attempts},
        "assigned": queries.assigned_to(session, user_id) if user_id and not user.is_guest else [],
        "banks": [(entry, published.get(entry.id, 0)) for entry in library.banks(session)],
    }

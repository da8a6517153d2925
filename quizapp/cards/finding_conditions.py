"""What a search asks of notes, in the words of the database."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, not_, or_, select
from sqlalchemy.orm import aliased

from questions.card_search import NO_TAG, Group, Lately, Measure, Part, State, Term
from questions.memory.days import day_begins_at
from questions.memory.model import age_at
from questions.memory.plan import Parameters
from questions.memory.tally import ANSWERING
from quizapp.cards.figures_queries import DaysBetween
from quizapp.cards.models import Card, MemoryRow, Note, NoteTag, Review
from quizapp.cards.queue_queries import IS_NEW

ANYTHING = "*"
"""What stands for any characters in a word, a tag or the title of a deck."""

_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_UNDOING = aliased(Review)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who searches, on which study day, and how to find what her recall is foreseen by.

    `studied` are the decks in which something may be new to her; `decks_named` finds those of a title.
    """

    user_id: int
    day: dt.date
    zone: dt.tzinfo
    parameters: Callable[[], Parameters]
    studied: Collection[int]
    decks_named: Callable[[str], Collection[int]]


def conditions(asker: Asker, parts: Sequence[Part]) -> list[ColumnElement[bool]]:
    """What a note must fulfil, all at once. What is asked of cards must hold of one and the same card.

    Turned round, it must hold of none.
    """
    of_cards, of_notes = [], []
    for part in parts:
        if not part.is_negated and (of_card := _of_card(asker, part)) is not None:
            of_cards.append(of_card)
        else:
            of_notes.append(_of_note(asker, part))
    return ([_has_card(asker, and_(*of_cards))] if of_cards else []) + of_notes


def states_of(memory: MemoryRow, day: dt.date) -> list[State]:
    """All states that a card is in, but for new: that has no memory."""
    states: dict[State, bool] = {
        "suspended": memory.is_suspended,
        "buried": memory.buried_on == day,
        "flagged": memory.is_flagged,
        "leech": memory.is_leech,
        "learning": memory.queue in ("learning", "relearning"),
        "review": memory.queue == "review",
        "due": memory.due_on is not None and memory.due_on <= day and not memory.is_suspended,
    }
    return [state for state, holds in states.items() if holds]


MARKS: dict[str, ColumnElement[bool]] = {
    "suspended": MemoryRow.is_suspended.is_(True),
    "flagged": MemoryRow.is_flagged.is_(True),
    "leech": MemoryRow.is_leech.is_(True),
}
IS_MARKED = or_(*MARKS.values())
IS_IN_STEPS = MemoryRow.queue.in_(("learning", "relearning"))
_STATES = MARKS | {"learning": IS_IN_STEPS, "review": MemoryRow.queue == "review"}


def is_due(day: dt.date) -> ColumnElement[bool]:
    return and_(MemoryRow.queue == "review", MemoryRow.due_on <= day, MemoryRow.is_suspended.is_(False))


def first_day(lately: Lately, day: dt.date) -> dt.date:
    return day - dt.timedelta(days=lately.days - 1)


def _of_card(asker: Asker, part: Part) -> ColumnElement[bool] | None:
    """What is asked of a card and its memory, turned round or not; None for what is asked of the note."""
    match part:
        case Term("is", text):
            return _is_in(asker, text)
        case Measure():
            return _measures(asker, part)
        case Lately("rated"):
            return _is_rated(asker, part)
        case Group(parts, is_any):
            found = [None if one.is_negated else _of_card(asker, one) for one in parts]
            if all(one is not None for one in found):
                return or_(*found) if is_any else and_(*found)  # type: ignore[arg-type]
    return None


def _of_note(asker: Asker, part: Part) -> ColumnElement[bool]:
    of_card = _of_card(asker, part)
    condition = _noted(asker, part) if of_card is None else _has_card(asker, of_card)
    return not_(condition) if part.is_negated else condition


def _noted(asker: Asker, part: Part) -> ColumnElement[bool]:
    match part:
        case Term("tag", text):
            return bears(text)
        case Term("deck", text):
            named = sorted(asker.decks_named(text))
            return Note.deck_id.in_(named) if named else false()
        case Term(text=text):
            return Note.words.ilike(_pattern(f"*{text}*"), escape="/")
        case Lately():
            return Note.made_at >= day_begins_at(first_day(part, asker.day), asker.zone)
        case Group(parts, is_any):
            if is_any:
                return or_(*(_of_note(asker, one) for one in parts))
            return and_(*conditions(asker, parts))
    raise AssertionError(part)


def bears(tag: str) -> ColumnElement[bool]:
    """Whether a note has this tag or one below it: `Asia` finds `Asia::Rivers`, too."""
    wanted = tag.casefold()
    tags = exists().where(NoteTag.note_id == Note.id)
    if wanted == NO_TAG:
        return not_(tags)
    pattern = _pattern(wanted)
    is_named = NoteTag.folded.like(pattern, escape="/") if ANYTHING in wanted else NoteTag.folded == wanted
    return tags.where(or_(is_named, NoteTag.folded.like(f"{pattern}::%", escape="/")))


def _pattern(text: str) -> str:
    for special in ("/", "%", "_"):
        text = text.replace(special, f"/{special}")
    return text.replace(ANYTHING, "%")


def _is_in(asker: Asker, state: str) -> ColumnElement[bool]:
    match state:
        case "due":
            return is_due(asker.day)
        case "new":
            return and_(IS_NEW, Card.deck_id.in_(asker.studied))
        case "buried":
            return MemoryRow.buried_on == asker.day
    return _STATES[state]


def _measures(asker: Asker, measure: Measure) -> ColumnElement[bool]:
    def scale(number: float) -> float:
        return number

    value: Any
    match measure.name:
        case "ivl":
            value = MemoryRow.interval
        case "due":
            value = -DaysBetween(MemoryRow.due_on, literal(asker.day))
        case "s":
            value = MemoryRow.stability
        case "d":
            value = MemoryRow.difficulty
        case "reps" | "lapses":
            value = func.coalesce(getattr(MemoryRow, measure.name), 0)
        case "r":
            # The older a memory is, the less is recalled: no power has to be raised in the database.
            value = -DaysBetween(MemoryRow.last_on, literal(asker.day)) / MemoryRow.stability
            parameters = asker.parameters()

            def scale(number: float) -> float:
                return -age_at(number, parameters)

    low, high = scale(measure.number - measure.half), scale(measure.number + measure.half)
    if measure.comparison in ("=", "!="):
        is_equal = and_(value >= low, value < high)
        return is_equal if measure.comparison == "=" else not_(is_equal)
    compared: ColumnElement[bool] = _COMPARED[measure.comparison](value, scale(measure.number))
    return compared


def _is_rated(asker: Asker, lately: Lately) -> ColumnElement[bool]:
    answers = exists().where(
        Review.user_id == asker.user_id,
        Review.target_id == Card.target_id,
        Review.day >= first_day(lately, asker.day),
        Review.kind.in_(ANSWERING),
        ~exists(select(1).where(_UNDOING.undoes_id == Review.id)),
    )
    return answers.where(Review.rating == int(lately.rating)) if lately.rating else answers


def _has_card(asker: Asker, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a note has a card with such a memory; one that was never met has none."""
    mine = and_(MemoryRow.target_id == Card.target_id, MemoryRow.user_id == asker.user_id)
    return exists(
        select(1)
        .select_from(Card)
        .outerjoin(MemoryRow, mine)
        .where(Card.note_id == Note.id, Card.retired_at.is_(None), condition)
    )

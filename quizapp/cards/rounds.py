"""Rounds of cards: what is asked, what became of the answers, and what the pages show of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions.card_round import Draw, Outcome, Playable, Task, Verdict, outcomes_of, tasks_of
from questions.memory.state import Rating
from questions.question import Text
from questions.response import Unreadable
from questions.types import TYPES
from questions.types.contract import Fields
from quizapp.accounts.models import User
from quizapp.cards.checking import check
from quizapp.cards.operations.reviewing import Answer
from quizapp.cards.round_queries import get_playables

SentFields = Callable[[int], Fields]
"""The raw fields of a task, by its number from 1."""


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task as its form shows it: `fields` hold what was sent before, `fault` why it could not be read."""

    number: int
    task: Task
    hint: str
    fields: Fields = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One card of a result: what was asked and given, and what is right where it was not given."""

    card_id: int
    front: str
    given: str
    right: str
    kind: Verdict
    word: str


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of a round; without `lines` while an answer that could not be read is to be given anew."""

    tasks: tuple[ShownTask, ...]
    lines: tuple[Line, ...] = ()

    @property
    def missed(self) -> list[int]:
        return [line.card_id for line in self.lines if line.kind != "right"]

    def answers(self, name: str, now: dt.datetime) -> list[Answer]:
        """One for each card, named for the round and the card: sent twice, it counts once."""
        return [
            Answer(
                uuid=f"{name}.{line.card_id}",
                card_id=line.card_id,
                rating=Rating.GOOD if line.kind == "right" else Rating.AGAIN,
                at=now,
                is_cram=True,
            )
            for line in self.lines
        ]


def tasks_asked(session: Session, user: User, deck_id: int, draw: Draw) -> tuple[ShownTask, ...]:
    """What a draw asks; NotFound where the learner does not study its cards any more."""
    cards = _cards(session, user, deck_id, draw)
    return tuple(
        ShownTask(number, task, _hint(task, cards)) for number, task in enumerate(_tasks(draw, cards), 1)
    )


def mark_round(session: Session, user: User, deck_id: int, draw: Draw, sent: SentFields) -> Marked:
    """Mark the answers to a draw. Where one cannot be read there are no lines: all are asked anew."""
    cards = _cards(session, user, deck_id, draw)
    tried: list[ShownTask] = []
    lines: list[Line] = []
    for number, task in enumerate(_tasks(draw, cards), 1):
        type, fields = TYPES[task.question.type], sent(number)
        given = type.read(task.question.asked, task.order, fields)
        fault = given.reason if isinstance(given, Unreadable) else ""
        shown = type.fields(task.question.asked, task.order, given)
        tried.append(ShownTask(number, task, _hint(task, cards), shown, fault))
        if type.typed:
            lines.append(_typed_line(cards[task.cards[0]], next(iter(fields.get("text", ())), "")))
        else:
            lines += [_chosen_line(outcome, cards) for outcome in outcomes_of(task, given)]
    return Marked(tuple(tried), () if any(shown.fault for shown in tried) else tuple(lines))


def _cards(session: Session, user: User, deck_id: int, draw: Draw) -> Mapping[int, Playable]:
    return get_playables(
        session, user.id, deck_id, {*draw.cards, *(id for row in draw.options for id in row)}
    )


def _tasks(draw: Draw, cards: Mapping[int, Playable]) -> Sequence[Task]:
    return tasks_of(draw, cards, matching=Text(_("What belongs together?")))


def _hint(task: Task, cards: Mapping[int, Playable]) -> str:
    """What a single card asks for; pairs tell by their options."""
    return "" if task.question.type == "matching" else cards[task.cards[0]].hint


def _typed_line(card: Playable, typed: str) -> Line:
    face = card.typed
    if face is None:
        # It was written anew since the round was drawn, into something that nobody can type.
        return Line(card.card_id, card.front, typed, card.back, "blank", _in_words("blank"))
    checked = check(face, typed)
    kind: Verdict = "wrong" if checked.kind == "unreadable" else checked.kind
    is_slip = kind == "right" and bool(checked.pieces)
    word = checked.verdict if is_slip else _in_words(kind)
    right = card.back if is_slip or kind != "right" else ""
    return Line(card.card_id, card.front, checked.typed, right, kind, word)


def _chosen_line(outcome: Outcome, cards: Mapping[int, Playable]) -> Line:
    card = cards[outcome.card_id]
    given = "" if outcome.chosen is None else cards[outcome.chosen].back
    right = "" if outcome.kind == "right" else card.back
    return Line(card.card_id, card.front, given, right, outcome.kind, _in_words(outcome.kind))


def _in_words(kind: Verdict) -> str:
    return {"right": str(_("Right")), "wrong": str(_("Wrong")), "blank": str(_("Blank"))}[kind]

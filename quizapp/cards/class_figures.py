"""What the pages about the decks of a class show its teachers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from questions.memory.collection import recalled
from questions.memory.days import study_day
from questions.memory.plan import Parameters
from quizapp.cards import class_queries as queries
from quizapp.cards.class_queries import LearnerClump
from quizapp.classrooms.models import Classroom
from quizapp.classrooms.queries import STUDENT, members_of
from quizapp.classrooms.tabs import tabs_of

BEHIND_AFTER = dt.timedelta(days=3)
"""A review that waits longer than a weekend has been left lying."""

FARTHEST = dt.timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class LearnerFigures:
    """How far one student is with a deck: of its cards so many met, and so many recalled by expectation.

    `recalled_later` is that on the day asked for, if nothing came between; `late` reviews were left lying.
    """

    name: str
    studies: bool
    met: int = 0
    recalled: float = 0.0
    recalled_later: float | None = None
    waiting: int = 0
    late: int = 0


def class_decks_page(session: Session, classroom: Classroom) -> dict[str, Any]:
    """The decks of a class, and how many study each."""
    return {
        "classroom": classroom,
        "tabs": tabs_of(classroom),
        "decks": queries.shared_decks(session, classroom.id),
        "students": len(members_of(session, classroom, STUDENT)),
    }


def class_deck_page(
    session: Session, classroom: Classroom, deck_id: int, *, now: dt.datetime, on: dt.date | None
) -> dict[str, Any]:
    """How a class fares with one deck, today and on a later day, such as that of an exam."""
    day = study_day(now, ZoneInfo(classroom.zone))
    deck, shared_at = queries.get_shared_deck(session, classroom.id, deck_id)
    students = members_of(session, classroom, STUDENT)
    learners = sorted(queries.learners_of(session, classroom.id, deck.id))
    clumps = queries.clumps_by_learner(
        session, learners, deck.id, since=shared_at, day=day, late=day - BEHIND_AFTER
    )
    parameters = queries.parameters_of(session, learners)
    later = on if on is not None and day < on <= day + FARTHEST else None
    in_days = (later - day).days if later else None
    figures = [
        _figures(one.user.display_name, clumps.get(one.user_id, ()), parameters[one.user_id], in_days)
        if one.user_id in parameters
        else LearnerFigures(one.user.display_name, studies=False)
        for one in students
    ]
    return {
        "classroom": classroom,
        "deck": deck,
        "shared_at": shared_at,
        "later": later,
        "targets": queries.count_targets(session, deck.id),
        "students": figures,
        "learners": [one for one in figures if one.studies],
        "idle": [one for one in figures if not one.studies],
        "behind": [one for one in figures if one.late],
        "bad_cards": queries.bad_cards(session, learners, deck.id, since=shared_at),
    }


def _figures(
    name: str, clumps: Sequence[LearnerClump], parameters: Parameters, in_days: int | None
) -> LearnerFigures:
    memories = [one.clump for one in clumps]
    return LearnerFigures(
        name,
        studies=True,
        met=sum(clump.cards for clump in memories),
        recalled=recalled(memories, parameters),
        recalled_later=recalled(memories, parameters, in_days=in_days) if in_days else None,
        waiting=sum(one.waiting for one in clumps),
        late=sum(one.late for one in clumps),
    )

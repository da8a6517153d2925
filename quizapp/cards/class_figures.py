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
from quizapp.cards.class_queries import DeckProgress, LearnerClump, SharedDeck
from quizapp.cards.deck_queries import own_decks
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


@dataclass(frozen=True, slots=True)
class DeckFigures:
    """How a class fares with one deck: `met` is the mean share of its cards that its learners have met."""

    deck: SharedDeck
    met: float | None
    behind: int
    bad_cards: int


def class_decks_page(
    session: Session, classroom: Classroom, user_id: int, *, now: dt.datetime
) -> dict[str, Any]:
    """The decks of a class with how far it is in each, and those that `user_id` could share with it."""
    decks = decks_with_figures(session, classroom, now=now)
    shared = {one.deck.id for one in decks}
    return {
        "classroom": classroom,
        "tabs": tabs_of(classroom),
        "decks": decks,
        "students": len(members_of(session, classroom, STUDENT)),
        "to_share": [one for one in own_decks(session, user_id) if one.id not in shared],
    }


def decks_with_figures(session: Session, classroom: Classroom, *, now: dt.datetime) -> list[DeckFigures]:
    """The decks of a class, by title, in as many statements for many as for one."""
    day = study_day(now, ZoneInfo(classroom.zone))
    decks = queries.shared_decks(session, classroom.id)
    progress = queries.progress_by_deck(session, classroom.id, late=day - BEHIND_AFTER)
    targets = queries.targets_by_deck(session, classroom.id)
    bad_cards = queries.bad_cards_by_deck(session, classroom.id)
    figures = []
    for deck in decks:
        done = progress.get(deck.id, DeckProgress())
        to_meet = targets.get(deck.id, 0) * deck.learners
        # A target that moved elsewhere or was retired may still be remembered.
        met = min(1.0, done.met / to_meet) if to_meet else None
        figures.append(DeckFigures(deck, met, done.behind, bad_cards.get(deck.id, 0)))
    return figures


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

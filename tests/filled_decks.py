"""Large decks and long study in few statements: rows as the application would have left them."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.orm import Session

from questions.memory.model import recall_after
from questions.memory.plan import DEFAULT_PLAN
from questions.memory.state import Memory
from questions.memory.stored import dump_memory, dump_plan
from questions.memory.tally import band_of
from quizapp.accounts.models import User
from quizapp.cards.models import (
    Card,
    DayTally,
    Deck,
    DueTally,
    ForesightTally,
    MemoryRow,
    Note,
    RecallTarget,
    Review,
    Study,
    StudyPlan,
)

YEAR = 365
AT_ONCE = 5_000


def fill_deck(session: Session, owner: User, cards: int, *, now: dt.datetime) -> tuple[Deck, list[int]]:
    """A deck of plain notes, one card each, and the targets of its cards in their order."""
    deck = Deck(owner_id=owner.id, title="Everything", last_position=cards, made_at=now)
    session.add(deck)
    session.flush()
    numbers = range(1, cards + 1)
    notes = _ids(
        session,
        Note,
        [
            {
                "deck_id": deck.id,
                "guid": f"filled-{deck.id}-{number}",
                "kind": "basic",
                "fields": {"front": f"Front {number}", "back": f"Back {number}"},
                "made_at": now,
            }
            for number in numbers
        ],
    )
    targets = _ids(
        session, RecallTarget, [{"note_id": note, "ordinal": 1, "kin": f"n{note}"} for note in notes]
    )
    _ids(
        session,
        Card,
        [
            {
                "note_id": note,
                "deck_id": deck.id,
                "target_id": target,
                "ordinal": 1,
                "form": "basic",
                "position": number,
                "face": {"front": f"Front {number}", "back": f"Back {number}"},
            }
            for number, note, target in zip(numbers, notes, targets, strict=True)
        ],
    )
    return deck, targets


def fill_study(
    session: Session,
    user: User,
    deck: Deck,
    targets: Sequence[int],
    *,
    met: int,
    due: int,
    now: dt.datetime,
    rng: random.Random,
) -> None:
    """A year of study: `met` targets are in review by two answers each, the first `due` of them due today."""
    day = now.date()
    session.add(Study(user_id=user.id, deck_id=deck.id, met_position=met, started_at=now))
    plan = StudyPlan(user_id=user.id, plan=dump_plan(DEFAULT_PLAN), made_at=now)
    session.add(plan)
    session.flush()
    memories = {target: _reviewed(number < due, day, rng) for number, target in enumerate(targets[:met])}
    rows = [
        {name: getattr(memory, name) for name in Memory._fields}
        | {
            "user_id": user.id,
            "target_id": target,
            "deck_id": deck.id,
            "position": number,
            "last_at": _moment(memory.last_on or day),
        }
        for number, (target, memory) in enumerate(memories.items(), 1)
    ]
    _add(session, MemoryRow, rows)
    _add(session, Review, [row for one in memories.items() for row in _log(user.id, plan.id, *one)])
    due_on = Counter(memory.due_on for memory in memories.values())
    _add(
        session,
        DueTally,
        [{"user_id": user.id, "due_on": one, "cards": cards} for one, cards in due_on.items()],
    )
    _fill_tallies(session, user.id, list(memories.values()), day)


def _fill_tallies(session: Session, user_id: int, memories: Sequence[Memory], day: dt.date) -> None:
    last_on = Counter(memory.last_on for memory in memories)
    days = [day - dt.timedelta(days=number) for number in range(1, YEAR)]
    tallies = [
        {
            "user_id": user_id,
            "day": one,
            "answers": last_on[one],
            "reviewed": last_on[one],
            "duration_ms": 6_000 * last_on[one],
            "young_asked": last_on[one],
            "young_kept": last_on[one] * 9 // 10,
        }
        for one in days
    ]
    _add(session, DayTally, tallies)
    foreseen = [
        recall_after(memory.stability or 1, memory.interval, DEFAULT_PLAN.parameters) for memory in memories
    ]
    bands = Counter(map(band_of, foreseen))
    _add(
        session,
        ForesightTally,
        [
            {
                "user_id": user_id,
                "band": band,
                "asked": asked,
                "kept": asked * 9 // 10,
                "foreseen": asked * (band * 50_000 + 25_000),
            }
            for band, asked in bands.items()
        ],
    )


def _reviewed(is_due: bool, day: dt.date, rng: random.Random) -> Memory:
    """A memory in review whose interval is about its stability, as an aim of 90 % makes it."""
    stability = math.exp(rng.gauss(3.5, 1.2))
    interval = max(1, min(round(stability), YEAR))
    gone = interval if is_due else rng.randrange(interval)
    return Memory(
        queue="review",
        stability=stability,
        difficulty=rng.uniform(1, 10),
        last_on=day - dt.timedelta(days=gone),
        due_on=day + dt.timedelta(days=interval - gone),
        interval=interval,
        reps=2,
        lapses=rng.choice((0, 0, 0, 1, 2)),
    )


def _log(user_id: int, plan_id: int, target: int, memory: Memory) -> list[dict[str, object]]:
    last_on = memory.last_on
    assert last_on is not None
    first_on = last_on - dt.timedelta(days=3)
    learned = Memory(queue="review", stability=3.2, difficulty=5.3, last_on=first_on, due_on=last_on, reps=1)
    steps = (("learn", Memory(), learned, first_on), ("review", learned, memory, last_on))
    return [
        {
            "user_id": user_id,
            "target_id": target,
            "uuid": f"{kind}-{target}",
            "kind": kind,
            "at": _moment(day),
            "recorded_at": _moment(day),
            "day": day,
            "rating": 3,
            "scheduled_days": after.interval,
            "duration_ms": 6_000,
            "predicted": 0.9 if kind == "review" else None,
            "plan_id": plan_id,
            "before": dump_memory(before),
            "after": dump_memory(after),
        }
        for kind, before, after, day in steps
    ]


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def _ids(session: Session, model: type, rows: list[dict[str, object]]) -> list[int]:
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)  # type: ignore[attr-defined]
    return [
        id
        for start in range(0, len(rows), AT_ONCE)
        for id in session.scalars(statement, rows[start : start + AT_ONCE])
    ]


def _add(session: Session, model: type, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(model), rows[start : start + AT_ONCE])

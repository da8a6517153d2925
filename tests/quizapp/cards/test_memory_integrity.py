"""The check finds every memory and every tally that its log does not explain, and nothing else."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questions.memory.state import Rating
from quizapp.cards import integrity
from quizapp.cards.integrity import check
from quizapp.cards.models import Card, DayTally, DueTally, ForesightTally, MemoryRow
from quizapp.cards.operations.evidence import keep_attempt, take_back_attempt
from quizapp.cards.operations.reviewing import Answer, act_on_cards, take_answers, take_back
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.cards.piles import answers, pile, studies
from tests.quizapp.cards.sitting import deck_about, entries, memories, take
from tests.quizapp.cards.test_evidence import quiz_of

DAY = dt.timedelta(days=1)


def live(session: Session) -> None:
    """Two learners who learn, forget, act, take back, take quizzes and keep what these asked."""
    for zone in ("UTC", "Pacific/Auckland"):
        learner = builders.user(session, zone=zone)
        deck, cards = pile(session, learner, 6)
        studies(session, learner, deck)
        for day in range(6):
            now = NOW + day * DAY
            ratings = (Rating.GOOD, Rating.AGAIN, Rating.EASY)
            batch = [
                answer
                for number, card in enumerate(cards)
                for answer in answers([card], ratings[(number + day) % 3], at=now)
            ]
            take_answers(session, learner, batch, now=now)
            take_back(session, learner, batch[0].uuid, by=f"undo-{day}", now=now)
        act_on_cards(session, learner, [cards[2].id], "suspend", uuid="set-aside", now=NOW + 7 * DAY)
        bank = builders.bank(session)
        quiz = quiz_of(session, "short_answer", "single_choice", "numeric", bank=bank)
        first = take(session, learner, quiz, ["right", "wrong", "right"], now=NOW + 7 * DAY)
        deck_about(session, bank, first.facts)
        keep_attempt(session, learner, first.attempt.id, now=NOW + 7 * DAY)
        second = take(session, learner, quiz, ["wrong", "right", "right"], now=NOW + 9 * DAY)
        take_back_attempt(session, learner, second.attempt.id, None, now=NOW + 10 * DAY)
        take(session, learner, quiz, ["right"], now=NOW + 12 * DAY)


def test_what_came_about_by_answers_and_quizzes_agrees(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "PORTION", 2)
    with rows() as session:
        live(session)
    with rows() as session:
        assert list(check(session)) == []


def first(row: type) -> Callable[..., object]:
    def change(session: Session, **values: object) -> None:
        one = session.query(row).order_by(*row.__table__.primary_key.columns).first()
        keys = {column.name: getattr(one, column.name) for column in row.__table__.primary_key.columns}
        session.execute(update(row).filter_by(**keys).values(**values))

    return change


@pytest.mark.parametrize(
    ("row", "drift", "words"),
    [
        (MemoryRow, {"stability": 99.0}, "stored otherwise than its log folds to: stability"),
        (MemoryRow, {"is_flagged": True}, "folds to: is_flagged"),
        (MemoryRow, {"row_version": 99}, "stored as changed 99 times"),
        (MemoryRow, {"last_at": NOW - 9 * DAY}, "stored as last told of"),
        (DayTally, {"answers": 99}, "answers is 99"),
        (DayTally, {"duration_ms": 5}, "duration_ms is 5"),
        (ForesightTally, {"kept": 99}, "kept is 99"),
        (ForesightTally, {"foreseen": 1}, "foreseen is 1,"),
        (DueTally, {"cards": 99}, "cards is 99"),
    ],
)
def test_each_kind_of_drift_is_found(rows: Rows, row: type, drift: dict[str, object], words: str) -> None:
    with rows() as session:
        live(session)
        first(row)(session, **drift)
    with rows() as session:
        [difference] = check(session)
        assert words in difference


def test_a_tally_of_nothing_that_happened_is_found(rows: Rows) -> None:
    with rows() as session:
        live(session)
        learner = session.query(MemoryRow).first().user_id
        session.add(DueTally(user_id=learner, due_on=dt.date(2030, 1, 1), cards=3))
        session.add(DueTally(user_id=learner, due_on=dt.date(2030, 1, 2), cards=0))
    with rows() as session:
        [difference] = check(session)
        assert "2030-01-01: cards is 3, the log gives 0" in difference


def test_tallies_of_somebody_without_memories_are_found(rows: Rows) -> None:
    with rows() as session:
        learner = builders.user(session)
        session.add(DayTally(user_id=learner.id, day=NOW.date(), answers=1))
        session.flush()
        [difference] = check(session)
        assert "answers is 1, the log gives 0" in difference


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_in_whatever_order_the_logs_explain_it(rows: Rows, seed: int) -> None:
    """Cards, quizzes told late, taking back, keeping, setting aside: some twice, some of days long gone."""
    rng = random.Random(seed)
    with rows() as session:
        learner = builders.user(session, zone=rng.choice(("UTC", "America/Los_Angeles")))
        bank = builders.bank(session)
        quiz = quiz_of(session, "short_answer", "single_choice", "true_false", "numeric", bank=bank)
        facts = take(session, learner, quiz, ["right"] * 4).facts
        deck = deck_about(session, bank, facts)
        if rng.random() < 0.5:
            studies(session, learner, deck)
        cards = session.scalars(select(Card).where(Card.deck_id == deck.id)).all()
        sent: list[Answer] = []
        attempts: list[int] = []
        for step in range(30):
            at = NOW + rng.randrange(12) * DAY + rng.randrange(1_000) * dt.timedelta(minutes=1)
            now = NOW + 12 * DAY + step * dt.timedelta(minutes=1)
            match rng.randrange(6):
                case 0 | 1:
                    names = [rng.choice(("right", "wrong", "declared blank", "")) for _ in facts]
                    attempts.append(take(session, learner, quiz, names, now=at).attempt.id)
                case 2:
                    batch = answers(rng.sample(cards, 2), rng.choice(tuple(Rating)), at=at)
                    sent += batch
                    take_answers(session, learner, [*batch, *sent[:1]], now=now)
                case 3 if attempts:
                    told = {entry.attempt_id for entry in entries(session, learner)}
                    if (attempt := rng.choice(attempts)) in told:
                        take_back_attempt(session, learner, attempt, None, now=now)
                case 4 if attempts:
                    told = {entry.attempt_id for entry in entries(session, learner)}
                    if (attempt := rng.choice(attempts)) in told:
                        keep_attempt(session, learner, attempt, now=now)
                case _:
                    action = rng.choice(("suspend", "resume", "bury", "flag", "forget"))
                    act_on_cards(session, learner, [rng.choice(cards).id], action, uuid=f"{step}", now=now)
    with rows() as session:
        assert list(check(session)) == []
        log = entries(session, learner)
        assert len({entry.uuid for entry in log}) == len(log)
        assert memories(session, learner)

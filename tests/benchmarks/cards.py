"""Five learners with large collections: cards asked and answered in batches and singly, and their figures."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from questions.memory.state import Rating
from quizapp import create_app
from quizapp.accounts import operations as accounts
from quizapp.accounts.models import User
from quizapp.cards.asking import Batch, next_batch
from quizapp.cards.models import DeckShare, StudyHabit
from quizapp.cards.operations.reviewing import Answer, take_answers, take_back
from quizapp.classrooms import operations as classrooms
from quizapp.commands.serving import search_less_for_garbage
from quizapp.db import Base, db, unit_of_writing
from quizapp.settings import Settings
from tests.benchmarks.serving import cpu_of, postgresql_in
from tests.filled_decks import fill_deck, fill_study

LEARNERS = 5
CARDS, QUICK_CARDS = 100_000, 5_000
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SEED = 2021
WRITES = ("INSERT", "UPDATE", "DELETE")


class Sent(NamedTuple):
    """A statement as it went to the driver; with `is_many`, `parameters` is a list of them."""

    text: str
    parameters: Any
    is_many: bool


@dataclass
class School:
    """The application over filled tables, and all that is counted and timed of it."""

    app: Flask
    database: psutil.Process | None
    learners: list[User]
    rng: random.Random = field(default_factory=lambda: random.Random(SEED))
    statements: list[Sent] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def cpu_seconds(self) -> float:
        """CPU of this process and of the database's, so far."""
        return time.process_time() + (cpu_of(self.database) if self.database else 0.0)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One unit of writing with one durable commit."""
        with self.app.app_context(), unit_of_writing():
            yield db.session()
            db.session.commit()

    def ask(self, learner: User, limit: int) -> Batch:
        with self.app.app_context():
            return next_batch(db.session(), learner, now=NOW, limit=limit)

    def answers_to(self, batch: Batch) -> list[Answer]:
        """Nine of ten remembered; each holds us to what its button promised."""
        return [
            Answer(
                uuid=f"bench-{next(self._numbers)}",
                card_id=one.face.card_id,
                rating=Rating.GOOD if self.rng.random() < 0.9 else Rating.AGAIN,
                at=NOW,
                duration_ms=self.rng.randint(2_000, 9_000),
                promised=one.promise,
            )
            for one in batch.cards
        ]

    def give(self, learner: User, answers: Sequence[Answer]) -> None:
        with self.writing() as session:
            taken = take_answers(session, learner, answers, now=NOW)
            assert len(taken.recorded) == len(answers)


def run(db: str, *, quick: bool) -> dict[str, Any]:
    """Latencies are of the calls that a request makes, without HTTP and signing in; commits are durable.

    `cards_per_s` counts cards asked for and answered in batches of 20, by the clock; `p50_ms` and
    `p95_ms` are of one such batch, `single_p50_ms` and `single_p95_ms` of a card asked for and
    answered by itself. `single_ratio_to_floor` is the CPU of one answer to that of its own writing
    statements, sent again with the same commit by the bare driver.
    """
    cards = QUICK_CARDS if quick else CARDS
    rounds = 10 if quick else 40
    with filled(db, cards) as school:
        figures: dict[str, Any] = {"learners": LEARNERS, "cards": cards}
        figures |= _batches(school, rounds)
        figures |= _singles(school, rounds)
        figures |= _pages(school)
    print(f"\ncards, {db}, {LEARNERS} learners with {cards} cards each")
    for name, figure in figures.items():
        print(f"{name:<24}{figure:>10}")
    return figures


@contextmanager
def filled(db_name: str, cards: int) -> Iterator[School]:
    """A fresh database in which every learner has reviewed nearly all of one deck, twice each card."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url, database = f"sqlite:///{folder / 'bench.sqlite3'}", None
        if db_name == "postgresql":
            url, database = stack.enter_context(postgresql_in(folder / "pg"))
        app = create_app(
            Settings(instance=folder, database_url=url), clock=lambda: NOW, dice=random.Random(1)
        )
        school = School(app, database, [])
        with app.app_context(), unit_of_writing():
            Base.metadata.create_all(db.engine)
            school.learners = _fill(db.session(), cards)
            db.session.commit()
            db.session.execute(db.text("ANALYZE"))
            db.session.commit()
            event.listen(db.engine, "before_cursor_execute", _noted_in(school.statements))
        search_less_for_garbage()
        yield school
        with app.app_context():
            db.engine.dispose()


def _fill(session: Session, cards: int) -> list[User]:
    learners = [
        accounts.create_user(
            session,
            username=f"learner-{number}",
            display_name=f"Learner {number}",
            password="a long enough secret",
            uniquifier=f"learner-{number}",
            now=NOW,
        )
        for number in range(LEARNERS)
    ]
    deck, targets = fill_deck(session, learners[0], cards, now=NOW)
    room = classrooms.create_classroom(
        session, learners[0], name="Benchmark", zone="UTC", code="BENCH2", now=NOW
    )
    session.add(DeckShare(deck_id=deck.id, classroom_id=room.id, shared_at=NOW))
    for number, learner in enumerate(learners):
        if learner is not learners[0]:
            classrooms.join(session, learner, room.join_code, now=NOW)
        session.add(StudyHabit(user_id=learner.id, new_per_day=1_000, reviews_per_day=10_000))
        fill_study(
            session,
            learner,
            deck,
            targets,
            met=cards - cards // 50,
            due=cards // 25 if cards <= QUICK_CARDS else 2_000,
            now=NOW,
            rng=random.Random(number),
        )
    return learners


def _noted_in(statements: list[Sent]) -> Callable[..., None]:
    def note(_connection: Any, _cursor: Any, text: str, parameters: Any, _context: Any, many: bool) -> None:
        if not text.startswith("SET TRANSACTION"):
            statements.append(Sent(text, parameters, many))

    return note


def _batches(school: School, rounds: int) -> dict[str, Any]:
    for learner in school.learners:
        school.give(learner, school.answers_to(school.ask(learner, 20)))
    school.statements.clear()
    spent, cpu, answered = [], school.cpu_seconds(), 0
    for _round in range(rounds):
        for learner in school.learners:
            began = time.perf_counter()
            answers = school.answers_to(school.ask(learner, 20))
            assert len(answers) == 20
            school.give(learner, answers)
            spent.append(time.perf_counter() - began)
            answered += len(answers)
    cpu = school.cpu_seconds() - cpu
    return {
        "answered": answered,
        "cards_per_s": round(answered / sum(spent)),
        "cards_per_cpu_s": round(answered / cpu),
        **_percentiles("", spent),
        "statements_per_answer": round(len(school.statements) / answered, 2),
    }


def _singles(school: School, rounds: int) -> dict[str, Any]:
    """Asking and answering one card, in blocks that take turns with the floor."""
    spent: list[float] = []
    cpu = {"answer": 0.0, "floor": 0.0}
    for _round in range(rounds):
        learner = school.learners[_round % LEARNERS]
        batches, written = [], []
        for _card in range(10):
            began = time.perf_counter()
            batches.append(school.ask(learner, 1))
            asked = time.perf_counter() - began
            answers = school.answers_to(batches[-1])
            school.statements.clear()
            before, began = school.cpu_seconds(), time.perf_counter()
            school.give(learner, answers)
            spent.append(asked + time.perf_counter() - began)
            cpu["answer"] += school.cpu_seconds() - before
            written.append([one for one in school.statements if one.text.startswith(WRITES)])
        before = school.cpu_seconds()
        for number, statements in enumerate(written):
            _write_again(school, statements, f"floor-{_round}-{number}")
        cpu["floor"] += school.cpu_seconds() - before
    return {
        **_percentiles("single_", spent),
        "single_cpu_ms": round(1000 * cpu["answer"] / len(spent), 3),
        "floor_cpu_ms": round(1000 * cpu["floor"] / len(spent), 3),
        "single_ratio_to_floor": round(cpu["answer"] / cpu["floor"], 2),
    }


def _write_again(school: School, statements: list[Sent], uuid: str) -> None:
    """The same rows by the bare driver; only the log wants another uuid."""
    with school.app.app_context():
        connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if school.database is None:
            cursor.execute("PRAGMA query_only=OFF")
            cursor.execute("BEGIN IMMEDIATE")
        for text, parameters, is_many in statements:
            if is_many:
                cursor.executemany(text, [_with_uuid(one, uuid) for one in parameters])
            else:
                cursor.execute(text, _with_uuid(parameters, uuid))
        connection.commit()
    finally:
        connection.close()


def _with_uuid(parameters: Any, uuid: str) -> Any:
    def changed(value: Any) -> Any:
        return uuid if isinstance(value, str) and value.startswith("bench-") else value

    if isinstance(parameters, dict):
        return {name: changed(value) for name, value in parameters.items()}
    return tuple(map(changed, parameters))


def _pages(school: School) -> dict[str, Any]:
    """The queue alone, the page of figures as a browser gets it, and thirty answers taken back."""
    learner = school.learners[0]
    queue = _cpu_of_each(school, lambda: school.ask(learner, 20), 20)
    browser = school.app.test_client()
    with school.writing() as session:
        accounts.sign_in(session, learner, token="benchmark", now=NOW, device="Benchmark")
    with browser.session_transaction() as cookie:
        cookie.update(sign_in="benchmark", _user_id=learner.fs_uniquifier, _fresh=True)

    def figures() -> None:
        assert browser.get("/cards/figures").status_code == 200

    first = _cpu_of_each(school, figures, 1)
    answers = [answer for _ in range(2) for answer in _given(school, learner)][:30]
    undoing = iter(reversed(answers))

    def undo() -> None:
        answer = next(undoing)
        with school.writing() as session:
            take_back(session, learner, answer.uuid, by=f"undo-{answer.uuid}", now=NOW)

    return {
        "queue_cpu_ms": round(1000 * statistics.median(queue), 2),
        "stats_first_cpu_ms": round(1000 * first[0], 1),
        "stats_cpu_ms": round(1000 * statistics.median(_cpu_of_each(school, figures, 5)), 1),
        "undo_cpu_ms": round(1000 * statistics.median(_cpu_of_each(school, undo, len(answers))), 2),
    }


def _given(school: School, learner: User) -> list[Answer]:
    answers = school.answers_to(school.ask(learner, 20))
    school.give(learner, answers)
    return answers


def _cpu_of_each(school: School, work: Callable[[], object], times: int) -> list[float]:
    spent = []
    for _time in range(times):
        before = school.cpu_seconds()
        work()
        spent.append(school.cpu_seconds() - before)
    return spent


def _percentiles(prefix: str, seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        f"{prefix}p50_ms": round(1000 * statistics.median(ordered), 2),
        f"{prefix}p95_ms": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 2),
    }

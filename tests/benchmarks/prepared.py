"""The server's side of a benchmark: rows to work on, and the real application with its statements counted."""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import event

from questions.banks import bank_hash, load_bank, shipped_banks
from questions.generation.generator import generate
from questions.paper import Plan
from quizapp import access, create_app
from quizapp.accounts import operations as accounts
from quizapp.bank import operations as bank
from quizapp.bank import queries as bank_queries
from quizapp.classrooms import operations as classrooms
from quizapp.commands.serving import search_less_for_garbage
from quizapp.db import Base, db, unit_of_writing
from quizapp.library import operations as library
from quizapp.listening import listen
from quizapp.quizzes import operations as quizzes
from quizapp.quizzes.terms import Dates
from quizapp.settings import Settings

NOW = dt.datetime.now(dt.UTC)
PASSWORD = "a long enough secret"
LENGTH = 20


def school(students: int) -> dict[str, object]:
    """A class with one test of 20 single-choice questions about capitals."""
    session = db.session()
    folder = next(folder for folder in shipped_banks() if folder.name == "capitals")
    loaded = load_bank(folder).bank
    assert loaded is not None
    row = library.load_bank(session, loaded, bank_hash(folder), True, NOW)
    bank.load_questions(session, row, generate(loaded).questions, NOW)
    teacher = accounts.create_user(
        session,
        username="teacher",
        display_name="Teacher",
        password=PASSWORD,
        uniquifier="teacher",
        now=NOW,
        roles=("teacher",),
    )
    classroom = classrooms.create_classroom(
        session, teacher, name="Benchmark", zone="UTC", code="BENCH2", now=NOW
    )
    chosen = [one for one in bank_queries.candidates(session, row.id) if one.type == "single_choice"]
    ids = tuple(one.question_id for one in chosen[:LENGTH])
    quiz = quizzes.make_quiz(
        session,
        teacher,
        title="Capitals",
        bank_id=row.id,
        plan=Plan(length=LENGTH, question_ids=ids),
        mode="test",
        review="at_once",
        limit_seconds=None,
        now=NOW,
    )
    assignment = quizzes.give_quiz(session, teacher, quiz, classroom, Dates(), now=NOW)
    for number in range(students):
        student = accounts.create_user(
            session,
            username=f"student-{number}",
            display_name=f"Student {number}",
            password=PASSWORD,
            uniquifier=f"student-{number}",
            now=NOW,
        )
        classrooms.join(session, student, "BENCH2", now=NOW)
    return {"assignment": assignment.id, "password": PASSWORD, "length": LENGTH}


SCENARIOS: dict[str, Callable[[int], dict[str, object]]] = {"school": school}


class CountedStatements:
    """Adds the number of cursor executions of each request to its reply, for the benchmark to read."""

    def __init__(self, app: Flask) -> None:
        self._app = app.wsgi_app
        self._here = threading.local()
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._count)

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("SET TRANSACTION"):
            self._here.count = getattr(self._here, "count", 0) + 1

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self._here.count = 0

        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            return start_response(status, [*headers, ("X-Statements", str(self._here.count))], error)

        return self._app(environ, start)


def add_floor(app: Flask) -> None:
    """The bare route that a save is compared with: one small write, one commit, nothing else."""
    with app.app_context(), unit_of_writing():
        db.session.execute(db.text("CREATE TABLE bench_floor (id INTEGER PRIMARY KEY, value INTEGER)"))
        db.session.execute(db.text("INSERT INTO bench_floor (id, value) VALUES (1, 0)"))
        db.session.commit()

    def floor() -> ResponseReturnValue:
        db.session.execute(db.text("UPDATE bench_floor SET value = value + 1 WHERE id = 1"))
        db.session.commit()
        return {"saved": True}

    app.add_url_rule("/floor", "floor", floor, methods=["POST"])
    app.extensions["csrf"].exempt(floor)
    access.RULES["floor"] = access.Rule(access.ANYONE)


def main() -> None:
    url, folder, port, scenario, students = sys.argv[1:6]
    settings = Settings(instance=Path(folder), database_url=url)
    app = create_app(settings, dice=random.Random(2021))
    with app.app_context(), unit_of_writing():
        Base.metadata.create_all(db.engine)
        prepared = SCENARIOS[scenario](int(students))
        db.session.commit()
    add_floor(app)
    app.wsgi_app = CountedStatements(app)  # type: ignore[method-assign]
    print(json.dumps(prepared), flush=True)
    search_less_for_garbage()
    listen(app, settings, "127.0.0.1", int(port)).run()


if __name__ == "__main__":
    main()

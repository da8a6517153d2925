"""A server killed while thousands of questions land keeps none of them, and takes all of them afterwards."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import func, select

from quizapp.bank.models import Question, QuestionKey, QuestionVersion
from quizapp.commands.instance import opened
from quizapp.db import db, unit_of_writing
from quizapp.exchange.landing import find_landing
from quizapp.exchange.models import ImportedVersion, QuestionImport
from quizapp.library.models import Bank
from tests import builders
from tests.benchmarks.client import Browser
from tests.quizapp.server import PATIENCE_SECONDS, Instance, Start

QUESTIONS = 10_000
FILE = "".join(f"Number {number}.{{T}}\n\n" for number in range(QUESTIONS))
TAKE = {"title": "Numbers", "publishing": "all"}


def signed_in(port: int) -> Browser:
    browser = Browser(port)
    browser.get("door", "/sign-in")
    browser.post("sign in", "/sign-in", {"username": "anna", "password": builders.PASSWORD})
    browser.get("page", "/exchange/import")
    return browser


def rows_of(served: Instance) -> Counter[str]:
    with opened(served.settings):
        session = db.session()
        return Counter(
            {
                "questions": session.scalar(select(func.count()).where(Question.origin == "teacher")),
                "versions": session.scalar(select(func.count()).where(QuestionVersion.pattern == "imported")),
                "keys": session.scalar(
                    select(func.count())
                    .select_from(QuestionKey)
                    .join(QuestionVersion, QuestionVersion.id == QuestionKey.version_id)
                    .where(QuestionVersion.pattern == "imported")
                ),
                "brought": session.scalar(select(func.count()).select_from(ImportedVersion)),
                "imports": session.scalar(select(func.count()).select_from(QuestionImport)),
                "banks": session.scalar(select(func.count()).where(Bank.owner_id.is_not(None))),
            }
        )


def stage_of(served: Instance) -> str:
    """How far the one file is that is on its way."""
    told = next((served.folder / "imports").glob("*.landing"), None)
    landing = find_landing(told) if told else None
    return landing.stage if landing else ""


@pytest.mark.parametrize("stage", ["readying", "writing"])
def test_a_server_killed_while_questions_land_keeps_all_or_nothing(
    start: Start, served: Instance, stage: str
) -> None:
    server = start()
    port = server.port
    with opened(served.settings), unit_of_writing():
        builders.teacher(db.session(), "anna")
        db.session.commit()
    with closing(signed_in(port)) as teacher:
        held = teacher.post("send", "/exchange/import", {"text": FILE})
        teacher.get("look", f"{held}?as=gift")
        assert teacher.post("take", f"{held}?as=gift", TAKE) == f"{held}/landing"
        assert teacher.errors == 0
    eventually(lambda: stage_of(served) == stage)
    server.end(signal.SIGKILL)
    assert stage_of(served) == stage
    assert set(rows_of(served).values()) == {0}

    again = start()
    with closing(signed_in(again.port)) as teacher:
        landing = teacher.post("take", f"{held}?as=gift", TAKE)
        eventually(lambda: stage_of(served) == "in")
        teacher.get("landed", landing)
        assert teacher.status_of("landed") == 303
    assert again.end(signal.SIGTERM) == 0
    found = rows_of(served)
    assert {found[name] for name in ("questions", "versions", "keys", "brought")} == {QUESTIONS}
    assert (found["imports"], found["banks"]) == (1, 1)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)

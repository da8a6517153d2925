"""A server killed while thousands of questions land keeps none of them, and takes all of them afterwards."""

from __future__ import annotations

import http.client
import signal
import threading
import time
from collections import Counter

from sqlalchemy import func, select

from quizapp.bank.models import Question, QuestionKey, QuestionVersion
from quizapp.commands.instance import opened
from quizapp.db import db, unit_of_writing
from quizapp.exchange.models import ImportedVersion, QuestionImport
from quizapp.library.models import Bank
from tests import builders
from tests.benchmarks.client import Browser
from tests.quizapp.server import Instance, Start

QUESTIONS = 10_000
INTO_THE_LANDING_SECONDS = 1.5
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


def test_a_server_killed_while_questions_land_keeps_all_or_nothing(start: Start, served: Instance) -> None:
    server = start()
    port = server.port
    with opened(served.settings), unit_of_writing():
        builders.teacher(db.session(), "anna")
        db.session.commit()
    teacher = signed_in(port)
    held = teacher.post("send", "/exchange/import", {"text": FILE})
    teacher.get("look", f"{held}?as=gift")
    assert teacher.errors == 0
    replies: list[str] = []

    def take_in() -> None:
        try:
            replies.append(teacher.post("take", f"{held}?as=gift", TAKE))
        except (OSError, http.client.HTTPException):
            return

    landing = threading.Thread(target=take_in)
    landing.start()
    time.sleep(INTO_THE_LANDING_SECONDS)
    server.end(signal.SIGKILL)
    landing.join()
    assert replies == []
    assert set(rows_of(served).values()) == {0}

    again = start()
    teacher = signed_in(again.port)
    assert teacher.post("take", f"{held}?as=gift", TAKE).startswith("/exchange/imports/")
    teacher.close()
    assert again.end(signal.SIGTERM) == 0
    found = rows_of(served)
    assert {found[name] for name in ("questions", "versions", "keys", "brought")} == {QUESTIONS}
    assert (found["imports"], found["banks"]) == (1, 1)

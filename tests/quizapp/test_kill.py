"""Nothing that was acknowledged is lost when the server is killed while a class answers."""

from __future__ import annotations

import http.client
import signal
import threading
import time

from sqlalchemy import select

from quizapp.commands.instance import opened
from quizapp.db import db, unit_of_writing
from quizapp.quizzes import integrity
from quizapp.quizzes.models import Attempt, Slot, Step
from tests.quizapp.guest import Guest
from tests.quizapp.server import Instance, Start

STUDENTS = 20
ACKS_BEFORE_THE_KILL = 200
PATIENCE_SECONDS = 60

Ack = tuple[int, int, int]
"""Attempt, slot and seq of an answer that the server said is saved."""


class Student(Guest):
    """One who saves answers to one question after the other until the server is gone."""

    def __init__(self, port: int, acks: list[Ack]) -> None:
        super().__init__(port)
        self.acks = acks
        self.seq = dict.fromkeys(range(1, 6), 0)

    def answer(self) -> None:
        try:
            for turn in range(10_000):
                self.save_next(turn % 5 + 1)
        except (OSError, http.client.HTTPException):
            return
        finally:
            self.browser.close()

    def save_next(self, slot: int) -> None:
        reply = self.save(slot, self.seq[slot])
        saved = reply["saved"]
        assert isinstance(saved, dict)
        self.seq[slot] = saved[str(slot)]
        self.acks.append((self.attempt, slot, self.seq[slot]))


def test_every_acknowledged_answer_survives_a_kill(start: Start, served: Instance) -> None:
    server = start()
    acks: list[Ack] = []
    students = [Student(server.port, acks) for _ in range(STUDENTS)]
    threads = [threading.Thread(target=student.answer) for student in students]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(acks) < ACKS_BEFORE_THE_KILL and time.monotonic() < deadline:
        time.sleep(0.01)
    server.end(signal.SIGKILL)
    for thread in threads:
        thread.join()
    assert len(acks) >= ACKS_BEFORE_THE_KILL

    again = start()
    for student in students:
        student.browser.go_on_at(again.port)
        student.submit()
        student.browser.close()
    assert sum(student.browser.errors for student in students) == 0
    assert again.end(signal.SIGTERM) == 0

    with opened(served.settings), unit_of_writing():
        session = db.session()
        kept = set(session.execute(select(Step.attempt_id, Step.slot, Step.seq).where(Step.kind == "saved")))
        assert {tuple(row) for row in kept} >= set(acks)
        newest = session.execute(select(Slot.attempt_id, Slot.number, Slot.seq)).all()
        seqs = {(attempt, slot): seq for attempt, slot, seq in newest}
        assert all(seqs[attempt, slot] >= seq for attempt, slot, seq in acks)
        assert set(session.scalars(select(Attempt.state))) == {"submitted"}
        assert list(integrity.check(session)) == []

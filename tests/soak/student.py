"""A student who practises, takes tests and looks around, whatever happens to the server meanwhile."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.benchmarks.client import Browser

T = TypeVar("T")

PAUSE_SECONDS = (0.0, 0.4)
RETRY_SECONDS = 0.3
TRIES = 400
"""Some two minutes of trying: more than any outage lasts."""

AWAY = 503
LED_ON, CONFLICT = 303, 409
LONGEST_PRACTICE = 12

SEQ = re.compile(r'data-slot="(\d+)" data-seq="(\d+)"')
NEXT = re.compile(r'href="(/attempts/\d+/\d+)"[^>]* data-next')
PAGES = ("/", "/quizzes", "/progress", "/library", "/library/capitals")


@dataclass(slots=True)
class Acknowledged:
    """What the server has said is kept, and when (seconds since the epoch): answers by attempt, slot and seq,
    checks by attempt and slot, attempts handed in."""

    saves: dict[tuple[int, int, int], float] = field(default_factory=dict)
    checks: dict[tuple[int, int], float] = field(default_factory=dict)
    hand_ins: dict[int, float] = field(default_factory=dict)

    def until(self, moment: float) -> Acknowledged:
        """What had been said by then."""
        return Acknowledged(
            _until(self.saves, moment), _until(self.checks, moment), _until(self.hand_ins, moment)
        )


def _until(said: dict[T, float], moment: float) -> dict[T, float]:
    return {one: at for one, at in said.items() if at <= moment}


class GivenUp(Exception):
    """The server did not come back."""


@dataclass(slots=True)
class Student:
    """One life: a member of the class if she has a name, a guest otherwise."""

    browser: Browser
    rng: random.Random
    over: threading.Event
    username: str = ""
    password: str = ""
    assignment: int = 0
    acknowledged: Acknowledged = field(default_factory=Acknowledged)
    failure: str = ""
    visits: int = 0

    def live(self) -> None:
        try:
            self._get("/")
            if self.username:
                self._sign_in()
            while not self.over.is_set():
                work = [self._practise, self._look_around]
                self.rng.choice([*work, self._take_the_test] if self.username else work)()
        except Exception as error:
            # It ends this life only, and is told at the end of the run.
            self.failure = repr(error)
        finally:
            self.browser.close()

    def _sign_in(self) -> None:
        self._get("/sign-in")
        self._post("/sign-in", {"username": self.username, "password": self.password})
        self._get("/")

    def _look_around(self) -> None:
        for path in self.rng.sample(PAGES, 2):
            self._get(path)

    def _take_the_test(self) -> None:
        """Answer all questions, some again; one test in four is left open and found again later."""
        attempt = _attempt_in(self._post(f"/assignments/{self.assignment}/start"))
        self.visits += 1
        seqs = {int(slot): int(seq) for slot, seq in SEQ.findall(self._get(f"/attempts/{attempt}/all"))}
        slots = self.rng.sample(sorted(seqs), len(seqs))
        for slot in [*slots, *self.rng.sample(slots, len(slots) // 3)]:
            if self.over.is_set():
                return
            seqs[slot] = self._save(attempt, slot, seqs[slot])
        if self.rng.random() < 0.75:
            self._hand_in(attempt)

    def _save(self, attempt: int, slot: int, seq: int) -> int:
        """Send until it is acknowledged, as the page's script does; the seq to build on."""
        value = {"choice": [str(self.rng.randint(1, 3))]}
        body = {
            "writer": f"page-{self.visits}",
            "items": [{"slot": slot, "seq": seq, "value": value}],
        }
        path = f"/attempts/{attempt}/answers"
        reply: dict[str, Any] = self._answered(lambda: self.browser.post_json("save", path, body), "save")
        if self.browser.status_of("save") == CONFLICT:
            newer = reply.get("slots", {})
            return int(newer[str(slot)]["seq"]) if str(slot) in newer else seq
        saved = int(reply["saved"][str(slot)])
        self.acknowledged.saves.setdefault((attempt, slot, saved), time.time())
        return saved

    def _practise(self) -> None:
        """Check answers one after the other, of what can be chosen or typed, and hand in at last."""
        page = self._post("/quizzes/start/capitals")
        attempt = _attempt_in(page)
        for _ in range(LONGEST_PRACTICE):
            if self.over.is_set():
                return
            text = self._get(page)
            asked = SEQ.search(text)
            if asked:
                slot, seq = map(int, asked.groups())
                self._check(attempt, slot, seq, text)
                text = self._get(page)
                if "verdict-" in text:
                    self.acknowledged.checks.setdefault((attempt, slot), time.time())
            on = NEXT.search(text)
            if on is None:
                break
            page = on[1]
        self._hand_in(attempt)

    def _check(self, attempt: int, slot: int, seq: int, text: str) -> None:
        answer = {"unknown": "1"}
        if f'name="s{slot}-choice"' in text and self.rng.random() < 0.9:
            answer = {"choice": str(self.rng.randint(1, 3))}
        elif f'name="s{slot}-verdict"' in text and self.rng.random() < 0.9:
            answer = {"verdict": self.rng.choice(["true", "false"])}
        fields = {f"s{slot}-{name}": value for name, value in answer.items()}
        fields |= {"writer": f"check-{seq}", f"s{slot}-seq": str(seq), "go": "check", "number": str(slot)}
        self._post(f"/attempts/{attempt}/answers", fields)

    def _hand_in(self, attempt: int) -> None:
        self._post(f"/attempts/{attempt}/submit")
        if self.browser.status_of("post") == LED_ON:
            self.acknowledged.hand_ins.setdefault(attempt, time.time())
            self._get(f"/attempts/{attempt}/review")

    def _get(self, path: str) -> str:
        return self._answered(lambda: self.browser.get("get", path), "get")

    def _post(self, path: str, fields: dict[str, str] | None = None) -> str:
        """Where the form leads."""
        return self._answered(lambda: self.browser.post("post", path, fields), "post")

    def _answered(self, send: Callable[[], T], step: str) -> T:
        """The first reply of a server that is there, 503 (its database is away) being none."""
        self.over.wait(self.rng.uniform(*PAUSE_SECONDS))
        for _ in range(TRIES):
            try:
                reply = send()
                if self.browser.status_of(step) != AWAY:
                    return reply
            except (OSError, http.client.HTTPException):
                self.browser.close()
            time.sleep(RETRY_SECONDS)
        raise GivenUp(step)


def _attempt_in(address: str) -> int:
    return int(address.split("/")[2])

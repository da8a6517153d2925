"""Doors: each route with each method, who may pass it, and what every reply through it has to carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from quizapp.access import GUEST, RULES, TEACHER
from quizapp.access import Rule as Policy
from quizapp.db import db
from tests.quizapp.neighbourhood import CALLERS, Neighbourhood, changed_tables, put_back, rows_now
from tests.quizapp.visits import address, arguments, rules_of, sent

EVERYBODY = frozenset(CALLERS)
THE_TEACHER = frozenset({"teacher"})
THE_STUDENT = frozenset({"student"})
BOTH_STUDENTS = frozenset({"student", "classmate"})
THE_CLASS = BOTH_STUDENTS | THE_TEACHER
OWNER_OR_ADMINISTRATOR = frozenset({"teacher", "administrator"})

# Rule.scope → whose thing the address names in the neighbourhood.
SCOPES: dict[str, frozenset[str]] = {
    "": EVERYBODY,
    "whoever holds the link": EVERYBODY,
    "whoever knows the code": EVERYBODY,
    "the brief to all, the list of facts to teachers": EVERYBODY,
    "easy questions of the front page's bank": EVERYBODY,
    "whoever was shown its name: 256 bits of what it holds, listed nowhere": EVERYBODY,
    "published questions": EVERYBODY,
    "what the caller missed": EVERYBODY,
    "what the caller is about to forget": EVERYBODY,
    "the caller's own": THE_STUDENT,
    "own attempts": THE_STUDENT,
    "own attempts, once their review has opened": THE_STUDENT,
    "own attempts, what may be seen of them": THE_STUDENT,
    "classes that the caller is a student of": BOTH_STUDENTS,
    "what a class of the caller's was given": BOTH_STUDENTS,
    "classes that the caller teaches": THE_TEACHER,
    "students of classes that the caller teaches": THE_TEACHER,
    "members of classes that the caller teaches": THE_TEACHER,
    "own quizzes, and those of classes that the caller teaches": THE_TEACHER,
    "the same, to classes that the caller teaches": THE_TEACHER,
    "what classes that the caller teaches were given": THE_TEACHER,
    "assigned work in classes that the caller teaches": THE_TEACHER,
    "what the caller has sent": THE_STUDENT,
    "questions that the caller has sent": THE_TEACHER,
    "own imports": THE_TEACHER,
    "own handouts": THE_TEACHER,
    "own decks": THE_TEACHER,
    "decks that the caller studies": THE_STUDENT,
    "own decks, banks' and those of the caller's classes": THE_CLASS,
    "own notes; of decks open to the caller, her own memory": THE_CLASS,
    "published, shipped and own questions": OWNER_OR_ADMINISTRATOR,
    "own questions; an administrator's: all": OWNER_OR_ADMINISTRATOR,
    "on own questions and from own classes; an administrator's: all": OWNER_OR_ADMINISTRATOR,
}

# What succeeds otherwise than with 200 to a GET and 303 to a POST.
Statuses = int | dict[str, int]
KNOWN_ALREADY = dict.fromkeys(EVERYBODY - {"anonymous", "guest"}, 303)
SUCCESS: dict[tuple[str, str], Statuses] = {
    ("health.ready", "GET"): 503,  # the tests make their tables without migrations
    ("accounts.sign_in", "GET"): KNOWN_ALREADY,
    ("accounts.sign_up", "GET"): KNOWN_ALREADY,
    ("accounts.sign_up", "POST"): {"anonymous": 200, "guest": 200},  # the recovery code, shown once
    ("accounts.recover", "POST"): 200,
    ("accounts.new_password", "GET"): 303,
    ("accounts.accept_invitation", "POST"): {"anonymous": 200, "guest": 200},
    ("accounts.account_recovery_code", "POST"): 200,
    ("accounts.people_invite", "POST"): 200,
    ("classrooms.reset_password", "POST"): 200,
    ("bank.save", "POST"): 200,
    ("bank.preview", "POST"): 200,
    ("exchange.preview_made", "POST"): 200,
    ("cards.preview_note", "POST"): 200,
    ("cards.review", "GET"): dict.fromkeys(EVERYBODY - THE_STUDENT, 302),  # nothing to learn
    ("cards.answers", "POST"): dict.fromkeys(EVERYBODY - THE_STUDENT, 404),
    ("cards.act", "POST"): dict.fromkeys(EVERYBODY - THE_STUDENT, 404),  # who does not study the card
    ("cards.play_round", "GET"): {"student": 302},  # on to what was drawn
    ("cards.finish_round", "POST"): 200,
    ("cards.undo", "POST"): dict.fromkeys(EVERYBODY - THE_STUDENT, 404),
    ("cards.check_typed", "POST"): dict.fromkeys(EVERYBODY, 200)
    | dict.fromkeys(EVERYBODY - THE_STUDENT, 404),
    ("quizzes.resume", "GET"): 302,
    ("cards.practise_at_risk", "POST"): dict.fromkeys(EVERYBODY - THE_STUDENT, 409),
    ("quizzes.practise_missed", "POST"): dict.fromkeys(EVERYBODY - THE_STUDENT, 409),
    ("progress.home", "GET"): {"teacher": 302, "colleague": 302, "administrator": 302},
}

SIGN_IN = 0
"""Stands for a redirect to the sign-in page."""

TOKEN = re.compile(rb'(name="csrf-token" content|name="csrf_token" value)="[^"]*"')


@dataclass
class Reply:
    """What came back, and how often it committed meanwhile."""

    status: int
    body: bytes
    commits: int


@dataclass
class Door:
    """One route with one method, and the browsers of everybody."""

    app: Flask
    place: Neighbourhood
    browsers: dict[str, FlaskClient]
    endpoint: str
    rule: Rule
    method: str

    @property
    def policy(self) -> Policy:
        return RULES[self.endpoint]

    @property
    def names(self) -> dict[str, Any]:
        return arguments(self.endpoint, self.rule, self.place)

    def ask(self, caller: str, **changed: Any) -> Reply:
        """Send what the visit says, with some arguments of the address changed."""
        target = address(self.app, self.endpoint, self.names | changed)
        return self.send(caller, self.method, target)

    def send(self, caller: str, method: str, target: str, **more: Any) -> Reply:
        """Send what the visit says unless `data` says something else."""
        more.setdefault("data", sent(self.endpoint, self.place) if method == "POST" else None)
        with commits_counted(self.app) as commits:
            reply = self.browsers[caller].open(target, method=method, **more)
        assert_guarded(reply)
        location = reply.headers.get("Location", "")
        status = SIGN_IN if location.startswith("/sign-in") else reply.status_code
        body = TOKEN.sub(rb'\1=""', reply.data)
        return Reply(status, body, len(commits))

    def expected(self, caller: str) -> int:
        has, least = CALLERS[caller], self.policy.least
        if has < least:
            return 403 if has >= GUEST and least >= TEACHER else SIGN_IN
        if self.names and caller not in SCOPES[self.policy.scope]:
            return 404
        usual = 200 if self.method == "GET" else 303
        success = SUCCESS.get((self.endpoint, self.method), usual)
        return success if isinstance(success, int) else success.get(caller, usual)

    def welcome(self) -> list[str]:
        """The callers who succeed here."""
        return [caller for caller in CALLERS if not is_refusal(self.expected(caller))]

    def put_back(self) -> None:
        """The rows as they were, and everybody signed in again."""
        put_back(self.app, self.place.rows)
        self.browsers.update(browsers_of(self.app, self.place))

    def assert_nothing_changed(self) -> None:
        assert changed_tables(self.place.rows, rows_now(self.app)) == []


@contextmanager
def commits_counted(app: Flask) -> Iterator[list[object]]:
    """Collects an entry for each transaction that the database committed meanwhile."""
    commits: list[object] = []
    with app.app_context():
        engine = db.engine
    note = commits.append
    event.listen(engine, "commit", note)
    try:
        yield commits
    finally:
        event.remove(engine, "commit", note)


def is_refusal(status: int) -> bool:
    return 400 <= status < 500 or status == SIGN_IN


def doors_of(app: Flask, place: Neighbourhood, endpoint: str) -> list[Door]:
    """A door for each rule and method of a route, with fresh browsers."""
    browsers = browsers_of(app, place)
    return [Door(app, place, browsers, endpoint, rule, method) for rule, method in rules_of(app, endpoint)]


def browsers_of(app: Flask, place: Neighbourhood) -> dict[str, FlaskClient]:
    return {name: place.browser(app, name) for name in CALLERS}


def assert_guarded(reply: TestResponse) -> None:
    """What every reply carries, whatever it says: nothing inline, framed, sniffed, kept or told to others."""
    headers = reply.headers
    parts = (part.strip().partition(" ") for part in headers["Content-Security-Policy"].split(";"))
    policy = {name: value for name, _space, value in parts}
    is_medium = reply.content_type.startswith(("image/png", "audio/wav"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    if is_medium:
        assert policy.keys() == {"default-src", "base-uri", "frame-ancestors", "sandbox"}
    else:
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    kept = "private, max-age=31536000, immutable" if is_medium else "no-store"
    assert headers["Cache-Control"] == kept
    assert headers["Referrer-Policy"] == "same-origin"
    for cookie in headers.getlist("Set-Cookie"):
        assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}

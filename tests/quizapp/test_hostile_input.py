"""Every route, given what nobody should send: never an error of ours, and nothing kept that was refused."""

from __future__ import annotations

import dataclasses
import logging
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from questions.card import Face, dump_face
from quizapp.access import RULES
from quizapp.accounts.models import SignIn, User
from quizapp.bank.lists import FILTERS
from quizapp.bank.models import ProblemReport, QuestionVersion
from quizapp.bank.version_cache import forget_versions
from quizapp.cards.forms import LONGEST_TAG
from quizapp.cards.models import Card, Deck, Note, NoteTag
from quizapp.classrooms.models import Classroom
from quizapp.db import db, unit_of_writing
from quizapp.library.models import Bank, Passage, Source, Topic
from quizapp.quizzes.models import Quiz
from tests.builders import PASSWORD
from tests.quizapp.accounts.test_addresses import HOSTILE as HOSTILE_TARGETS
from tests.quizapp.doors import Door, Reply
from tests.quizapp.neighbourhood import Neighbourhood
from tests.quizapp.visits import ENDPOINTS, address, sent
from tests.source import own_sources

Doors = Callable[[str], list[Door]]

VALUES: dict[str, Any] = {
    "nothing": "",
    "NUL": "a\0b",
    "half a surrogate pair": b"a\xed\xa0\x80b",
    "no UTF-8": b"\xff\xfe",
    "beyond 32 bits": str(2**31),
    "beyond 64 bits": str(2**63),
    "NaN": "NaN",
    "a huge exponent": "1e999",
    "a digit that is none": "²",
    "long": "x" * 100_000,
    "many digits": "9" * 5_000,
    "many lines": "1\n" * 3_000,
    "bidirectional": "\u202eabc\u2066",
    "several": ["1", "2", "a\0b"],
}
WORST = ("NUL", "beyond 64 bits", "several")
IN_ADDRESSES = (*WORST, "half a surrogate pair", "no UTF-8", "long", "many digits")

READ_BY_NAME = re.compile(r'request\.(?:args|values|form)\.get(?:list)?\(\s*"([\w-]+)"')
NAMES_IN_FORMS = {"accounts": {"q", "after"}, "bank": set(FILTERS), "progress": {"s1-choice", "s1-text"}}
MASS_ASSIGNED = ("id", "user_id", "role", "roles", "is_correct", "earned", "owner_id", "state")


def names_read_by(room: str) -> list[str]:
    """Every field that views of this room read by name from an address or a form."""
    sources = (text for name, text in own_sources("quizapp").items() if name.startswith(f"quizapp.{room}"))
    found = {name for source in sources for name in READ_BY_NAME.findall(source)}
    return sorted(found | NAMES_IN_FORMS.get(room, set()))


ROOMS = sorted({endpoint.split(".")[0] for endpoint in ENDPOINTS})
NAMES = {room: names_read_by(room) for room in ROOMS}

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
BODIES: dict[str, tuple[bytes, str]] = {
    "a list": (b"[]", JSON),
    "a form that is plain text": (b'{"a": 1}', "text/plain"),
    "names of nothing": (b"=&=&==&%&%zz=%", FORM),
    "no boundary": (b"--x\r\n", "multipart/form-data"),
    "a broken part": (b"--x\r\nContent-Disposition: form-data\r\n\r\nabc", "multipart/form-data; boundary=x"),
}
HEAVY_BODIES: dict[str, tuple[bytes, str]] = {
    "not a number": (b'{"a": NaN}', JSON),
    "nested lists": (b"[" * 100_000, JSON),
    "nested objects": (b'{"a":' * 100_000, JSON),
    "half a surrogate pair": (b'{"writer": "\\ud800", "items": []}', JSON),
    "a number for a form": (b"1", JSON),
    "bytes": (b"\xff\x00\xfe", JSON),
    "a megabyte of text": (b"words=" + b"x" * 1_000_000, FORM),
    "300k fields": (b"a=1&" * 300_000, FORM),
}
TOO_MUCH: dict[str, tuple[bytes, str]] = {
    "600k fields": (b"a=1&" * 600_000, FORM),
    "3 MB": (b"words=" + b"x" * 3_000_000, FORM),
    "3000 parts": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 3_000 + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
}
BIG_FORMS = ("quizzes.save", "bank.create", "accounts.sign_in", "classrooms.create")
ODD_SEGMENTS = ("%00", "%ed%a0%80", "%ff", "x" * 3_000, "..%2f..", "%0d%0aX:%20y")
# Each short enough for a name.
MARKUP = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7919 * 104729 }}',
    "<svg onload=x>[a](javascript:alert(1)) {% raw %}%(name)s{0.__class__}",
)


def doors_in(doors: Doors, room: str, *methods: str) -> list[Door]:
    """Every door of a room, or those with these methods."""
    found = [door for one in ENDPOINTS if one.split(".")[0] == room for door in doors(one)]
    return [door for door in found if not methods or door.method in methods]


def post_door(doors: Doors, endpoint: str) -> Door:
    return next(door for door in doors(endpoint) if door.method == "POST")


def assert_no_fault(door: Door, caller: str, target: str, **more: Any) -> None:
    """No 5xx, and what was refused has kept nothing; what was kept is undone."""
    reply = door.send(caller, door.method, target, **more)
    assert reply.status < 500 or door.endpoint == "health.ready", (caller, target)
    # Of a save that came too late the words are kept, and 409 says so.
    assert reply.commits == 0 or reply.status < 400 or (door.endpoint, reply.status) == ("quizzes.save", 409)
    if reply.commits:
        door.put_back()


@pytest.mark.parametrize("room", ROOMS)
def test_no_value_in_an_address_breaks_a_route(doors: Doors, room: str) -> None:
    for door in doors_in(doors, room):
        target = address(door.app, door.endpoint, door.names).partition("?")[0]
        caller, is_read = door.welcome()[-1], door.method == "GET"
        for value in IN_ADDRESSES if is_read else WORST:
            fields = dict.fromkeys([*NAMES[room], *MASS_ASSIGNED], VALUES[value])
            assert_no_fault(door, caller, target, query_string=fields)
        for name in NAMES[room] if is_read else ():
            assert_no_fault(door, caller, target, query_string={name: VALUES["NUL"]})
        for name, value in door.names.items():
            for odd in ODD_SEGMENTS if isinstance(value, str) else ():
                marked = address(door.app, door.endpoint, door.names | {name: "MARK"})
                assert_no_fault(door, caller, marked.replace("MARK", odd))


@pytest.mark.parametrize("room", ROOMS)
def test_no_value_in_a_form_breaks_a_route(doors: Doors, room: str) -> None:
    for door in doors_in(doors, room, "POST"):
        target, usual = address(door.app, door.endpoint, door.names), sent(door.endpoint, door.place)
        welcome, names = door.welcome()[-1], [*usual, *NAMES[room], *MASS_ASSIGNED]
        for value in VALUES.values():
            assert_no_fault(door, welcome, target, data=dict.fromkeys(names, value))
        for name in usual:
            for value in map(VALUES.__getitem__, WORST):
                assert_no_fault(door, welcome, target, data=usual | {name: value})
        for caller in ("anonymous", "guest", "student", "colleague"):
            assert_no_fault(door, caller, target, data=dict.fromkeys(usual, VALUES["NUL"]))


@pytest.mark.parametrize("room", ROOMS)
def test_no_body_breaks_a_route(doors: Doors, room: str) -> None:
    for door in doors_in(doors, room, "POST"):
        target = address(door.app, door.endpoint, door.names)
        for body, kind in BODIES.values():
            assert_no_fault(door, door.welcome()[-1], target, data=body, content_type=kind)


@pytest.mark.parametrize("body", HEAVY_BODIES)
def test_no_heavy_body_breaks_a_route(doors: Doors, body: str) -> None:
    data, kind = HEAVY_BODIES[body]
    for endpoint in BIG_FORMS:
        door = post_door(doors, endpoint)
        target = address(door.app, endpoint, door.names)
        reply = door.send(door.welcome()[0], "POST", target, data=data, content_type=kind)
        assert 400 <= reply.status < 500
        door.assert_nothing_changed()


@pytest.mark.parametrize("body", TOO_MUCH)
def test_too_much_is_refused_as_such(doors: Doors, body: str) -> None:
    data, kind = TOO_MUCH[body]
    for endpoint in BIG_FORMS:
        door = post_door(doors, endpoint)
        target = address(door.app, endpoint, door.names)
        assert door.send(door.welcome()[0], "POST", target, data=data, content_type=kind).status == 413
        door.assert_nothing_changed()


def foreign_requests(token: str, stranger: str) -> dict[str, dict[str, Any]]:
    """What another site can make a browser send: without a token, with another's, or from elsewhere."""
    return {
        "no token": {},
        "a token of another session": {"csrf_token": stranger},
        "a made-up token": {"csrf_token": "x" * 80},
        "an opaque origin": {"csrf_token": token, "Origin": "null"},
        "a foreign origin": {"csrf_token": token, "Origin": "https://evil.example"},
        "an origin that looks like ours": {"csrf_token": token, "Origin": "http://localhost.evil.example"},
        "another port": {"csrf_token": token, "Origin": "http://localhost:81"},
        "cross-site": {"csrf_token": token, "Sec-Fetch-Site": "cross-site"},
        "same-site": {"csrf_token": token, "Sec-Fetch-Site": "same-site"},
    }


def token_for(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/library").text)
    assert found
    return found[1]


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_site_can_make_a_browser_post(
    doors: Doors, room: str, wired_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(wired_app.config, "WTF_CSRF_ENABLED", True)
    for door in doors_in(doors, room, "POST"):
        caller, target = door.welcome()[0], address(door.app, door.endpoint, door.names)
        token = token_for(door.browsers[caller])
        requests = foreign_requests(token, token_for(door.app.test_client()))
        for name, request in requests.items():
            fields = sent(door.endpoint, door.place)
            headers = {key: value for key, value in request.items() if key != "csrf_token"}
            fields |= {"csrf_token": request["csrf_token"]} if "csrf_token" in request else {}
            reply = door.send(caller, "POST", target, data=fields, headers=headers)
            assert (name, reply.status) == (name, 403 if headers else 400)
        plain = door.send(caller, "POST", target, data=b'{"writer": "w"}', content_type="text/plain")
        assert plain.status == 400
        door.assert_nothing_changed()
        fields = sent(door.endpoint, door.place) | {"csrf_token": token}
        ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
        assert door.send(caller, "POST", target, data=fields, headers=ours).status == door.expected(caller)
        door.put_back()


def test_signing_in_leads_to_no_other_site(place: Neighbourhood, wired_app: Flask) -> None:
    for target in HOSTILE_TARGETS:
        where = wired_app.test_client().post(
            "/sign-in", query_string={"next": target}, data={"username": "student", "password": PASSWORD}
        )
        assert (target, where.status_code, where.headers["Location"]) == (target, 303, "/")
        known = place.browser(wired_app, "classmate").get("/sign-in", query_string={"next": target})
        assert known.headers["Location"] == "/"


NAMES_OUR_ADDRESS = {"classrooms.code", "classrooms.code_svg", "accounts.people_invite"}


def under_another_host(door: Door, caller: str, host: str) -> Reply:
    """What the caller gets by the address of the door when the Host header says `host`."""
    browser = door.browsers[caller]
    cookie = browser.get_cookie("quizapp")
    if cookie is not None:
        browser.set_cookie("quizapp", cookie.value, domain=host)
    target = address(door.app, door.endpoint, door.names)
    return door.send(caller, door.method, target, environ_overrides={"HTTP_HOST": host})


def test_the_host_header_is_repeated_nowhere(doors: Doors) -> None:
    for endpoint in sorted(set(ENDPOINTS) - NAMES_OUR_ADDRESS):
        for door in doors(endpoint):
            for caller in sorted({door.welcome()[0], "anonymous"}) if door.method == "GET" else ():
                reply = under_another_host(door, caller, "evil.example")
                assert reply.status == door.expected(caller)
                assert b"evil.example" not in reply.body


@pytest.mark.parametrize("host", ["", "evil.example:99999", "a b", "[::1", "é", "<script>", "x" * 2_000])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_host_that_is_none_breaks_nothing(wired_app: Flask, method: str, host: str) -> None:
    for target in ("/", "/sign-in", "/attempts/1/1", "/nowhere"):
        reply = wired_app.test_client().open(
            target, method=method, environ_overrides={"HTTP_HOST": host, "HTTP_ORIGIN": "http://localhost"}
        )
        assert reply.status_code < 500
        assert b"<script>" not in reply.data


def test_links_to_pass_on_come_from_the_settings(
    doors: Doors, wired_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = dataclasses.replace(wired_app.extensions["settings"], public_url="https://quiz.example")
    monkeypatch.setitem(wired_app.extensions, "settings", ours)
    for endpoint in sorted(NAMES_OUR_ADDRESS):
        (door,) = doors(endpoint)
        reply = under_another_host(door, door.welcome()[0], "evil.example")
        assert reply.status == 200
        assert b"evil.example" not in reply.body
        assert endpoint == "classrooms.code_svg" or b"https://quiz.example/" in reply.body


def test_no_log_holds_a_password_a_code_or_a_line_of_a_stranger(
    doors: Doors, wired_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = ("a-secret-password", "A-SECRET-CODE", "forged line")
    with caplog.at_level(logging.INFO):
        for door in (door for room in ROOMS for door in doors_in(doors, room, "POST")):
            fields = dict.fromkeys(sent(door.endpoint, door.place), "\n".join(secrets))
            door.send(door.welcome()[0], "POST", address(door.app, door.endpoint, door.names), data=fields)
        wired_app.test_client().get("/%0aforged line", headers={"User-Agent": "forged line"})
    assert not any(secret in caplog.text for secret in secrets)


class Elements(HTMLParser):
    """The elements of a page that run something, and every attribute that would."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.running.append(tag)
        self.running += [name for name in given if name.startswith("on") or name == "style"]
        self.running += [tag for value in given.values() if (value or "").startswith("javascript:")]
        if tag in ("iframe", "object", "embed", "base", "style"):
            self.running.append(tag)


def plant(markup: str) -> None:
    """Put this text wherever people or banks have put words."""
    session = db.session()
    texts = {
        User: ("display_name",),
        SignIn: ("device",),
        Classroom: ("name",),
        Bank: ("title", "description", "notice", "content_note", "licence"),
        Source: ("title",),
        Topic: ("title",),
        Passage: ("text",),
        Quiz: ("title",),
        ProblemReport: ("words",),
        QuestionVersion: ("stem",),
        Deck: ("title", "description"),
    }
    for model, columns in texts.items():
        for row in session.scalars(select(model)).unique():
            for column in columns:
                setattr(row, column, markup)
            if isinstance(row, QuestionVersion):
                options = [
                    option | {"text": f"{markup} {n}"} for n, option in enumerate(row.asked["options"])
                ]
                stem = row.asked["stem"] | {"value": markup}
                row.asked = row.asked | {"stem": stem, "options": options}
    for tag in session.scalars(select(NoteTag)):
        tag.tag = markup[:LONGEST_TAG]
    for note in session.scalars(select(Note)):
        note.fields = dict.fromkeys(note.fields, markup)
        note.format = "markdown"
    for card in session.scalars(select(Card)):
        card.face = dump_face(Face(markup, markup, hint=markup, more=f"{markup} more"))
    session.commit()


@pytest.mark.parametrize("markup", MARKUP)
def test_stored_markup_is_inert_on_every_page(
    doors: Doors, place: Neighbourhood, wired_app: Flask, markup: str
) -> None:
    with wired_app.app_context(), unit_of_writing():
        plant(markup)
    forget_versions()
    shown = 0
    for endpoint in ENDPOINTS:
        for door in doors(endpoint):
            for caller in door.welcome() if door.method == "GET" else ():
                reply = door.ask(caller)
                elements = Elements()
                elements.feed(reply.body.decode() if reply.body.startswith(b"<") else "")
                assert (endpoint, caller, elements.running) == (endpoint, caller, [])
                assert b"829348951" not in reply.body
                shown += b"alert(1)" in reply.body
    assert shown > 50
    forget_versions()


def test_every_route_is_tried(wired_app: Flask) -> None:
    assert {rule.endpoint for rule in wired_app.url_map.iter_rules()} == RULES.keys() == set(ENDPOINTS)
    assert {"before", "classroom", "question", "go"} <= set(NAMES["quizzes"])

"""What people should not type, in every field of accounts and classes, and where it would show."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from quizapp.accounts import operations as accounts
from quizapp.accounts.models import User
from quizapp.classrooms.models import Classroom
from tests import builders

HOSTILE = {
    "nothing": "",
    "NUL": "a\x00b",
    "line break": "a\r\nb",
    "half a surrogate pair": b"a\xed\xa0\x80b",
    "broken UTF-8": b"\xff\xfe",
    "beyond 64 bits": str(2**63),
    "not a number": "NaN",
    "very long": "x" * 100_000,
    "family emoji": "👩‍👩‍👧‍👦" * 20,
    "right to left override": "\u202egnihton",
    "markup": "<script>alert(1)</script>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "format": "%(name)s %s {0.__class__}",
    "formula": "=HYPERLINK(1)",
}
FIELDS = {
    "/sign-in": ("username", "password", "next"),
    "/sign-up": ("username", "display_name", "password", "code", "next"),
    "/recover": ("username", "recovery_code", "password"),
    "/invitations/open": ("username", "display_name", "password"),
    "/join": ("code",),
    "/account/profile": ("display_name", "zone", "keys_on"),
    "/account/password": ("change-current", "change-password"),
    "/account/recovery-code": ("recovery-current",),
    "/classes": ("name", "zone"),
    "/classes/{classroom}/settings": ("name", "zone", "joining_open"),
    "/classes/{classroom}/teachers": ("username",),
    "/classes/{classroom}/students/{student}/name": ("display_name",),
    "/people/{student}/give-role": ("role",),
    "/people/invitations": ("role",),
}
USUAL = {
    "username": "somebody",
    "display_name": "Somebody",
    "password": "long enough",
    "name": "9a",
    "zone": "UTC",
}


@pytest.fixture
def world(rows):
    """A teacher who is also administrator, with one class and one student."""
    with rows() as session:
        teacher = builders.user(session, "both", roles=["teacher", "administrator"])
        student = builders.user(session, "noora")
        history = builders.classroom(session, teacher, students=[student])
        accounts.make_invitation(session, "teacher", by=None, now=builders.NOW, token="open")
        return {"teacher": teacher, "student": student, "classroom": history}


@pytest.mark.parametrize("address", FIELDS)
def test_no_field_breaks_on_what_nobody_should_type(app, client, sign_in, world, address):
    browser = client if address.count("/") == 1 and address != "/classes" else sign_in(world["teacher"])
    if address.startswith("/invitations"):
        browser = client
    target = address.format(classroom=world["classroom"].id, student=world["student"].id)
    for field in FIELDS[address]:
        for value in HOSTILE.values():
            data = {name: text for name, text in USUAL.items() if name in FIELDS[address]} | {field: value}
            assert browser.post(target, data=data).status_code < 500
            assert browser.get(target, query_string={field: value}).status_code < 500


@pytest.mark.parametrize("code", ["%00", "%ed%a0%80", "%ff", "x" * 3000, "..%2f..", "%3Cscript%3E"])
def test_no_address_breaks_on_what_nobody_should_type(client, world, code):
    for address in ("/join/", "/invitations/"):
        assert client.get(address + code).status_code in (404, 422)


@pytest.mark.parametrize(
    "text", [HOSTILE["markup"], '"><img src=x onerror=alert(1)>', "{{ 7919 * 104729 }}", "%(name)s"]
)
def test_names_show_as_they_are_on_every_page(rows, client, sign_in, world, text):
    with rows() as session:
        for user in session.scalars(select(User)).unique():
            user.display_name = text
        history = session.scalars(select(Classroom)).one()
        history.name = text
        accounts.sign_in(session, world["teacher"], token="t", now=builders.NOW, device=text)
    base, code = f"/classes/{history.id}", history.join_code
    student = world["student"]
    teacher_pages = [
        "/account",
        "/classes",
        f"{base}/people",
        f"{base}/code",
        f"{base}/settings",
        f"{base}/students/{student.id}",
        "/people",
        f"/people/{student.id}",
        "/invitations/open",
    ]
    visits = [(sign_in(world["teacher"]), page) for page in teacher_pages]
    visits += [
        (browser, page) for browser in (client, sign_in(student)) for page in ("/join", f"/join/{code}")
    ]
    learner = sign_in(student)
    learner.post(f"/join/{code}")
    visits.append((learner, "/join"))
    shown = 0
    for browser, page in visits:
        body = browser.get(page).text
        shown += "&lt;script&gt;alert(1)" in body or "onerror=alert(1)&gt;" in body or text in body
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "829348951" not in body
    assert shown >= len(visits) - 2

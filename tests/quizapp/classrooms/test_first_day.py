"""A whole day: from the set-up link to a student who has forgotten her password."""

from __future__ import annotations

import re

from quizapp.accounts import operations
from tests import builders


def person(username: str) -> dict[str, str]:
    return {"username": username, "display_name": username.title(), "password": f"{username} has a secret"}


def test_a_school_begins(app, rows):
    with rows() as session:
        assert operations.needs_first_administrator(session)
        operations.make_invitation(session, "administrator", by=None, now=builders.NOW, token="set-up")

    owner = app.test_client()
    assert "run this quizapp" in owner.get("/invitations/set-up").text
    assert "Write down your recovery code" in owner.post("/invitations/set-up", data=person("owner")).text

    page = owner.post("/people/invitations", data={"role": "teacher"}).text
    link = re.search(r"http://localhost(/invitations/[\w-]+)", page)[1]
    teacher = app.test_client()
    teacher.post(link, data=person("korhonen"))
    assert teacher.get("/people").status_code == 403

    page = teacher.get(teacher.post("/classes", data={"name": "History 10b", "zone": "UTC"}).location).text
    code = re.search(r'class="wall-code">([^<]+)<', page)[1]
    people = re.search(r'href="(/classes/\d+/people)"', page)[1]
    assert owner.get(people).status_code == 404

    student = app.test_client()
    door = student.get("/join", query_string={"code": code.lower()}, follow_redirects=True).text
    assert "History 10b" in door
    assert "Korhonen" in door
    student.get(re.search(r'href="(/sign-up\?[^"]+)"', door)[1])
    student.post("/sign-up", data=person("noora") | {"code": code})
    assert "History 10b" in student.get("/join").text
    student.post("/sign-out")

    page = teacher.get(people).text
    address = re.search(r'href="(/classes/\d+/students/\d+)"', page)[1]
    page = teacher.post(f"{address}/password").text
    temporary = re.search(r'class="code">([^<]+)<', page)[1]
    student.post("/sign-in", data={"username": "Noora", "password": temporary})
    assert student.get("/join").location == "/new-password"
    student.post("/new-password", data={"password": "noora has a new secret"})
    assert "History 10b" in student.get("/join").text

    teacher.post(f"{address.replace('students', 'members')}/remove")
    assert "History 10b" not in student.get("/join").text

"""Builds rows for tests: each function adds to the given session, flushes, and returns the row."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection

from sqlalchemy.orm import Session

from quizapp.accounts import operations as accounts
from quizapp.accounts.models import User
from quizapp.classrooms import operations as classrooms
from quizapp.classrooms.models import Classroom

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PASSWORD = "a long enough secret"

_numbers = itertools.count(1)


def user(
    session: Session,
    username: str = "",
    *,
    display_name: str = "",
    roles: Collection[str] = (),
    password: str = PASSWORD,
    zone: str = "UTC",
    now: dt.datetime = NOW,
) -> User:
    """A person; without a name a new one each time. A student has no roles."""
    number = next(_numbers)
    username = username or f"person-{number}"
    return accounts.create_user(
        session,
        username=username,
        display_name=display_name or username.capitalize(),
        password=password,
        uniquifier=f"uniquifier-{number}",
        roles=roles,
        zone=zone,
        now=now,
    )


def teacher(session: Session, username: str = "") -> User:
    return user(session, username, roles=["teacher"])


def administrator(session: Session, username: str = "") -> User:
    return user(session, username, roles=["administrator"])


def guest(session: Session, *, now: dt.datetime = NOW) -> User:
    return accounts.start_guest(session, uniquifier=f"uniquifier-{next(_numbers)}", now=now)


def classroom(
    session: Session,
    teacher: User,
    name: str = "History 10b",
    *,
    students: Collection[User] = (),
    zone: str = "UTC",
    now: dt.datetime = NOW,
) -> Classroom:
    """A class of `teacher` with these students."""
    made = classrooms.create_classroom(
        session, teacher, name=name, zone=zone, code=f"CLASS{next(_numbers)}", now=now
    )
    for student in students:
        classrooms.join(session, student, made.join_code, now=now)
    return made

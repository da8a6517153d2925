"""Every change to classes and to who belongs to them."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import operations as accounts
from quizapp.accounts.models import User
from quizapp.accounts.queries import find_user_by_name, hold_person
from quizapp.classrooms.models import Classroom, Membership
from quizapp.classrooms.queries import (
    STUDENT,
    TEACHER,
    find_door,
    find_membership,
    get_member,
    has_role,
    members_of,
)
from quizapp.errors import Conflict, Invalid, NotFound

CODE_LENGTH = 6


def create_classroom(
    session: Session, teacher: User, *, name: str, zone: str, code: str, now: dt.datetime
) -> Classroom:
    """A new class of `teacher`, with the join code `code`."""
    classroom = Classroom(
        name=name, join_code=code, joining_open=True, zone=zone, made_by_id=teacher.id, made_at=now
    )
    session.add(classroom)
    session.flush()
    _admit(session, classroom, teacher, TEACHER, now)
    return classroom


def change_classroom(
    session: Session, classroom: Classroom, *, name: str, zone: str, joining_open: bool
) -> None:
    classroom.name, classroom.zone, classroom.joining_open = name, zone, joining_open
    session.flush()


def change_code(session: Session, classroom: Classroom, code: str) -> None:
    """A new join code; the old one lets nobody in any more."""
    classroom.join_code = code
    session.flush()


def set_archived(session: Session, classroom: Classroom, *, archived: bool, now: dt.datetime) -> None:
    """Put a class away (its students no longer see it, and nobody joins) or bring it back."""
    classroom.archived_at = now if archived else None
    session.flush()


def join(session: Session, user: User, code: str, *, now: dt.datetime) -> Classroom:
    """Let `user` in as a student; joining twice is joining once. `Invalid("code")` where no class is open."""
    door = find_door(session, code)
    if door is None:
        raise Invalid("code", _("No class has this code, or it lets nobody in just now. Ask your teacher."))
    _admit(session, door.classroom, user, STUDENT, now)
    return door.classroom


def leave(session: Session, user: User, classroom_id: int, *, now: dt.datetime) -> None:
    """A student leaves; what she did in the class stays."""
    membership = find_membership(session, classroom_id, user.id)
    if membership is None or membership.left_at or membership.part != STUDENT:
        raise NotFound
    membership.left_at = now
    session.flush()


def remove_member(session: Session, classroom: Classroom, user_id: int, *, now: dt.datetime) -> None:
    """End the membership of a student or co-teacher, at once; attempts stay. The last teacher stays too."""
    # Locked, so that two teachers cannot remove each other at the same moment.
    session.execute(select(Classroom.id).where(Classroom.id == classroom.id).with_for_update())
    membership = find_membership(session, classroom.id, user_id)
    if membership is None or membership.left_at:
        raise NotFound
    if membership.part == TEACHER and len(members_of(session, classroom, TEACHER)) == 1:
        raise Conflict(_("A class keeps at least one teacher. Add another teacher first."))
    membership.left_at = now
    session.flush()


def add_teacher(session: Session, classroom: Classroom, username: str, *, now: dt.datetime) -> None:
    """Make another teacher, named by user name, a co-teacher of the class."""
    user = find_user_by_name(session, username)
    if user is None or not user.active or not has_role(session, user.id):
        raise Invalid("username", _("No teacher has this user name."))
    _admit(session, classroom, user, TEACHER, now)


def rename_student(session: Session, classroom: Classroom, user_id: int, name: str) -> None:
    """Change the name under which a student of the class appears."""
    student = _get_plain_student(session, classroom, user_id)
    student.display_name = name
    session.flush()


def reset_student_password(
    session: Session, classroom: Classroom, user_id: int, temporary: str, *, now: dt.datetime
) -> User:
    """Give a student of the class a temporary password, to be changed at the next sign-in."""
    student = _get_plain_student(session, classroom, user_id)
    accounts.reset_password(session, student, temporary, now=now)
    session.flush()
    return student


def _get_plain_student(session: Session, classroom: Classroom, user_id: int) -> User:
    """A student of the class; one who is also a teacher or administrator is not the teacher's to change."""
    student = get_member(session, classroom, user_id, STUDENT)
    if student.roles:
        raise NotFound
    return student


def _admit(session: Session, classroom: Classroom, user: User, part: str, now: dt.datetime) -> None:
    """Make `user` a present member. Whoever teaches the class does not become its student by its code."""
    hold_person(session, user.id)
    membership = find_membership(session, classroom.id, user.id)
    if membership is None:
        session.add(Membership(classroom_id=classroom.id, user_id=user.id, part=part, joined_at=now))
    elif membership.left_at:
        membership.part, membership.joined_at, membership.left_at = part, now, None
    elif part == TEACHER:
        membership.part = TEACHER
    session.flush()

"""Every question that is asked about classes and who belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from quizapp.accounts.codes import read_code
from quizapp.accounts.models import User, user_role
from quizapp.classrooms.models import Classroom, Membership
from quizapp.errors import NotFound

STUDENT, TEACHER = "student", "teacher"


def get_taught_class(session: Session, user: User, classroom_id: int) -> Classroom:
    """A class that `user` teaches now. To everybody else, administrators too, it does not exist."""
    query = (
        select(Classroom)
        .join(Membership)
        .where(
            Classroom.id == classroom_id,
            Membership.user_id == user.id,
            Membership.part == TEACHER,
            Membership.left_at.is_(None),
        )
    )
    classroom = session.scalars(query).one_or_none()
    if classroom is None:
        raise NotFound
    return classroom


class Taught(NamedTuple):
    """A class in its teacher's list."""

    classroom: Classroom
    students: int


def classes_taught_by(session: Session, user: User) -> Sequence[Taught]:
    """The classes that `user` teaches, current ones first, each with its number of students."""
    member = aliased(Membership)
    students = (
        select(func.count())
        .where(member.classroom_id == Classroom.id, member.part == STUDENT, member.left_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(Classroom, students)
        .join(Membership)
        .where(Membership.user_id == user.id, Membership.part == TEACHER, Membership.left_at.is_(None))
        .order_by(Classroom.archived_at.is_not(None), Classroom.name, Classroom.id)
    )
    return [Taught(row[0], row[1]) for row in session.execute(query)]


def classes_of_student(session: Session, user: User) -> Sequence[Classroom]:
    """The classes that `user` is a student of now; archived ones are left out."""
    query = (
        select(Classroom)
        .join(Membership)
        .where(
            Membership.user_id == user.id,
            Membership.part == STUDENT,
            Membership.left_at.is_(None),
            Classroom.archived_at.is_(None),
        )
        .order_by(Classroom.name, Classroom.id)
    )
    return session.scalars(query).all()


def members_of(session: Session, classroom: Classroom, part: str) -> Sequence[Membership]:
    """The present students (or teachers) with their users, by name."""
    query = (
        select(Membership)
        .join(Membership.user)
        .options(joinedload(Membership.user).lazyload(User.roles))
        .where(Membership.classroom_id == classroom.id, Membership.part == part, Membership.left_at.is_(None))
        .order_by(func.lower(User.display_name), User.canonical)
    )
    return session.scalars(query).unique().all()


def get_member(session: Session, classroom: Classroom, user_id: int, part: str) -> User:
    """A present student (or teacher) of the class."""
    query = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.classroom_id == classroom.id,
            Membership.user_id == user_id,
            Membership.part == part,
            Membership.left_at.is_(None),
        )
    )
    user = session.scalars(query).unique().one_or_none()
    if user is None:
        raise NotFound
    return user


def find_membership(session: Session, classroom_id: int, user_id: int) -> Membership | None:
    """What there is or was between this class and this person."""
    query = select(Membership).where(Membership.classroom_id == classroom_id, Membership.user_id == user_id)
    return session.scalars(query).one_or_none()


def has_role(session: Session, user_id: int) -> bool:
    """Whether this person is a teacher or an administrator anywhere."""
    return bool(session.scalar(select(exists().where(user_role.c.user_id == user_id))))


class Door(NamedTuple):
    """A class as somebody sees it who holds its code and is not in it yet."""

    classroom: Classroom
    teachers: Sequence[str]


def find_door(session: Session, code: str) -> Door | None:
    """The class that lets students in with this code, however typed, and its teachers' names."""
    query = select(Classroom).where(
        Classroom.join_code == read_code(code), Classroom.joining_open, Classroom.archived_at.is_(None)
    )
    classroom = session.scalars(query).one_or_none()
    if classroom is None:
        return None
    names = (
        select(User.display_name)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.classroom_id == classroom.id,
            Membership.part == TEACHER,
            Membership.left_at.is_(None),
        )
        .order_by(Membership.joined_at, Membership.id)
    )
    return Door(classroom, session.scalars(names).all())

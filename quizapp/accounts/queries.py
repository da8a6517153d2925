"""Every question that is asked about people, their sign-ins and invitations."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from quizapp.accounts.models import Invitation, Role, SignIn, User, user_role
from quizapp.accounts.names import canonical_name
from quizapp.errors import NotFound
from quizapp.reading import as_row, columns_of, read_all

PEOPLE_ON_A_PAGE = 50
SIGN_IN_LASTS = dt.timedelta(days=30)


def hash_of(token: str) -> str:
    """What the database keeps of a token: enough to know it again, nothing to use."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


# Built once: it runs on every request, and building takes as long as asking.
_SIGNED_IN = (
    select(*columns_of(User, Role), Role.id)
    .join(SignIn, SignIn.user_id == User.id)
    .outerjoin(user_role, user_role.c.user_id == User.id)
    .outerjoin(Role, Role.id == user_role.c.role_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.started_at > bindparam("since"),
        User.active,
    )
)


def find_signed_in(session: Session, token: str, now: dt.datetime) -> User | None:
    """The active person whose sign-in has this token and has not ended, with roles: one statement."""
    rows = read_all(session, _SIGNED_IN, {"token_hash": hash_of(token), "since": now - SIGN_IN_LASTS})
    if not rows:
        return None
    parts = [iter(row) for row in rows]
    (user, *_same) = [as_row(session, User, values) for values in parts]
    roles = [as_row(session, Role, values) for values, row in zip(parts, rows, strict=True) if row[-1]]
    set_committed_value(user, "roles", roles)
    return user


def _is_open(now: dt.datetime) -> ColumnElement[bool]:
    return and_(SignIn.ended_at.is_(None), SignIn.started_at > now - SIGN_IN_LASTS)


def find_user_by_name(session: Session, username: str) -> User | None:
    """The person with this user name, however its case and look-alikes were typed."""
    query = select(User).where(User.canonical == canonical_name(username))
    return session.scalars(query).unique().one_or_none()


_HELD = select(User.id).where(User.id == bindparam("user_id")).with_for_update(key_share=True)


def hold_person(session: Session, user_id: int) -> None:
    """Let units that change what is this person's own follow each other; this one holds her to its end."""
    read_all(session, _HELD, {"user_id": user_id})


_ALL_HELD = (
    select(User.id)
    .where(User.id.in_(bindparam("user_ids", expanding=True)))
    .order_by(User.id)
    .with_for_update(key_share=True)
)


def hold_people(session: Session, user_ids: Iterable[int]) -> None:
    """The same for several people, always in one order, so that no two units wait for each other."""
    session.execute(_ALL_HELD, {"user_ids": sorted(set(user_ids))})


def get_person(session: Session, user_id: int) -> User:
    """Somebody with an account; guests are nobody here."""
    query = select(User).where(User.id == user_id, User.is_guest.is_(False))
    user = session.scalars(query).unique().one_or_none()
    if user is None:
        raise NotFound
    return user


def open_sign_ins_of(session: Session, user: User, now: dt.datetime) -> Sequence[SignIn]:
    """Where `user` is signed in, newest first."""
    query = select(SignIn).where(SignIn.user_id == user.id, _is_open(now))
    return session.scalars(query.order_by(SignIn.started_at.desc(), SignIn.id.desc())).all()


class PeoplePage(NamedTuple):
    """Some people in the order of their user names; `after` continues the list, empty at its end."""

    people: Sequence[User]
    after: str


def people(session: Session, *, search: str, after: str) -> PeoplePage:
    """The people whose user name or name contains `search`, from behind the canonical name `after`."""
    query = select(User).options(selectinload(User.roles)).where(User.canonical > after)
    if search:
        query = query.where(
            or_(
                User.canonical.contains(canonical_name(search), autoescape=True),
                User.display_name.icontains(search, autoescape=True),
            )
        )
    found = session.scalars(query.order_by(User.canonical).limit(PEOPLE_ON_A_PAGE + 1)).unique().all()
    shown = found[:PEOPLE_ON_A_PAGE]
    return PeoplePage(shown, shown[-1].canonical or "" if len(found) > len(shown) else "")


class Counts(NamedTuple):
    people: int
    guests: int
    signed_in: int


def counts(session: Session, now: dt.datetime) -> Counts:
    """How many people and guests there are, and how many of them are signed in."""
    query = select(
        func.count().filter(User.is_guest.is_(False)),
        func.count().filter(User.is_guest),
        select(func.count(SignIn.user_id.distinct())).where(_is_open(now)).scalar_subquery(),
    ).select_from(User)
    return Counts(*session.execute(query).one())


def open_invitations(session: Session, now: dt.datetime) -> Sequence[tuple[Invitation, str | None]]:
    """Invitations that can still be used, newest first, each with the name of who made it."""
    query = (
        select(Invitation, User.display_name)
        .join(User, User.id == Invitation.made_by_id, isouter=True)
        .where(Invitation.used_at.is_(None), Invitation.expires_at > now)
        .order_by(Invitation.made_at.desc(), Invitation.id.desc())
        .limit(PEOPLE_ON_A_PAGE)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def get_invitation(session: Session, token: str, now: dt.datetime) -> Invitation:
    """The open invitation with this token; a used or expired one does not exist any more."""
    query = select(Invitation).where(
        Invitation.token_hash == hash_of(token), Invitation.used_at.is_(None), Invitation.expires_at > now
    )
    invitation = session.scalars(query).one_or_none()
    if invitation is None:
        raise NotFound
    return invitation


def has_administrator(session: Session, *, besides: User | None = None) -> bool:
    """Whether an active administrator exists, other than `besides`."""
    is_one = User.roles.any(Role.name == "administrator")
    query = exists().where(User.active, is_one)
    if besides is not None:
        query = query.where(User.id != besides.id)
    return bool(session.scalar(select(query)))

"""Every change to people, their sign-ins and invitations."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.accounts.codes import read_code
from quizapp.accounts.models import Invitation, Role, SignIn, User
from quizapp.accounts.names import canonical_name, clean_name
from quizapp.accounts.passwords import hash_password
from quizapp.accounts.queries import find_user_by_name, has_administrator, hash_of
from quizapp.errors import Conflict, Invalid, NotFound

TEACHER, ADMINISTRATOR = ROLES = ("teacher", "administrator")
INVITATION_LASTS = dt.timedelta(days=7)


def ensure_roles(session: Session) -> dict[str, Role]:
    """The rows of the two roles by name, made where missing."""
    roles = {role.name: role for role in session.scalars(select(Role))}
    for name in ROLES:
        if name not in roles:
            roles[name] = Role(name=name)
            session.add(roles[name])
    session.flush()
    return roles


def create_user(
    session: Session,
    *,
    username: str,
    display_name: str,
    password: str,
    uniquifier: str,
    now: dt.datetime,
    roles: Collection[str] = (),
    zone: str = "UTC",
) -> User:
    """A new person; a user name that somebody has already, or one that looks like it, is `Invalid`."""
    taken = Invalid("username", _("Somebody has this user name already. Choose another one."))
    if find_user_by_name(session, username) is not None:
        raise taken
    known = ensure_roles(session) if roles else {}
    user = User(
        username=clean_name(username),
        canonical=canonical_name(username),
        display_name=display_name,
        password=hash_password(password),
        fs_uniquifier=uniquifier,
        zone=zone,
        created_at=now,
        roles=[known[name] for name in roles],
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise taken from error
    return user


def start_guest(session: Session, *, uniquifier: str, now: dt.datetime) -> User:
    """Somebody without a name or password, who ends with the browser's session."""
    user = User(display_name=_("Guest"), fs_uniquifier=uniquifier, is_guest=True, created_at=now, roles=[])
    session.add(user)
    session.flush()
    return user


def change_profile(user: User, *, display_name: str, zone: str, keys_on: bool) -> None:
    user.display_name, user.zone, user.keys_on = display_name, zone, keys_on


def sign_in(session: Session, user: User, *, token: str, now: dt.datetime, device: str) -> SignIn:
    """A new sign-in of `user`, named by `token`, of which only the hash is kept."""
    row = SignIn(user_id=user.id, token_hash=hash_of(token), device=device, started_at=now)
    session.add(row)
    session.flush()
    return row


def end_sign_in_of_token(session: Session, token: str, *, now: dt.datetime) -> None:
    """End the sign-in that `token` names; nothing happens where there is none."""
    session.execute(
        update(SignIn)
        .where(SignIn.token_hash == hash_of(token), SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_sign_in(session: Session, user: User, sign_in_id: int, *, now: dt.datetime) -> None:
    """End one sign-in of `user`; somebody else's is not found."""
    ended = session.scalar(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.user_id == user.id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignIn.id)
    )
    if ended is None:
        raise NotFound


def end_sign_ins(session: Session, user: User, *, now: dt.datetime, keep: str = "") -> None:
    """End every sign-in of `user` but the one that the token `keep` names."""
    session.execute(
        update(SignIn)
        .where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), SignIn.token_hash != hash_of(keep))
        .values(ended_at=now)
    )


def set_password(session: Session, user: User, password: str, *, now: dt.datetime) -> None:
    """A password that `user` chose; every sign-in ends, so the view signs this browser in anew."""
    user.password = hash_password(password)
    user.must_change_password = False
    end_sign_ins(session, user, now=now)


def reset_password(session: Session, user: User, temporary: str, *, now: dt.datetime) -> None:
    """A password that somebody else hands to `user`, who has to change it at the next sign-in."""
    set_password(session, user, temporary, now=now)
    user.must_change_password = True


def set_recovery_code(user: User, code: str) -> None:
    """Put `code` (79 bits of chance, so a quick hash is enough) in the place of the one before."""
    user.recovery_hash = hash_of(read_code(code))


def recover(session: Session, username: str, code: str, password: str, *, now: dt.datetime) -> User:
    """Set a new password by user name and recovery code, which is used up.

    An unknown name, a disabled account and a wrong code are one and the same `Invalid`.
    """
    user = find_user_by_name(session, username)
    is_right = hmac.compare_digest(hash_of(read_code(code)), (user and user.recovery_hash) or hash_of(""))
    if user is None or user.recovery_hash is None or not user.active or not is_right:
        raise Invalid("recovery_code", _("This user name and recovery code do not belong together."))
    user.recovery_hash = None
    set_password(session, user, password, now=now)
    return user


def set_active(session: Session, user: User, *, active: bool, now: dt.datetime) -> None:
    """Disable an account, which ends its sign-ins, or enable it again. The last administrator stays."""
    if not active:
        _keep_an_administrator(session, user)
        end_sign_ins(session, user, now=now)
    user.active = active
    session.flush()


def give_role(session: Session, user: User, role: str, *, now: dt.datetime) -> None:
    """Give a role; as with taking one, every sign-in of `user` ends and starts anew with the new rights."""
    if role not in [held.name for held in user.roles]:
        user.roles.append(ensure_roles(session)[role])
        end_sign_ins(session, user, now=now)
        session.flush()


def take_role(session: Session, user: User, role: str, *, now: dt.datetime) -> None:
    if role == ADMINISTRATOR:
        _keep_an_administrator(session, user)
    user.roles = [held for held in user.roles if held.name != role]
    end_sign_ins(session, user, now=now)
    session.flush()


def make_invitation(
    session: Session,
    role: str,
    *,
    by: User | None,
    now: dt.datetime,
    token: str,
    lasts: dt.timedelta = INVITATION_LASTS,
) -> Invitation:
    """A link that gives `role` once. Without `by` it is the set-up link for the first administrator."""
    invitation = Invitation(
        token_hash=hash_of(token),
        role=role,
        made_by_id=by.id if by else None,
        made_at=now,
        expires_at=now + lasts,
    )
    session.add(invitation)
    session.flush()
    return invitation


def withdraw_invitation(session: Session, invitation_id: int, *, now: dt.datetime) -> None:
    withdrawn = session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(expires_at=now)
        .returning(Invitation.id)
    )
    if withdrawn is None:
        raise NotFound


def accept_invitation(session: Session, token: str, user: User, *, now: dt.datetime) -> None:
    """Use an invitation up for `user`. Of several at once one wins; for the others it is not found."""
    role = session.scalar(
        update(Invitation)
        .where(
            Invitation.token_hash == hash_of(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now, used_by_id=user.id)
        .returning(Invitation.role)
    )
    if role is None:
        raise NotFound
    give_role(session, user, role, now=now)


def needs_first_administrator(session: Session) -> bool:
    """Whether nobody can run this installation yet, so that a set-up link has to be made."""
    return not has_administrator(session)


def _keep_an_administrator(session: Session, leaving: User) -> None:
    # Locked, so that two administrators cannot remove each other at the same moment.
    session.execute(select(Role.id).where(Role.name == ADMINISTRATOR).with_for_update())
    if not has_administrator(session, besides=leaving):
        raise Conflict(_("Somebody has to stay administrator. Give the role to another person first."))

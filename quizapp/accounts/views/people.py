"""Everybody's accounts, for administrators: roles, disabling, invitations."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp import clock, dice
from quizapp.access import ADMINISTRATOR, standing, teaches
from quizapp.accounts import operations, queries
from quizapp.accounts.addresses import public_url
from quizapp.accounts.entry import caller, enter
from quizapp.accounts.forms import RoleForm, SearchForm
from quizapp.accounts.models import User
from quizapp.accounts.operations import TEACHER
from quizapp.accounts.views.room import blueprint
from quizapp.db import db
from quizapp.errors import Invalid
from quizapp.page import with_button


@blueprint.get("/people")
def people() -> str:
    return _people_page()


@blueprint.get("/people/<int:user_id>")
def person(user_id: int) -> str:
    return render_template(
        "accounts/person.html", person=queries.get_person(db.session(), user_id), roles=operations.ROLES
    )


@blueprint.post("/people/<int:user_id>/disable")
def people_disable(user_id: int) -> Response:
    return _set_active(user_id, active=False)


@blueprint.post("/people/<int:user_id>/enable")
def people_enable(user_id: int) -> Response:
    return _set_active(user_id, active=True)


@blueprint.post("/people/<int:user_id>/give-role")
def people_give_role(user_id: int) -> Response:
    user, role = queries.get_person(db.session(), user_id), _role(RoleForm())
    operations.give_role(db.session(), user, role, now=clock.now())
    said = _("%(name)s is a teacher now.") if role == TEACHER else _("%(name)s is an administrator now.")
    return _role_changed(user, said, url_for(".people_take_role", user_id=user.id), role)


@blueprint.post("/people/<int:user_id>/take-role")
def people_take_role(user_id: int) -> Response:
    user, role = queries.get_person(db.session(), user_id), _role(RoleForm())
    operations.take_role(db.session(), user, role, now=clock.now())
    said = (
        _("%(name)s is no teacher any more.")
        if role == TEACHER
        else _("%(name)s is no administrator any more.")
    )
    return _role_changed(user, said, url_for(".people_give_role", user_id=user.id), role)


@blueprint.post("/people/invitations")
def people_invite() -> str:
    """Make a link and show it on this very reply, the only time that it is seen."""
    token = dice.token()
    operations.make_invitation(db.session(), _role(RoleForm()), by=caller(), now=clock.now(), token=token)
    db.session.commit()
    return _people_page(new_link=public_url(url_for("accounts.invitation", token=token)))


@blueprint.post("/people/invitations/<int:invitation_id>/withdraw")
def people_withdraw(invitation_id: int) -> Response:
    operations.withdraw_invitation(db.session(), invitation_id, now=clock.now())
    flash(_("The invitation is withdrawn: its link does nothing any more."), "good")
    db.session.commit()
    return redirect(url_for("accounts.people"), 303)


def _role_changed(user: User, said: str, undo: str, role: str) -> Response:
    """Say so, with the way back. Whoever changed her own roles stays signed in here, and goes home, for the
    page of people may not be hers any more.
    """
    words = said % {"name": user.display_name}
    is_own = user.id == caller().id
    if is_own:
        enter(user)
    else:
        words = " ".join((words, _("It holds from the next sign-in on.")))
    may_undo = standing(caller()) is ADMINISTRATOR
    flash(with_button(words, _("Undo"), undo, {"role": role}) if may_undo else words, "good")
    db.session.commit()
    return redirect("/", 303) if is_own else _back(user)


def _set_active(user_id: int, *, active: bool) -> Response:
    user = queries.get_person(db.session(), user_id)
    operations.set_active(db.session(), user, active=active, now=clock.now())
    said = _("%(name)s can sign in again.") if active else _("%(name)s cannot sign in any more.")
    undo = url_for(".people_disable" if active else ".people_enable", user_id=user.id)
    flash(with_button(said % {"name": user.display_name}, _("Undo"), undo, {}), "good")
    db.session.commit()
    return _back(user)


def _role(form: RoleForm) -> str:
    if not form.validate():
        raise Invalid("role", form.role.errors[0])
    return str(form.role.data)


def _back(user: User) -> Response:
    return redirect(url_for("accounts.person", user_id=user.id), 303)


def _people_page(new_link: str = "") -> str:
    place, session = _place(), db.session()
    return render_template(
        "accounts/people.html",
        page=queries.people(session, search=place.get("q", ""), after=place.get("after", "")),
        place=place,
        invitations=queries.open_invitations(session, clock.now()),
        counts=queries.counts(session, clock.now()),
        roles=operations.ROLES,
        new_link=new_link,
        may_teach_too=not teaches(caller()),
        settings=current_app.extensions["settings"],
    )


def _place() -> dict[str, str]:
    """Which part of the list is asked for; what cannot be read is left out."""
    form = SearchForm(request.args)
    form.validate()
    return {name: field.data for name, field in form._fields.items() if field.data and not field.errors}

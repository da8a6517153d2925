"""Everybody's accounts, for administrators: roles, disabling, invitations."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp import clock, dice
from quizapp.accounts import operations, queries
from quizapp.accounts.addresses import public_url
from quizapp.accounts.entry import caller
from quizapp.accounts.forms import RoleForm, SearchForm
from quizapp.accounts.models import User
from quizapp.accounts.views.room import blueprint
from quizapp.db import db
from quizapp.errors import Invalid


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
    user = queries.get_person(db.session(), user_id)
    operations.give_role(db.session(), user, _role(RoleForm()), now=clock.now())
    db.session.commit()
    return _back(user)


@blueprint.post("/people/<int:user_id>/take-role")
def people_take_role(user_id: int) -> Response:
    user = queries.get_person(db.session(), user_id)
    operations.take_role(db.session(), user, _role(RoleForm()), now=clock.now())
    db.session.commit()
    return _back(user)


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
    db.session.commit()
    return redirect(url_for("accounts.people"), 303)


def _set_active(user_id: int, *, active: bool) -> Response:
    user = queries.get_person(db.session(), user_id)
    operations.set_active(db.session(), user, active=active, now=clock.now())
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
        settings=current_app.extensions["settings"],
    )


def _place() -> dict[str, str]:
    """Which part of the list is asked for; what cannot be read is left out."""
    form = SearchForm(request.args)
    form.validate()
    return {name: field.data for name, field in form._fields.items() if field.data and not field.errors}

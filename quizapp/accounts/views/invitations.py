"""Links that give a role once: to a new person, or to somebody who has an account."""

from __future__ import annotations

from flask import current_app, redirect, render_template
from flask_login import current_user

from quizapp import clock, dice
from quizapp.access import STUDENT, standing
from quizapp.accounts import operations, queries
from quizapp.accounts.entry import caller, enter
from quizapp.accounts.forms import NewPersonForm
from quizapp.accounts.views.recovery import commit_with_new_recovery_code
from quizapp.accounts.views.room import blueprint
from quizapp.db import db
from quizapp.errors import Invalid
from quizapp.fields import blame
from quizapp.page import Page


@blueprint.get("/invitations/<token>")
def invitation(token: str) -> Page:
    return _invitation_page(token, NewPersonForm())


@blueprint.post("/invitations/<token>")
def accept_invitation(token: str) -> Page:
    """The invitation is used up and the role given in one transaction, or nothing happens."""
    if standing(current_user) >= STUDENT:
        operations.accept_invitation(db.session(), token, caller(), now=clock.now())
        enter(caller())
        db.session.commit()
        return redirect("/", 303)
    form = NewPersonForm()
    if not form.validate():
        return _invitation_page(token, form)
    try:
        user = operations.create_user(
            db.session(),
            username=form.username.data,
            display_name=form.display_name.data,
            password=form.password.data,
            uniquifier=dice.token(),
            now=clock.now(),
            zone=current_app.extensions["settings"].zone,
        )
    except Invalid as refusal:
        db.session.rollback()
        blame(form, refusal)
        return _invitation_page(token, form)
    operations.accept_invitation(db.session(), token, user, now=clock.now())
    enter(user)
    return commit_with_new_recovery_code(user, "/")


def _invitation_page(token: str, form: NewPersonForm) -> Page:
    found = queries.get_invitation(db.session(), token, clock.now())
    page = render_template("accounts/invitation.html", invitation=found, token=token, form=form)
    return page, 422 if form.errors else 200

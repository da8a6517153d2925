"""One's own account: name and zone, password, recovery code, and where one is signed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from quizapp import clock
from quizapp.accounts import operations, queries
from quizapp.accounts.entry import TOKEN, caller, enter
from quizapp.accounts.forms import ChangePasswordForm, ConfirmForm, ProfileForm
from quizapp.accounts.passwords import is_right
from quizapp.accounts.throttle import failed_tries
from quizapp.accounts.views.recovery import commit_with_new_recovery_code
from quizapp.accounts.views.room import blueprint
from quizapp.db import db
from quizapp.page import Page


@blueprint.get("/account")
def account() -> Page:
    return _account_page()


@blueprint.post("/account/profile")
def account_profile() -> Page:
    form = ProfileForm()
    if not form.validate():
        return _account_page(profile=form)
    operations.change_profile(
        caller(), display_name=form.display_name.data, zone=form.zone.data, keys_on=form.keys_on.data
    )
    flash(_("Saved."), "good")
    db.session.commit()
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/password")
def account_password() -> Page:
    form = ChangePasswordForm(prefix="change")
    if not (form.validate() and _is_confirmed(form)):
        return _account_page(password=form)
    operations.set_password(db.session(), caller(), form.password.data, now=clock.now())
    enter(caller())
    flash(_("Your password is changed. Every other sign-in has ended."), "good")
    db.session.commit()
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/recovery-code")
def account_recovery_code() -> Page:
    form = ConfirmForm(prefix="recovery")
    if not (form.validate() and _is_confirmed(form)):
        return _account_page(recovery=form)
    return commit_with_new_recovery_code(caller(), url_for("accounts.account"))


@blueprint.post("/account/sign-ins/<int:sign_in_id>/end")
def account_end_sign_in(sign_in_id: int) -> Response:
    operations.end_sign_in(db.session(), caller(), sign_in_id, now=clock.now())
    flash(_("Signed out there."), "good")
    db.session.commit()
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sign-ins/end-others")
def account_end_others() -> Response:
    operations.end_sign_ins(db.session(), caller(), now=clock.now(), keep=browser[TOKEN])
    flash(_("Signed out there."), "good")
    db.session.commit()
    return redirect(url_for("accounts.account"), 303)


def _is_confirmed(form: ConfirmForm | ChangePasswordForm) -> bool:
    """Whether the current password was typed with the form; a wrong one counts as a failed try."""
    tries, name, address = failed_tries(), caller().canonical or "", request.remote_addr or ""
    if not tries.may_try(name, address):
        form.current.errors = [_("Too many wrong passwords. Wait some minutes.")]
        return False
    if is_right(caller().password, form.current.data):
        return True
    tries.note(name, address)
    form.current.errors = [_("This is not your current password.")]
    return False


def _account_page(
    *, profile: FlaskForm | None = None, password: FlaskForm | None = None, recovery: FlaskForm | None = None
) -> Page:
    """The page with its three forms; one that was refused comes with its errors."""
    refused = profile or password or recovery
    page = render_template(
        "accounts/account.html",
        profile=profile or ProfileForm(formdata=None, obj=caller()),
        password=password or ChangePasswordForm(formdata=None, prefix="change"),
        recovery=recovery or ConfirmForm(formdata=None, prefix="recovery"),
        sign_ins=queries.open_sign_ins_of(db.session(), caller(), clock.now()),
        this_sign_in=queries.hash_of(browser[TOKEN]),
    )
    return page, 422 if refused else 200

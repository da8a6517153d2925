"""Signing up, in and out, and getting back in without the password."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from quizapp import clock, dice
from quizapp.access import STUDENT, standing
from quizapp.accounts import operations, queries
from quizapp.accounts.addresses import safe_next
from quizapp.accounts.class_door import class_door
from quizapp.accounts.codes import read_code
from quizapp.accounts.entry import caller, enter, leave
from quizapp.accounts.forms import NewPasswordForm, RecoverForm, SignInForm, SignUpForm
from quizapp.accounts.models import User
from quizapp.accounts.names import canonical_name
from quizapp.accounts.passwords import is_right
from quizapp.accounts.throttle import failed_tries
from quizapp.accounts.views.recovery import commit_with_new_recovery_code
from quizapp.accounts.views.room import blueprint
from quizapp.db import db
from quizapp.errors import Invalid, NotAllowed
from quizapp.fields import blame
from quizapp.page import Page
from quizapp.settings import Settings

OPEN_WITH_TEMPORARY_PASSWORD = ("accounts.new_password", "accounts.sign_out", "health.alive", "health.ready")


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Page:
    form, target = SignInForm(), _target()
    if request.method != "POST" and standing(current_user) >= STUDENT:
        return redirect(target, 303)
    if not form.validate_on_submit():
        return _form_page("accounts/sign_in.html", form, target)
    name = canonical_name(form.username.data)
    if not failed_tries().may_try(name, _address()):
        return _form_page("accounts/sign_in.html", form, target, is_throttled=True)
    user = queries.find_user_by_name(db.session(), form.username.data)
    stored = user.password if user else None
    # Comparing takes 30 ms by intent: nobody's save waits for it.
    db.session.rollback()
    if not is_right(stored, form.password.data) or user is None or not user.active:
        failed_tries().note(name, _address())
        form.password.errors = [_("This user name and password do not belong together.")]
        return _form_page("accounts/sign_in.html", form, target)
    enter(user)
    db.session.commit()
    return redirect(target, 303)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    leave()
    db.session.commit()
    return redirect("/", 303)


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Page:
    form, target = SignUpForm(code=request.args.get("code", "")), _target()
    if standing(current_user) >= STUDENT:
        return redirect(target, 303)
    if _settings().registration == "closed":
        if request.method == "POST":
            raise NotAllowed(_("Nobody can sign up here. Ask your teacher for an account."))
        return render_template("accounts/sign_up_closed.html")
    if not form.validate_on_submit():
        return _form_page("accounts/sign_up.html", form, target)
    try:
        user = _new_student(form)
    except Invalid as refusal:
        db.session.rollback()
        blame(form, refusal)
        return _form_page("accounts/sign_up.html", form, target)
    enter(user)
    return commit_with_new_recovery_code(user, target)


def _new_student(form: SignUpForm) -> User:
    code = read_code(form.code.data or "")
    if not code and _settings().registration == "code":
        raise Invalid("code", _("You need a class code to sign up. Ask your teacher for it."))
    if code and not failed_tries().may_try("", _address()):
        raise Invalid("code", _("Too many codes from here were wrong. Wait some minutes."))
    user = operations.create_user(
        db.session(),
        username=form.username.data,
        display_name=form.display_name.data,
        password=form.password.data,
        uniquifier=dice.token(),
        now=clock.now(),
        zone=_settings().zone,
    )
    if code:
        try:
            class_door().join(db.session(), user, code, now=clock.now())
        except Invalid:
            failed_tries().note("", _address())
            raise
    return user


@blueprint.route("/recover", methods=["GET", "POST"])
def recover() -> Page:
    form = RecoverForm()
    if not form.validate_on_submit():
        return _form_page("accounts/recover.html", form, "/")
    name = canonical_name(form.username.data)
    if not failed_tries().may_try(name, _address()):
        return _form_page("accounts/recover.html", form, "/", is_throttled=True)
    try:
        user = operations.recover(
            db.session(), form.username.data, form.recovery_code.data, form.password.data, now=clock.now()
        )
    except Invalid as refusal:
        db.session.rollback()
        failed_tries().note(name, _address())
        blame(form, refusal)
        return _form_page("accounts/recover.html", form, "/")
    enter(user)
    return commit_with_new_recovery_code(user, "/")


@blueprint.route("/new-password", methods=["GET", "POST"])
def new_password() -> Page:
    """Where a temporary password gives way to one of one's own."""
    form = NewPasswordForm()
    if not current_user.must_change_password:
        return redirect(url_for("accounts.account"), 303)
    if not form.validate_on_submit():
        return _form_page("accounts/new_password.html", form, "/")
    operations.set_password(db.session(), caller(), form.password.data, now=clock.now())
    enter(caller())
    db.session.commit()
    return redirect("/", 303)


def ask_for_new_password() -> Response | None:
    """Before any page: whoever holds a temporary password chooses one of her own first."""
    if request.endpoint in OPEN_WITH_TEMPORARY_PASSWORD or not getattr(
        current_user, "must_change_password", False
    ):
        return None
    if request.is_json:
        raise NotAllowed(_("Choose a new password first."))
    return redirect(url_for("accounts.new_password"), 303)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _target() -> str:
    return safe_next(request.values.get("next"), request.host_url)


def _address() -> str:
    return request.remote_addr or ""


def _form_page(template: str, form: FlaskForm, target: str, *, is_throttled: bool = False) -> Page:
    """The form anew: empty at first, with what must be mended after it was sent."""
    status = 429 if is_throttled else 422 if form.errors else 200
    page = render_template(
        template,
        form=form,
        target=target,
        is_throttled=is_throttled,
        registration=_settings().registration,
    )
    return page, status

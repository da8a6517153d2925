"""Fields of the account pages: their shape only."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, SelectField, StringField
from wtforms.validators import ValidationError

from quizapp.accounts.names import clean_name, is_allowed
from quizapp.accounts.operations import ROLES
from quizapp.accounts.zones import zone_field
from quizapp.fields import line_field, password_field

CODE_ATTRIBUTES = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


def username_field(*, is_new: bool = False) -> StringField:
    """A user name; only a new one is checked, so that a wrong one fails like a wrong password."""
    return line_field(
        _l("User name"),
        longest=64,
        checks=[_is_user_name] if is_new else [],
        attributes={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


def _is_user_name(_form: Form, field: StringField) -> None:
    if not is_allowed(clean_name(field.data)):
        raise ValidationError(
            _("Use 3 to 32 letters, digits, dots, dashes or underscores; begin with a letter or digit.")
        )


class SignInForm(FlaskForm):
    username = username_field()
    password = password_field(_l("Password"), autocomplete="current-password")


class NewPersonForm(FlaskForm):
    """What an invited person fills in."""

    username = username_field(is_new=True)
    display_name = line_field(_l("Your name"), longest=80, attributes={"autocomplete": "name"})
    password = password_field(_l("Password"), autocomplete="new-password", is_new=True)


class SignUpForm(NewPersonForm):
    code = line_field(_l("Class code"), longest=40, needed=False, attributes=CODE_ATTRIBUTES)


class RecoverForm(FlaskForm):
    username = username_field()
    recovery_code = line_field(_l("Recovery code"), longest=80, attributes=CODE_ATTRIBUTES)
    password = password_field(_l("New password"), autocomplete="new-password", is_new=True)


class NewPasswordForm(FlaskForm):
    password = password_field(_l("New password"), autocomplete="new-password", is_new=True)


class ChangePasswordForm(FlaskForm):
    current = password_field(_l("Current password"), autocomplete="current-password")
    password = password_field(_l("New password"), autocomplete="new-password", is_new=True)


class ConfirmForm(FlaskForm):
    """Something that asks for the password once more."""

    current = password_field(_l("Current password"), autocomplete="current-password")


class ProfileForm(FlaskForm):
    display_name = line_field(_l("Name"), longest=80, attributes={"autocomplete": "name"})
    zone = zone_field()
    keys_on = BooleanField(_l("Answer with single keys (A, B, C, Enter)"))


class RoleForm(FlaskForm):
    role = SelectField(choices=ROLES)


class SearchForm(Form):
    """Which part of the list of people: a search, and the name after which the page begins."""

    q = line_field(_l("Search"), longest=80, needed=False)
    after = line_field("", longest=128, needed=False)

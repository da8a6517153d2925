"""Form fields that let through only what every database can keep, and errors tied to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Form, IntegerField, PasswordField, StringField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from quizapp.errors import Invalid

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 200

Check = Callable[[Form, StringField], None]


def line_field(
    label: str,
    *,
    longest: int,
    needed: bool = True,
    checks: Sequence[Check] = (),
    attributes: dict[str, Any] | None = None,
) -> StringField:
    """A single line of text, without outer spaces; control characters are refused."""
    return StringField(
        label,
        filters=[lambda text: text.strip() if text else text],
        validators=[
            DataRequired(_l("Fill this in.")) if needed else Optional(),
            no_control_characters,
            Length(max=longest, message=_l("Use at most %(max)d characters.")),
            *checks,
        ],
        render_kw={"maxlength": longest, **(attributes or {})},
    )


def file_field(
    label: str, *, most: int, too_large: str, checks: Sequence[Check] = (), accept: str = ""
) -> FileField:
    """A file of at most so many bytes, which the browser measures before it sends any.

    `too_large` says how to mend it. Whoever sends without scripts is answered by the page of status 413.
    """
    told = {"data-most": most, "data-too-large": too_large}
    return FileField(label, validators=list(checks), render_kw=told | ({"accept": accept} if accept else {}))


def whole_number_field(label: str = "", *, least: int, most: int, **more: Any) -> IntegerField:
    """A whole number from `least` to `most`, or nothing at all."""

    def clamped(number: int | None) -> int | None:
        # WTForms compares as floats, which a number of some hundred digits is too large for.
        return None if number is None else max(least - 1, min(number, most + 1))

    return IntegerField(label, filters=[clamped], validators=[Optional(), NumberRange(least, most)], **more)


def password_field(label: str, *, autocomplete: str, is_new: bool = False) -> PasswordField:
    """A password, taken as typed or pasted; a new one has to be long enough and nothing else."""
    return PasswordField(
        label,
        validators=[
            InputRequired(_l("Fill this in.")),
            Length(SHORTEST_PASSWORD if is_new else 0, message=_l("Use at least %(min)d characters.")),
            Length(max=LONGEST_PASSWORD, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": autocomplete},
    )


def no_control_characters(_form: Form, field: StringField) -> None:
    """Refuse NUL, line breaks and lone surrogates: PostgreSQL cannot keep some, and nobody can see any."""
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in field.data or ""):
        raise ValidationError(_("This contains a character that cannot be kept. Type it anew."))


def blame(form: Form, refusal: Invalid) -> None:
    """Show an operation's refusal at the field that it names."""
    field = form[refusal.field]
    field.errors = [*field.errors, refusal.why]

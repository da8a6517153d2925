"""The forms of the bank: what the browser sends, as plain values. Shape only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from string import ascii_uppercase
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from questions.dates import read_date
from questions.numerals import in_digits, read_number
from questions.response import Unreadable
from questions.text import is_storable
from quizapp.bank.carrying import LEAST_POINTS, MOST_POINTS
from quizapp.bank.keeping import CHOICES
from quizapp.fields import line_field, whole_number_field

OPTION_ROWS = 10
MOST_ACCEPTED = 20
LONGEST_STEM, LONGEST_OPTION, LONGEST_WHY = 1_000, 800, 600
LONGEST_ANSWER = 300
LONGEST_EXPLANATION, LONGEST_QUOTE, LONGEST_TEXT = 3_000, 600, 20_000
LONGEST_REPORT = 2_000
BIGGEST_ROW_VERSION = 2**31 - 1

Validator = Callable[[Form, Field], None]


def must_be_storable(_form: Form, field: StringField) -> None:
    """Refuse NUL and halves of surrogate pairs, which PostgreSQL cannot keep."""
    if not is_storable(field.data or ""):
        raise ValidationError(_("This contains a character that cannot be kept. Type it anew."))


def text_field(
    label: str, *, longest: int, needed: bool = False, rows: int = 3, also: Sequence[Validator] = ()
) -> TextAreaField:
    """Several lines of text, with plain line ends and without outer spaces."""
    return TextAreaField(
        label,
        filters=[lambda text: text.replace("\r\n", "\n").strip() if text else text],
        validators=[
            DataRequired(_l("Fill this in.")) if needed else Optional(),
            must_be_storable,
            Length(max=longest, message=_l("Use at most %(max)d characters.")),
            *also,
        ],
        render_kw={"maxlength": longest, "rows": rows},
    )


def _must_be_few_and_short(_form: Form, field: TextAreaField) -> None:
    lines = (field.data or "").splitlines()
    if len(lines) > MOST_ACCEPTED:
        raise ValidationError(_("At most %(most)s answers, please.", most=MOST_ACCEPTED))
    if any(len(line) > LONGEST_ANSWER for line in lines):
        raise ValidationError(_("An answer has at most %(most)s characters.", most=LONGEST_ANSWER))


def accepted_field(*, longest: int, rows: int, needed: bool = False) -> TextAreaField:
    """The answers that count, one a line."""
    label = _l("Answers that count, one a line")
    return text_field(label, longest=longest, rows=rows, needed=needed, also=[_must_be_few_and_short])


def overrule(field: IntegerField, value: int) -> None:
    """Show this value again instead of what the browser sent."""
    field.data = value
    field.raw_data = None


class OptionForm(Form):
    """One option with the reason why it is right or wrong, and the passage that says so."""

    id = HiddenField(validators=[Length(max=40), must_be_storable])
    text = text_field(_l("Option"), longest=LONGEST_OPTION, rows=1)
    why = line_field(_l("Why"), longest=LONGEST_WHY, needed=False)
    place = SelectField(_l("Passage"), choices=[], validate_choice=False, validators=[Optional()])


class Rows(FieldList):
    """A fixed number of rows, however many the browser names and whatever it calls them."""

    def _extract_indices(self, _prefix: str, _formdata: Any) -> Iterator[int]:
        yield from range(OPTION_ROWS)


class EditorForm(Form):
    """A question of any type that can be edited; each type looks at its own fields only."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for letter, row in zip(ascii_uppercase, self.options, strict=False):
            row.form.text.label.text = _("Option %(name)s", name=letter)

    row_version = whole_number_field(least=0, most=BIGGEST_ROW_VERSION, widget=HiddenField.widget, default=0)
    rows_shown = whole_number_field(least=0, most=OPTION_ROWS, widget=HiddenField.widget, default=4)
    topic = SelectField(_l("Topic"), choices=[], validate_choice=False)
    stem = text_field(_l("Question"), longest=LONGEST_STEM, needed=True, rows=2)
    is_markdown = BooleanField(_l("Question and explanation are written in Markdown"))
    options = Rows(FormField(OptionForm), min_entries=OPTION_ROWS, max_entries=OPTION_ROWS)
    has_markdown_options = BooleanField(_l("Options are written in Markdown"))
    right = SelectMultipleField(
        _l("Right"), choices=[SelectChoice(str(row)) for row in range(OPTION_ROWS)], validators=[Optional()]
    )
    tells_how_many = BooleanField(_l("Tell how many are right"))
    verdict = RadioField(
        _l("The statement is"),
        choices=[SelectChoice("true", _l("true")), SelectChoice("false", _l("false"))],
        validators=[Optional()],
    )
    corrected = line_field(_l("The corrected statement"), longest=LONGEST_STEM, needed=False)
    accepted = accepted_field(longest=5_000, rows=4)
    number = line_field(_l("The number"), longest=60, needed=False)
    tolerance = line_field(_l("Counts within ±"), longest=60, needed=False)
    unit = line_field(_l("Unit"), longest=30, needed=False)
    date = line_field(_l("The date"), longest=60, needed=False)
    tolerance_days = whole_number_field(_l("Counts within ± days"), least=0, most=36_600, default=0)
    guide = text_field(_l("What a good answer holds"), longest=LONGEST_EXPLANATION, rows=4)
    explanation = text_field(_l("Explanation"), longest=LONGEST_EXPLANATION)
    place = SelectField(_l("Passage that proves the answer"), choices=[], validate_choice=False)
    quote = line_field(_l("Words to highlight in it"), longest=LONGEST_QUOTE, needed=False)
    own_title = line_field(_l("Title of your text"), longest=200, needed=False)
    own_text = text_field(_l("Or paste a passage of your own"), longest=LONGEST_TEXT, rows=3)
    difficulty = SelectField(
        _l("Difficulty"),
        choices=[
            SelectChoice("1", _l("Easy")),
            SelectChoice("2", _l("Medium")),
            SelectChoice("3", _l("Hard")),
        ],
        default="2",
    )
    points = line_field(_l("Points"), longest=20, needed=False)
    is_main = BooleanField(_l("Asks a main point"), default=True)
    has_checked = BooleanField(_l("I have checked this, publish it all the same"))

    def illustrated(self, type: str) -> dict[str, Field]:
        """The fields that may show pictures, for a question of this type."""
        return self._texts(type) | self._option_texts(type)

    def written_like(self, name: str, type: str) -> tuple[dict[str, Field], BooleanField]:
        """The illustrated fields that have one format with this one, and the field that says which."""
        options = self._option_texts(type)
        if name in options:
            return options, self.has_markdown_options
        return self._texts(type), self.is_markdown

    def show_filled_rows(self) -> None:
        """Let no row of options be hidden that says something."""
        filled = [place for place, row in enumerate(self.options, 1) if row.form.text.data]
        overrule(self.rows_shown, max(self.rows_shown.data or 0, *filled, 0))

    def _texts(self, type: str) -> dict[str, Field]:
        names = ("stem", *(("guide",) if type == "open_answer" else ()), "explanation")
        return {name: self[name] for name in names}

    def _option_texts(self, type: str) -> dict[str, Field]:
        rows = self.options if type in CHOICES else ()
        return {row.form.text.name: row.form.text for row in rows}

    def is_complete(self, type: str) -> bool:
        """Whether all is well-formed, and what no draft can do without is there."""
        is_valid = bool(self.validate())
        needed = {"numeric": self.number, "date": self.date}.get(type)
        if needed is not None and not needed.data:
            needed.errors = [*needed.errors, _("Fill this in.")]
            return False
        return is_valid

    @property
    def worth(self) -> Fraction | None:
        """The points, once validated: one where nothing stands there, None where nothing was sent."""
        if not self.points.raw_data:
            return None
        points = read_number(self.points.data) if self.points.data else None
        return points if isinstance(points, Fraction) else Fraction(1)

    def validate_points(self, field: StringField) -> None:
        if field.data and not LEAST_POINTS <= _must_be_number(field.data, "") <= MOST_POINTS:
            raise ValidationError(
                _("Give between %(least)s and %(most)s.", least=in_digits(LEAST_POINTS), most=MOST_POINTS)
            )

    def validate_number(self, field: StringField) -> None:
        _must_be_number(field.data, self.unit.data or "")

    def validate_tolerance(self, field: StringField) -> None:
        if field.data and _must_be_number(field.data, self.unit.data or "") < 0:
            raise ValidationError(_("It cannot be below zero."))

    def validate_date(self, field: StringField) -> None:
        when = read_date(field.data) if field.data else None
        if isinstance(when, Unreadable):
            raise ValidationError(when.reason)


def _must_be_number(text: str | None, unit: str) -> Fraction:
    number = read_number(text, unit) if text else Fraction(0)
    if isinstance(number, Unreadable):
        raise ValidationError(number.reason)
    return number


class SettleForm(Form):
    """What becomes of a report: mended, or declined with a reply."""

    state = RadioField(
        _l("Settle"),
        choices=[SelectChoice("mended", _l("Mended")), SelectChoice("declined", _l("Nothing to mend"))],
        default="mended",
    )
    reply = text_field(_l("Reply"), longest=LONGEST_REPORT, rows=2)

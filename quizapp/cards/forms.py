"""Fields of decks and notes: their shape only."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from questions.note import FIELDS, NoteKind
from quizapp.bank.forms import BIGGEST_ROW_VERSION, text_field
from quizapp.cards.operations.writing import Writing
from quizapp.fields import line_field, whole_number_field

LONGEST_SIDE = 5_000
LONGEST_TAG, MOST_TAGS = 60, 20


class DeckForm(FlaskForm):
    """What a deck is called."""

    title = line_field(_l("Title"), longest=200, attributes={"autocomplete": "off"})
    description = text_field(_l("What it is about"), longest=2_000, rows=2)


class ShareForm(FlaskForm):
    """The classes that a deck is shared with."""

    classes = SelectMultipleField(_l("Shared with"), coerce=int, validators=[Optional()])


class NoteForm(FlaskForm):
    """One note of any kind; each kind looks at its own fields only."""

    row_version = whole_number_field(least=0, most=BIGGEST_ROW_VERSION, default=0)
    front = text_field(_l("Front"), longest=LONGEST_SIDE, rows=2)
    back = text_field(_l("Back"), longest=LONGEST_SIDE, rows=2)
    text = text_field(_l("Text with gaps"), longest=LONGEST_SIDE, rows=4)
    more = text_field(_l("Said below the answer"), longest=LONGEST_SIDE, rows=2)
    tags = line_field(_l("Tags, with commas between them"), longest=600, needed=False)
    is_markdown = BooleanField(_l("Written in Markdown"))

    def texts(self, kind: NoteKind) -> dict[str, Field]:
        """The fields that a note of this kind has, by name."""
        return {name: self[name] for name in FIELDS[kind]}

    def illustrated(self, kind: NoteKind) -> dict[str, Field]:
        """The fields that may show pictures: all but the answers that are typed."""
        return {name: field for name, field in self.texts(kind).items() if (kind, name) != ("typed", "back")}

    def writing(self, kind: NoteKind) -> Writing:
        return Writing(
            kind,
            {name: field.data or "" for name, field in self.texts(kind).items()},
            "markdown" if self.is_markdown.data else "plain",
            tags_in(self.tags.data or ""),
        )

    def is_within_limits(self, kind: NoteKind) -> bool:
        """Whether its texts, once validated, may be drawn: a cloze is drawn as often as it has gaps."""
        return not any(field.errors for field in self.texts(kind).values())

    def validate_tags(self, field: StringField) -> None:
        tags = tags_in(field.data or "")
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            raise ValidationError(
                _("At most %(most)s tags of %(longest)s characters.", most=MOST_TAGS, longest=LONGEST_TAG)
            )


def tags_in(text: str) -> Sequence[str]:
    """The tags in a line, each once, without outer spaces."""
    return tuple(dict.fromkeys(filter(None, (" ".join(part.split()) for part in text.split(",")))))


def choices_of(pairs: Sequence[tuple[int, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]

"""HTTP fields of the quizzes room → plain values; shape only."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    RadioField,
    SelectMultipleField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from questions.paper import Plan
from quizapp.errors import Invalid
from quizapp.fields import whole_number_field

LENGTHS = (5, 10, 20)
HOW_CHOICES = [
    SelectChoice("any", _l("Mixed")),
    SelectChoice("choose", _l("Choose")),
    SelectChoice("type", _l("Type")),
]
MAX_ITEMS = 200
MAX_VALUES = 200
MAX_VALUE_LENGTH = 4_000
_FIELD = re.compile(r"s(\d{1,4})-([a-z]+(?:-\d{1,4})?)")


class Checkboxes(SelectMultipleField):
    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class ModeForm(FlaskForm):
    """When answers are seen, and how long there is."""

    mode = RadioField(
        _l("When you see what was right"),
        choices=[
            SelectChoice("practise", _l("Practise: after each answer")),
            SelectChoice("test", _l("Test: at the end")),
        ],
        default="practise",
    )
    minutes = whole_number_field(_l("Time limit in minutes"), least=1, most=300)

    @property
    def limit_seconds(self) -> int | None:
        return self.minutes.data * 60 if self.minutes.data and self.mode.data == "test" else None


class PlanForm(ModeForm):
    """What a learner chooses before a quiz begins."""

    topics = Checkboxes(_l("Topics"), validators=[Optional()])
    length = RadioField(_l("How long"), coerce=int, default=10)
    how = RadioField(
        _l("How you answer"),
        choices=HOW_CHOICES,
        default="any",
    )
    focus = RadioField(
        _l("What it asks"),
        choices=[SelectChoice("main", _l("Key points")), SelectChoice("all", _l("Everything"))],
        default="main",
    )

    def plan(self) -> Plan:
        return Plan(
            length=self.length.data,
            topics=tuple(sorted(self.topics.data or ())),
            how=self.how.data,
            focus=self.focus.data,
        )


class ReportForm(FlaskForm):
    words = TextAreaField(
        _l("What is wrong or unclear?"), validators=[InputRequired(), Length(min=3, max=2_000)]
    )


@dataclass(frozen=True, slots=True)
class SaveItem:
    """One answer as sent: `base` is the seq it builds on; `fields` are raw, without the slot prefix."""

    slot: int
    base: int
    fields: Mapping[str, list[str]]
    flagged: bool


@dataclass(frozen=True, slots=True)
class SaveRequest:
    writer: str
    items: tuple[SaveItem, ...]


def read_json_save(body: Any) -> SaveRequest:
    """`{writer, items: [{slot, seq, value}]}` → values; anything else raises `Invalid` naming the place."""
    if not isinstance(body, dict) or body.keys() - {"writer", "items"}:
        raise Invalid("body", "must be an object with writer and items, and nothing else")
    items = body.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_ITEMS:
        raise Invalid("items", f"must be a list of 1 to {MAX_ITEMS} items")
    return SaveRequest(_writer(body.get("writer")), tuple(map(_json_item, items)))


def _json_item(item: Any) -> SaveItem:
    if not isinstance(item, dict) or item.keys() != {"slot", "seq", "value"}:
        raise Invalid("items", "each item has slot, seq and value, and nothing else")
    slot, seq, value = item["slot"], item["seq"], item["value"]
    for name, number in (("slot", slot), ("seq", seq)):
        if type(number) is not int or not 0 <= number < 2**31:
            raise Invalid(name, "must be a whole number, 0 or more")
    if not isinstance(value, dict):
        raise Invalid("value", "must be an object of field names and lists of strings")
    fields = {
        _clean(name, "value"): [_clean(text, name) for text in _strings(name, texts)]
        for name, texts in value.items()
    }
    flagged = fields.pop("flag", []) == ["1"]
    return SaveItem(slot, seq, fields, flagged)


def _strings(name: str, texts: Any) -> list[str]:
    found = [texts] if isinstance(texts, str) else texts
    if (
        not isinstance(found, list)
        or len(found) > MAX_VALUES
        or not all(isinstance(one, str) for one in found)
    ):
        raise Invalid(str(name)[:40], f"must be a string or a list of at most {MAX_VALUES} strings")
    return found


def read_form_save(form: MultiDict[str, str]) -> SaveRequest:
    """The same from a plain form: fields named `s<slot>-<name>`, with `s<slot>-seq` beside them."""
    by_slot: dict[int, dict[str, list[str]]] = {}
    for name in form:
        match = _FIELD.fullmatch(name)
        if match:
            values = [_clean(text, name) for text in _strings(name, form.getlist(name)) if text != ""]
            by_slot.setdefault(int(match[1]), {})[match[2]] = values
    items = []
    for slot, fields in sorted(by_slot.items()):
        seq = fields.pop("seq", [])
        if len(seq) != 1 or not (seq[0].isascii() and seq[0].isdigit()) or int(seq[0]) >= 2**31:
            raise Invalid(f"s{slot}-seq", "must be the number of the save that this answer builds on")
        flagged = fields.pop("flag", []) == ["1"]
        items.append(SaveItem(slot, int(seq[0]), fields, flagged))
    if len(items) > MAX_ITEMS:
        raise Invalid("items", f"at most {MAX_ITEMS} answers at once")
    return SaveRequest(_writer(form.get("writer", "")), tuple(items))


def _writer(text: Any) -> str:
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9-]{1,36}", text):
        raise Invalid("writer", "must be 1 to 36 letters, digits or hyphens: one for each page load")
    return text


def _clean(text: str, name: object) -> str:
    """Refuse what one of the databases cannot hold."""
    if len(text) > MAX_VALUE_LENGTH:
        raise Invalid(str(name)[:40], f"is longer than {MAX_VALUE_LENGTH} characters")
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise Invalid(str(name)[:40], "holds characters that cannot be stored")
    return text


def parse_json(raw: bytes) -> Any:
    """Strict JSON: no NaN, no Infinity, nothing nested beyond reason; `Invalid` otherwise."""

    def refuse(constant: str) -> float:
        raise ValueError(constant)

    try:
        return json.loads(raw, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Invalid("body", "is not JSON") from error

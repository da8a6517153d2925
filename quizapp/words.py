"""Templates in the reader's language: gettext, and times, points and scores in words as filters."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import lru_cache
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from babel import Locale
from babel.numbers import format_decimal
from flask import Flask, g
from flask_babel import format_datetime, get_locale, get_translations
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from questions.marks import MILLION, round_half_up
from questions.score import Score

# Numbers up to twelve are written out.
WRITTEN = (
    _l("none"), _l("one"), _l("two"), _l("three"), _l("four"), _l("five"), _l("six"),
    _l("seven"), _l("eight"), _l("nine"), _l("ten"), _l("eleven"), _l("twelve"),
)  # fmt: skip


class Messages(dict[str, Markup]):
    """The messages of one language as templates show them: each is looked up and made safe once."""

    def __init__(self, translations: NullTranslations) -> None:
        super().__init__()
        self.translations = translations

    def __missing__(self, message: str) -> Markup:
        shown = self[message] = self.filled(message, {})
        return shown

    def filled(self, message: str, values: dict[str, object]) -> Markup:
        return Markup(self.translations.gettext(message)) % values  # noqa: S704 - words of our own


_messages_of = lru_cache(maxsize=32)(Messages)


def init_app(app: Flask) -> None:
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=in_page,
        ngettext=ngettext,
        newstyle=True,
    )
    # Jinja's own does the same in three times the time, and a page of 20 questions asks for 150 messages.
    app.jinja_env.globals.update(_=in_page, gettext=in_page)
    for name, shown in (
        ("datetime", datetime),
        ("datetime_in", datetime_in),
        ("points", points),
        ("worth", worth),
        ("earned_words", earned_words),
        ("score_words", score_words),
        ("compared", compared),
    ):
        app.jinja_env.filters[name] = shown


def in_page(message: str, **values: object) -> Markup:
    """A message in the reader's language, with the values escaped; `%%` is a percent sign."""
    messages = _messages()
    return messages.filled(message, values) if values else messages[message]


def ngettext(one: str, many: str, number: int) -> str:
    """The form of a message that goes with a number, not filled in yet."""
    return _messages().translations.ngettext(one, many, number)


def _messages() -> Messages:
    """The reader's, looked up once a request."""
    # Through the proxy it takes three times as long, and a page asks a hundred times and more.
    kept = g._get_current_object()
    found: Messages | None = kept.get("messages")
    if found is None:
        found = kept.messages = _messages_of(get_translations())
    return found


def datetime(moment: dt.datetime) -> str:
    """`21 Nov 2026, 10:42` in the reader's zone."""
    return str(format_datetime(moment, "d MMM y, HH:mm"))


def datetime_in(moment: dt.datetime, zone: str) -> str:
    """The same in another zone: what the clocks of a class show."""
    there = moment.astimezone(ZoneInfo(zone))
    return str(format_datetime(there.replace(tzinfo=None), "d MMM y, HH:mm", rebase=False))


def points(millionths: int) -> str:
    """Points with at most two decimals: `7`, `7.5`, `0.33`."""
    return _points(millionths, get_locale() or Locale("en"))


@lru_cache(maxsize=1_000)
def _points(millionths: int, locale: Locale) -> str:
    return format_decimal(round(millionths / MILLION, 2), "0.##", locale=locale)


def worth(number: Fraction | float) -> str:
    """So many points: `1 point`, `2.5 points`."""
    plural = 1 if number == 1 else 2
    shown = points(round_half_up(Fraction(number) * MILLION))
    return ngettext("%(points)s point", "%(points)s points", plural) % {"points": shown}


def earned_words(score: Score) -> str:
    """Points out of those that one question is worth: `1.5 of 3 points`."""
    earned, available = points(score.earned), points(score.available)
    return str(_("%(earned)s of %(available)s points", earned=earned, available=available))


def score_words(right: int, count: int) -> str:
    """The headline of a result: `Nine of twelve right.`"""
    if right == count:
        return str(_("All %(count)s right.", count=_number(count)) if count > 1 else _("Right."))
    return str(_("%(right)s of %(count)s right.", right=_number(right).capitalize(), count=_number(count)))


def compared(now: Score, before: Score) -> str:
    """How a score compares with the one before, in words; of other points, the one before as it was."""
    if now.available != before.available:
        words = earned_words(before)
        return str(_("Last time: %(score)s, %(percent)s %%.", score=words, percent=before.percent))
    change = now.earned - before.earned
    if change == 0:
        return str(_("The same as last time."))
    amount = points(abs(change))
    if change > 0:
        return str(_("%(amount)s more than last time.", amount=amount))
    return str(_("%(amount)s less than last time.", amount=amount))


def _number(number: int) -> str:
    return str(WRITTEN[number] if number < len(WRITTEN) else number)

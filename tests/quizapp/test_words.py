"""Every word of every page goes through gettext: in a language of brackets, nothing stands outside them."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from babel.support import NullTranslations
from flask import Flask, render_template_string
from flask_babel import get_babel

from tests.quizapp.doors import Door
from tests.quizapp.neighbourhood import Neighbourhood
from tests.quizapp.visits import ENDPOINTS, VISITS

Doors = Callable[[str], list[Door]]

BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")
# Dates, codes and addresses: neither data of a row nor words.
NOT_WORDS = re.compile(
    r"([MTWFS][a-z]{2} )?\d{1,2} [A-Z][a-z]{2}( \d{4}(, \d\d:\d\d)?)?|\d+/\d+/\d+, \d+:\d\d\s[AP]M"
    r"|[A-Z0-9]{4}(-[A-Z0-9]{4})+|\b[A-Z0-9]{10}\b|https?://\S+"
)
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN = ("aria-label", "placeholder", "title", "alt", "data-label")
# Our name, the zone, the caption of a key, and the kind of a source as its receipt capitalises it.
SAME_EVERYWHERE = ("quizapp", "UTC", "Enter", "Brief")
# The style page is for developers; the checks beside the editor speak in the ground floor's English, and
# so do those who read and write the files of other programs.
NOT_TRANSLATED = {"style.page", "bank.new", "bank.create", "bank.edit", "bank.save", "bank.preview"}
NOT_TRANSLATED |= {"exchange.look", "exchange.export"}
NOT_TRANSLATED |= {"cards.export_deck"}  # a file of the caller's own words
NOT_TRANSLATED |= {"media.picture", "media.sound"}


class InBrackets(NullTranslations):
    """Every message in brackets, so that a reader sees what was translated."""

    def ugettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        return f"⟦{singular if number == 1 else plural}⟧"

    gettext, ngettext = ugettext, ungettext


class Heard(HTMLParser):
    """What a page says: its text, and the labels that are read out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.said += [given[name] or "" for name in SPOKEN if name in given]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.said.append(given.get("value") or "")
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (" ".join(value.split()), value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)


def data_of(place: Neighbourhood) -> list[str]:
    """Every text of every row, the longest first: the words of people and banks are not ours to translate."""
    stored = {text for rows in place.rows.values() for row in rows for text in texts_in(list(row.values()))}
    typed = {text for visit in VISITS.values() for text in texts_in(list(visit.form.values()))}
    known = stored | typed | zoneinfo.available_timezones() | set(SAME_EVERYWHERE)
    return sorted((text for text in known if len(text) > 2), key=len, reverse=True)


def untranslated(page: str, data: list[str]) -> list[str]:
    """Words that stand outside the brackets and come from no row."""
    heard = Heard()
    heard.feed(page)
    text = "\n".join(heard.said)
    while (without := BRACKETED.sub("", text)) != text:
        text = without
    found = []
    for line in filter(WORD.search, text.splitlines()):
        rest = NOT_WORDS.sub("", line)
        for known in data if WORD.search(rest) else ():
            rest = rest.replace(known, "")
        # A quote is marked within its passage, which parts the passage's text.
        if WORD.search(rest) and not any(line.strip() in known for known in data):
            found.append(line.strip())
    return found


@pytest.fixture
def bracketed(wired_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with wired_app.app_context():
        cache = get_babel().instance.domain_instance.cache
    monkeypatch.setitem(cache, ("en", "messages"), InBrackets())


@pytest.mark.parametrize("endpoint", sorted(set(ENDPOINTS) - NOT_TRANSLATED))
def test_every_word_of_a_page_is_translated(doors: Doors, bracketed: None, endpoint: str) -> None:
    for door in doors(endpoint):
        data = data_of(door.place)
        for caller in door.welcome():
            page = door.ask(caller).body.decode()
            if page.startswith('<!doctype html>\n<html lang="en">'):
                assert "⟦" in page
                assert (caller, untranslated(page, data)) == (caller, [])
            if door.method == "POST":
                door.put_back()


@pytest.mark.parametrize("endpoint", ["quizzes.review", "classrooms.classes"])
def test_every_word_of_a_refusal_is_translated(doors: Doors, bracketed: None, endpoint: str) -> None:
    (door,) = (door for door in doors(endpoint) if door.method == "GET")
    page = door.ask("outsider").body.decode()
    assert "⟦" in page
    assert untranslated(page, data_of(door.place)) == []


def test_a_word_that_was_forgotten_is_heard(wired_app: Flask, place: Neighbourhood, bracketed: None) -> None:
    source = "<p>{{ _('Hello %(name)s', name=name) }}, stranger <b aria-label='Close'>{{ _('you') }}</b></p>"
    with wired_app.test_request_context():
        page = render_template_string(source, name="Astronomy")
    assert untranslated(page, data_of(place)) == [", stranger", "Close"]

"""A look at the whole installation: what is well, what is not, and how to mend it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from questions.memory.fitting import can_fit
from quizapp import clock, schema
from quizapp.accounts.queries import has_administrator
from quizapp.commands.instance import opened
from quizapp.commands.loading import folders, is_current
from quizapp.db import db
from quizapp.errors import Invalid
from quizapp.health import LARGEST_CLOCK_DIFFERENCE, clock_difference
from quizapp.library.queries import banks
from quizapp.settings import SETTINGS, Settings, load_secrets, read_settings

MEBIBYTE = 1024 * 1024
LOW_SPACE, NO_SPACE = 1024 * MEBIBYTE, 100 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `bad` is what stops the server or endangers data, `warn` what somebody should look at."""

    state: Literal["ok", "warn", "bad"]
    about: str
    words: str

    def __str__(self) -> str:
        return f"{self.state:<4} {self.about}: {self.words}"


def examine() -> Iterator[Finding]:
    """All findings. Without settings or secrets that can be used nothing further is looked at."""
    try:
        settings = read_settings()
        yield from _settings(settings)
        load_secrets(settings.instance)
        sa.make_url(settings.database_url).get_dialect().import_dbapi()
    except (Invalid, OSError, sa.exc.ArgumentError, ModuleNotFoundError) as error:
        yield Finding("bad", "settings", f"{error}; mend this first")
        return
    yield from _instance(settings)
    yield from _public_address(settings)
    yield _fitting()
    with opened(settings):
        yield from _database(settings)


def _settings(settings: Settings) -> Iterator[Finding]:
    for name, meaning in SETTINGS.items():
        value = os.environ.get(name)
        if name == "DATABASE_URL" and value:
            value = sa.make_url(settings.database_url).render_as_string(hide_password=True)
        yield Finding("ok", name, value if value else f"not set. {meaning}")


def _instance(settings: Settings) -> Iterator[Finding]:
    folder = settings.instance
    yield Finding("ok", "secrets", f"{folder / 'secrets'} is readable by its owner only")
    if os.access(folder, os.W_OK):
        yield Finding("ok", "instance", f"{folder} can be written")
    else:
        yield Finding("bad", "instance", f"{folder} cannot be written; give it to the user who runs quizapp")
    yield _space(folder)


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    words = f"{free // MEBIBYTE:,} MiB free at {folder}"
    if free < NO_SPACE:
        return Finding("bad", "disk", f"{words}; answers will be refused when it is full, so make room now")
    if free < LOW_SPACE:
        return Finding("warn", "disk", f"{words}; make room soon")
    return Finding("ok", "disk", words)


def _fitting() -> Finding:
    if can_fit():
        return Finding("ok", "fitting", "schedules are fitted to learners by fsrs-rs-python")
    words = "everybody's cards go by the standard set; to fit it to learners: pip install -e '.[fit]'"
    return Finding("ok", "fitting", words)


def _public_address(settings: Settings) -> Iterator[Finding]:
    if not settings.public_url:
        yield Finding("ok", "address", "no public address is set, which is right on one's own machine only")
    elif settings.is_https:
        yield Finding("ok", "address", f"{settings.public_url}; cookies are Secure")
    else:
        yield Finding(
            "warn",
            "address",
            f"{settings.public_url} is not encrypted and cookies are not Secure; put a TLS proxy in front",
        )
    if settings.public_url and not settings.proxies and settings.is_https:
        yield Finding(
            "warn",
            "proxies",
            "0, though quizapp itself speaks no https; set QUIZAPP_PROXIES=1 behind a proxy",
        )
    if settings.development and settings.public_url:
        yield Finding("bad", "development", "QUIZAPP_DEVELOPMENT is set on a public address; unset it")
    if settings.registration == "open" and settings.public_url:
        yield Finding("warn", "registration", "open: anybody can sign up; code asks for a class code")


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        revision = schema.revision()
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Finding("bad", "database", f"cannot be reached ({cause}); check DATABASE_URL and the server")
        return
    yield Finding("ok", "database", f"{db.engine.dialect.name} answers")
    newest = schema.newest_revision()
    if revision != newest:
        yield Finding(
            "bad",
            "schema",
            f"is {revision or 'empty'} and this program's is {newest}; run: quizapp upgrade",
        )
        return
    yield Finding("ok", "schema", f"{revision}, the newest")
    checks: list[Callable[[Settings], Iterator[Finding]]] = [_clock, _banks, _people]
    checks.insert(0, _sqlite if settings.is_sqlite else _postgresql)
    for check in checks:
        yield from check(settings)


def _sqlite(_settings: Settings) -> Iterator[Finding]:
    expected = {"foreign_keys": "1", "journal_mode": "wal", "synchronous": "2"}
    with db.engine.connect() as connection:
        for pragma, value in expected.items():
            found = str(connection.exec_driver_sql(f"PRAGMA {pragma}").scalar())
            state: Literal["ok", "bad"] = "ok" if found == value else "bad"
            wrong = "" if found == value else f", should be {value}; is the file on a network disk?"
            yield Finding(state, pragma.replace("_", " "), f"{found}{wrong}")
        orphans = len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())
        sound = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if orphans or sound != "ok":
        yield Finding("bad", "rows", f"{orphans} without their parents, file {sound}; restore a backup")
    else:
        yield Finding("ok", "rows", "the file is sound and every row has its parents")


def _postgresql(_settings: Settings) -> Iterator[Finding]:
    with db.engine.connect() as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            found = str(connection.exec_driver_sql(f"SHOW {name}").scalar())
            if found == "off":
                risk = "a loss of power can lose answers that were acknowledged"
                yield Finding("warn", name.replace("_", " "), f"off: {risk}; set it on in postgresql.conf")
            else:
                yield Finding("ok", name.replace("_", " "), found)


def _clock(_settings: Settings) -> Iterator[Finding]:
    difference = clock_difference(db.session(), clock.now())
    words = f"{difference.total_seconds():.1f} s between this machine and the database"
    if difference > LARGEST_CLOCK_DIFFERENCE:
        yield Finding("bad", "clock", f"{words}; deadlines would be wrong, so set both by NTP")
    else:
        yield Finding("ok", "clock", words)


def _banks(settings: Settings) -> Iterator[Finding]:
    known = banks(db.session())
    for folder, _ in folders(settings.own_banks):
        if not is_current(db.session(), folder):
            yield Finding("warn", "bank", f"{folder.name} has changed or was never loaded; start the server")
    if known:
        facts = sum(entry.facts for entry in known)
        yield Finding("ok", "banks", f"{len(known)} with {facts:,} facts: {', '.join(e.slug for e in known)}")
    else:
        yield Finding("warn", "banks", "none is loaded; start the server, or run: quizapp bank load PATH")


def _people(_settings: Settings) -> Iterator[Finding]:
    if has_administrator(db.session()):
        yield Finding("ok", "people", "there is an administrator")
    else:
        yield Finding(
            "warn", "people", "there is no administrator; quizapp serve prints a link that makes one"
        )

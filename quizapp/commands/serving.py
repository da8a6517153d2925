"""Starting the server: everything a first start needs, then waitress until it is told to stop."""

from __future__ import annotations

import datetime as dt
import gc
import random
import signal
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Flask
from sqlalchemy.orm import Session

from quizapp import clock, create_app, dice
from quizapp.accounts.setup import make_setup_link
from quizapp.commands.demo import Login, make_demo
from quizapp.commands.keeping import upgrade_instance
from quizapp.commands.loading import folders, is_current, load_folder, take_turns
from quizapp.commands.ticking import ticking
from quizapp.db import db, unit_of_writing
from quizapp.errors import Invalid
from quizapp.listening import listen
from quizapp.settings import Settings, is_localhost, read_settings

# A page makes some thousands; Python would look for garbage after every 700.
NEW_OBJECTS_UNSEARCHED = 10_000
# The same history in every demonstration; its passwords are not drawn from it.
DEMO_SEED = 2021


def serve(host: str, port: int, *, is_demo: bool) -> None:
    """Prepare the instance, print where it is, and serve until SIGTERM or SIGINT."""
    settings = replace(read_settings(host=host), demo=is_demo)
    app = create_app(settings)
    # Listening comes first: a port that is taken is told at once, and early callers wait in line.
    server = _listen(app, settings, host, port)
    here = _address(host, server)
    address = settings.public_url or here
    with app.app_context():
        prepared = _prepare(settings)
    click.echo(f"quizapp is at {address}" + ("" if address == here else f", listening on {here}"))
    if prepared.setup_token:
        link = _setup_link(app, address, prepared.setup_token)
        click.echo(f"Set it up: open this link within 7 days, it works once\n  {link}")
    for login in prepared.logins:
        click.echo(f"Demonstration, {login.what}: {login.username}, password {login.password} ({login.name})")
    for warning in warnings_about(settings, host):
        click.echo(f"Warning: {warning}", err=True)
    signal.signal(signal.SIGTERM, _stop)
    search_less_for_garbage()
    with ticking(app):
        server.run()
    click.echo("quizapp has stopped.")


def search_less_for_garbage() -> None:
    """Exempt all that a start has left in memory, which stays, from every later search for garbage.

    Such a search held up all requests for a tenth of a second, once in some twenty attempts. What
    comes after is searched once in some requests, and no more several times in each.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_UNSEARCHED)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a start has to tell once: the set-up token ("" once there is an administrator), demo logins."""

    setup_token: str
    logins: list[Login]


def _prepare(settings: Settings) -> Prepared:
    now = clock.now()
    upgrade_instance(settings, now)
    with unit_of_writing():
        session = db.session()
        load_banks(session, settings, now)
        rng = random.Random(DEMO_SEED)  # noqa: S311
        logins = make_demo(session, now=now, rng=rng) if settings.demo else []
        token = dice.token()
        is_needed = make_setup_link(session, token=token, now=now)
        session.commit()
    return Prepared(token if is_needed else "", logins)


def load_banks(session: Session, settings: Settings, now: dt.datetime) -> None:
    """Load every bank that changed since the last start; one with errors is named and left out."""
    take_turns(session)
    for folder, is_shipped in folders(settings.own_banks):
        if is_current(session, folder):
            continue
        loaded, remarks = load_folder(session, folder, is_shipped=is_shipped, now=now)
        if loaded is None:
            click.echo(f"The bank {folder.name} has errors and is left out:", err=True)
            for remark in remarks:
                click.echo(f"  {remark}", err=True)
        else:
            click.echo(
                f"Loaded the bank {folder.name}: {loaded.added} new questions, {loaded.changed} changed."
            )


def warnings_about(settings: Settings, host: str) -> list[str]:
    """What somebody who can be reached from elsewhere should know."""
    public_host = urlsplit(settings.public_url).hostname or host
    if is_localhost(host) and is_localhost(public_host):
        return []
    warnings = []
    if not settings.is_https:
        warnings.append(
            "passwords and answers cross the network unencrypted. Put a TLS proxy in front and set"
            " QUIZAPP_PUBLIC_URL to its https address (README, “Behind a TLS proxy”)."
        )
    if settings.development:
        warnings.append("QUIZAPP_DEVELOPMENT is set, which is for one's own machine only.")
    if settings.registration == "open":
        warnings.append("registration is open: anybody who finds this address can sign up.")
    return warnings


def _listen(app: Flask, settings: Settings, host: str, port: int) -> Any:
    try:
        return listen(app, settings, host, port)
    except OSError as error:
        raise Invalid("--port", f"cannot listen on {host}:{port}: {error.strerror or error}") from error


def _address(host: str, server: Any) -> str:
    """Where a person on this machine finds the server."""
    listening = getattr(server, "effective_listen", None)
    port = listening[0][1] if listening else server.effective_port
    name = "localhost" if host in ("0.0.0.0", "::") else host  # noqa: S104
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _setup_link(app: Flask, address: str, token: str) -> str:
    return address + app.url_map.bind("").build("accounts.invitation", {"token": token})


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
